import LambdaModel
import Testing

@Suite("Wrong shapes of responses") struct ResponseShapeTests {
    private static func problem(_ text: String, _ format: EventFormat) -> String? {
        do throws(ResponseShapeProblem) {
            _ = try mapped(text, format)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(
        "All services but HTTP APIs with payload 2.0 and function URLs need an object",
        arguments: [EventFormat.http1, .rest, .alb, .albMultiValue])
    func notAnObject(format: EventFormat) {
        for (text, words) in [
            (#""hello""#, "the response is a string"), ("[]", "the response is an array"),
            ("3", "the response is a number"),
            ("null", "the response is null"), ("", "the response is empty"), ("hello", "the response is not JSON ("),
        ] {
            let problem = Self.problem(text, format) ?? ""
            #expect(problem.hasPrefix(words) && problem.hasSuffix("it is an object with `statusCode`"), "\(problem)")
        }
    }

    @Test(
        "The status", arguments: ResponseMappingTests.withStatus)
    func status(format: EventFormat) {
        #expect(
            Self.problem(#"{"statusCode": 200.5}"#, format)
                == "`.statusCode` is 200.5; a status is a whole number from 200 to 599")
        // A status below 200 does not end a request.
        for text in ["0", "101", "600", #""ok""#, #""""#] {
            #expect(Self.problem(#"{"statusCode": \#(text)}"#, format)?.hasPrefix("`.statusCode` is \(text);") == true)
        }
        #expect(Self.problem(#"{"statusCode": true}"#, format) == "`.statusCode` is a boolean; it is a number")
    }

    @Test("A missing status", arguments: [EventFormat.http1, .alb, .albMultiValue])
    func missingStatus(format: EventFormat) {
        #expect(Self.problem(#"{"body": "x"}"#, format) == "`.statusCode` is missing")
        #expect(
            Self.problem(#"{"StatusCode": 200}"#, format)
                == "`.statusCode` is missing; write `statusCode` instead of `StatusCode`")
        for body in [#""{\"statusCode\": 200}""#, #"{"statusCode": 200}"#] {
            #expect(
                Self.problem(#"{"body": \#(body)}"#, format) == "`.statusCode` is missing; it is inside of `.body`")
        }
    }

    @Test("A status that is null")
    func nullStatus() {
        for format in [EventFormat.functionURL, .http2, .http1] {
            #expect(Self.problem(#"{"statusCode": null}"#, format) == "`.statusCode` is null; it is a number")
        }
        #expect(Self.problem(#"{"statusCode": null}"#, .alb) == "`.statusCode` is null; it is a number")
        #expect(Self.problem(#"{"statusCode": null}"#, .rest) == nil)
    }

    @Test("A body that is no string", arguments: ResponseMappingTests.withStatus)
    func body(format: EventFormat) {
        #expect(
            Self.problem(#"{"statusCode":200,"body":{"a":1}}"#, format)
                == "`.body` is an object; a body is a string: write the value as JSON text")
        #expect(
            Self.problem(#"{"statusCode":200,"body":[1]}"#, format)
                == "`.body` is an array; a body is a string: write the value as JSON text")
        #expect(
            Self.problem(#"{"statusCode":200,"body":"{}","isBase64Encoded":true}"#, format)
                == "`.body` is not base64, but `.isBase64Encoded` is true")
        #expect(
            Self.problem(#"{"statusCode":200,"isBase64Encoded":1}"#, format)
                == "`.isBase64Encoded` is a number; it is true or false")
    }

    /// A load balancer answers 502 to these: aws-powertools/powertools-lambda-python, issue 4671; jeremydaly/lambda-api,
    /// issue 117; aws/aws-lambda-dotnet, issue 507.
    @Test("A load balancer takes neither null nor other values for strings")
    func loadBalancer() {
        #expect(Self.problem(#"{"statusCode":200,"body":null}"#, .alb) == "`.body` is null; a body is a string")
        #expect(Self.problem(#"{"statusCode":200,"body":1}"#, .alb) == "`.body` is a number; a body is a string")
        #expect(
            Self.problem(#"{"statusCode":200,"headers":{"a":true}}"#, .alb)
                == "`.headers.a` is a boolean; a header's value is a string")
        #expect(
            Self.problem(#"{"statusCode":301,"statusDescription":null}"#, .alb)
                == "`.statusDescription` is null; it is a string like \"200 OK\"")
        #expect(
            Self.problem(#"{"statusCode":200,"multiValueHeaders":{"a":null}}"#, .albMultiValue)
                == "`.multiValueHeaders.a` is null; a header's values are an array of strings")
        #expect(Self.problem(#"{"statusCode":200,"isBase64Encoded":"true"}"#, .alb) != nil)
    }

    @Test("Headers of the wrong kind, with their place")
    func headers() {
        #expect(
            Self.problem(#"{"statusCode":200,"headers":{"x-a":{}}}"#, .functionURL)
                == #"`.headers["x-a"]` is an object; a header's value is a string"#)
        #expect(
            Self.problem(#"{"statusCode":200,"headers":["a"]}"#, .http2)
                == "`.headers` is an array; it is an object with a member per header")
        #expect(
            Self.problem(#"{"statusCode":200,"multiValueHeaders":{"x-a":"1"}}"#, .rest)
                == #"`.multiValueHeaders["x-a"]` is a string; a header's values are an array of strings"#)
        #expect(
            Self.problem(#"{"statusCode":200,"multiValueHeaders":{"a":["1",{}]}}"#, .http1)
                == "`.multiValueHeaders.a[1]` is an object; a header's value is a string")
        #expect(
            Self.problem(#"{"statusCode":200,"cookies":"a=1"}"#, .http2)
                == "`.cookies` is a string; it is an array of strings")
        #expect(
            Self.problem(#"{"statusCode":200,"cookies":["a=1",{}]}"#, .functionURL)
                == "`.cookies[1]` is an object; a cookie is a string")
    }

    @Test("Names and values that would break the response are never sent", arguments: ResponseMappingTests.withStatus)
    func splitting(format: EventFormat) {
        let isMultiple = format == .albMultiValue
        for (name, value) in [
            ("a", #"x\r\nset-cookie: y"#), ("a", #"x\ny"#), ("a", #"\u0000"#), ("a b", "x"), ("", "x"),
            (#"a\r\nb"#, "x"),
            ("a:", "x"), ("ü", "x"),
        ] {
            let headers =
                isMultiple ? #""multiValueHeaders":{"\#(name)":["\#(value)"]}"# : #""headers":{"\#(name)":"\#(value)"}"#
            #expect(Self.problem(#"{"statusCode":200,\#(headers)}"#, format) != nil, "\(name): \(value)")
        }
        #expect(
            Self.problem(#"{"statusCode":200,"headers":{"a b":"x"}}"#, .http2)
                == #"`.headers["a b"]` is not the name of a header: it has other characters"#)
        #expect(
            Self.problem(#"{"statusCode":200,"cookies":["a=1\r\nx: y"]}"#, .http2)
                == "`.cookies[0]` has a line break or a NUL character; a header has none")
    }

    @Test("Members that a REST API does not take")
    func unknownMembers() throws {
        #expect(Self.problem(#"{"message":"hi"}"#, .rest) == "a REST API takes no member `.message`")
        #expect(
            Self.problem(#"{"StatusCode":200}"#, .rest)
                == "a REST API takes no member `.StatusCode`; write `statusCode`")
        #expect(
            Self.problem(#"{"statusCode":200,"cookies":[]}"#, .rest)
                == #"a REST API takes no member `.cookies`; a REST API has cookies in `.multiValueHeaders["set-cookie"]`"#
        )
        do throws(ResponseShapeProblem) {
            _ = try mapped(#"{"status-code":200}"#, .rest)
            Issue.record("accepted")
        } catch {
            #expect(error.path == #".["status-code"]"#)
        }
    }
}
