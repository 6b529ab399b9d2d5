import Foundation
import JSONText
import Testing

@testable import LambdaModel

/// The parameters of templates.
@Suite struct EventParameterTests {
    /// A value that differs from every default.
    private static func other(_ parameter: EventParameter) -> String {
        switch parameter.kind {
        case .text: "zz-\(parameter.name)-zz"
        case .json, .object: #"{"zz":"zz-\#(parameter.name)-zz"}"#
        case .number: "424242"
        case .method: parameter.defaultValue == "PATCH" ? "PUT" : "PATCH"
        case .path: parameter.name == "resource" ? "/zz/{zz}" : "/zz/424242"
        case .account: "210987654321"
        case .region: "eu-west-3"
        case .time: "2031-05-06T07:08:09Z"
        case .word(let words): words.first { $0 != parameter.defaultValue && $0 != "aws" } ?? ""
        }
    }

    /// The parameter and, so that the event exists, those without which it is wrong.
    private static func values(_ parameter: EventParameter, _ template: EventTemplate) -> [String: String] {
        var values = [parameter.name: other(parameter)]
        if parameter.name == "resource" { values["path"] = "/zz/424242" }
        return values
    }

    @Test(arguments: EventTemplate.all)
    func `every parameter changes the event`(template: EventTemplate) throws {
        let usual = try template.event()
        for parameter in template.parameters {
            #expect(parameter.kind.refusal(parameter.defaultValue) == nil, "\(parameter.name)")
            let event = try template.event(Self.values(parameter, template))
            #expect(event != usual, "\(parameter.name)")
            let document = try JSONDocument(event)
            #expect(document.formatted() + "\n" == String(decoding: event, as: UTF8.self), "\(parameter.name)")
        }
    }

    @Test(arguments: EventTemplate.all)
    func `no default is left when all parameters are set`(template: EventTemplate) throws {
        let parameters = template.parameters
        let values = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, Self.other($0)) })
        let content = try EventContent(template.event(values))
        for parameter in parameters where parameter.defaultValue.utf8.count >= 4 {
            #expect(!content.contains(parameter.defaultValue), "\(parameter.name)")
            if case .object = parameter.kind, let compact = try? JSONDocument(parameter.defaultValue).compact() {
                #expect(compact == "{}" || !content.contains(compact), "\(parameter.name)")
            }
        }
        if parameters.contains(where: { $0.name == "partition" }) { #expect(!content.contains("arn:aws:")) }
        if parameters.contains(where: { $0.name == "time" }) {
            #expect(
                !content.contains("1769860800") && !content.contains("31/Jan/2026") && !content.contains("31 Jan 2026"))
        }
        if parameters.contains(where: { $0.name == "id" }) { #expect(!content.texts.contains("17")) }
    }

    private func at(_ name: String, _ values: [String: String], _ path: String) throws -> JSONNode? {
        let template = try #require(EventTemplate.named(name))
        return try JSONDocument(template.event(values)).root.at(path)
    }

    // MARK: Values that follow

    @Test func `the body of a queue's message has its MD5`() throws {
        #expect(try at("sqs", ["body": "a"], "Records/0/md5OfBody")?.string == "0cc175b9c0f1b6a831c399e269772661")
        #expect(try at("sqs", ["body": "ä\"\n"], "Records/0/body")?.string == "ä\"\n")
        #expect(try at("sqs", ["body": "ä\"\n"], "Records/0/md5OfBody")?.string == "e693be8664213d14510893db71b9b5bd")
    }

    @Test func `an object has the size and the ETag of its content, and an encoded key`() throws {
        let values = ["content": "grün", "key": "red flower (ü)/1+1.jpg"]
        #expect(try at("s3-put", values, "Records/0/s3/object/size")?.int == 5)
        #expect(
            try at("s3-put", values, "Records/0/s3/object/eTag")?.string == "7b934a60ddc07b8f5b1134c03430bba6")
        #expect(
            try at("s3-put", values, "Records/0/s3/object/key")?.string == "red+flower+%28%C3%BC%29/1%2B1.jpg")
        #expect(try at("s3-eventbridge", values, "detail/object/key")?.string == "red flower (ü)/1+1.jpg")
        #expect(
            try at("s3-batch", ["key": "red flower (ü)/1+1.jpg"], "tasks/0/s3Key")?.string
                == "red%20flower%20%28%C3%BC%29/1%2B1.jpg")
    }

    @Test func `a body has its length in the headers`() throws {
        #expect(try at("api-gateway-v2", ["body": "äö"], "headers/content-length")?.string == "4")
        #expect(try at("api-gateway-v2", [:], "headers/content-length")?.string == "36")
    }

    @Test func `the partition follows the region, and the hosts follow the partition`() throws {
        let china = ["region": "cn-north-1"]
        #expect(try at("s3-put", china, "Records/0/s3/bucket/arn")?.string == "arn:aws-cn:s3:::example-orders")
        #expect(
            try at("api-gateway-v2", china, "requestContext/domainName")?.string
                == "a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn")
        let mixed = ["region": "us-gov-west-1", "partition": "aws"]
        #expect(try at("s3-put", mixed, "Records/0/s3/bucket/arn")?.string == "arn:aws:s3:::example-orders")
    }

    @Test func `the path's parameters are those of the resource`() throws {
        #expect(try at("api-gateway-v2", [:], "pathParameters")?.compact() == #"{"id":"17"}"#)
        #expect(try at("api-gateway-v2", ["path": "/orders/18"], "pathParameters/id")?.string == "18")
        #expect(try at("api-gateway-v2", ["path": "/orders/18"], "routeKey")?.string == "POST /orders/{id}")
        let other = ["path": "/a/b/c"]
        #expect(try at("api-gateway-v1", other, "resource")?.string == "/{proxy+}")
        #expect(try at("api-gateway-v1", other, "pathParameters")?.compact() == #"{"proxy":"a/b/c"}"#)
        let both = ["path": "/a/b/c", "resource": "/a/{x}/{rest+}"]
        #expect(try at("api-gateway-v1", both, "pathParameters")?.compact() == #"{"x":"b","rest":"c"}"#)
        #expect(try at("api-gateway-v1", ["path": "/a", "resource": "/a"], "pathParameters")?.isNull == true)
        #expect(try at("api-gateway-v2", ["path": "/a", "resource": "/a"], "pathParameters") == nil)
        #expect(throws: TemplateProblem.noMatch(path: "/b", resource: "/a")) {
            try at("api-gateway-v2", ["path": "/b", "resource": "/a"], "")
        }
    }

    @Test func `a stage is in the path, except the default one`() throws {
        #expect(try at("api-gateway-v2", ["stage": "test"], "rawPath")?.string == "/test/orders/17")
        #expect(try at("api-gateway-v2", [:], "rawPath")?.string == "/orders/17")
        #expect(try at("api-gateway-v1", [:], "path")?.string == "/orders/17")
        #expect(try at("api-gateway-v1", [:], "requestContext/path")?.string == "/prod/orders/17")
    }

    @Test func `a query string has the form of each service`() throws {
        let query = ["query": "a=1&b=x%20y&a=2&c"]
        #expect(
            try at("api-gateway-v2", query, "queryStringParameters")?.compact() == #"{"a":"1,2","b":"x y","c":""}"#)
        #expect(try at("api-gateway-v1", query, "queryStringParameters")?.compact() == #"{"a":"2","b":"x y","c":""}"#)
        #expect(
            try at("api-gateway-v1", query, "multiValueQueryStringParameters")?.compact()
                == #"{"a":["1","2"],"b":["x y"],"c":[""]}"#)
        #expect(try at("alb", query, "queryStringParameters/b")?.string == "x%20y")
        #expect(try at("alb", ["query": ""], "queryStringParameters")?.compact() == "{}")
        #expect(try at("api-gateway-v1", ["query": ""], "queryStringParameters")?.isNull == true)
        #expect(try at("api-gateway-v2", ["query": ""], "queryStringParameters") == nil)
    }

    @Test func `a time has the form of each member`() throws {
        let time = ["time": "2026-02-03T04:05:06.789+01:00"]
        #expect(try at("api-gateway-v2", time, "requestContext/time")?.string == "03/Feb/2026:03:05:06 +0000")
        #expect(try at("api-gateway-v2", time, "requestContext/timeEpoch")?.int == 1_770_087_906_789)
        #expect(try at("s3-put", time, "Records/0/eventTime")?.string == "2026-02-03T03:05:06.789Z")
        #expect(try at("sqs", time, "Records/0/attributes/SentTimestamp")?.string == "1770087906789")
        #expect(
            try at("kinesis", time, "Records/0/kinesis/approximateArrivalTimestamp")?.numberText == "1770087906.789")
        #expect(try at("dynamodb", time, "Records/0/dynamodb/ApproximateCreationDateTime")?.int == 1_770_087_906)
        #expect(
            try at("ses", time, "Records/0/ses/mail/commonHeaders/date")?.string == "Tue, 03 Feb 2026 03:05:06 +0000")
        #expect(try at("cloudwatch-alarm", time, "time")?.string == "2026-02-03T03:05:06.789+0000")
        #expect(try at("vpc-lattice", time, "requestContext/timeEpoch")?.string == "1770087906789000")
    }

    @Test func `encoded data can be decoded`() throws {
        let kinesis = try #require(try at("kinesis", ["data": "ä"], "Records/0/kinesis/data")?.string)
        #expect(kinesis == "w6Q=")
        let packed = try #require(
            try at("cloudwatch-logs", ["message": "a \"quoted\"\nline"], "awslogs/data")?.string)
        let gzip = try #require(Data(base64Encoded: packed))
        let logs = try #require(EventContent.unpacked([UInt8](gzip)))
        let root = try JSONDocument(logs).root
        #expect(root.at("logEvents/0/message")?.string == "a \"quoted\"\nline")
        #expect(root.at("owner")?.string == "123456789012")
        let record = try at("kinesis-analytics-kpl", ["data": "hello", "partition-key": "k"], "records/0/data")
        #expect(record?.string == "84mawgoBaxoJCAAaBWhlbGxv0DslUrjN2R+TFtM3x94OiA==")
    }

    @Test func `JSON in strings is escaped`() throws {
        let event = try at("config-change", ["rule-parameters": #"{"a": "\"b\\"}"#], "")
        #expect(event?.at("ruleParameters")?.inner?.at("a")?.string == #""b\"#)
        #expect(event?.at("invokingEvent")?.inner?.at("configurationItem/awsAccountId")?.string == "123456789012")
    }

    @Test func `headers and slots have the form of each service`() throws {
        let headers = try at("lambda-edge-request", ["headers": #"{"X-Test": "1"}"#], "Records/0/cf/request/headers")
        #expect(
            headers?.compact()
                == #"{"host":[{"key":"Host","value":"d111111abcdef8.cloudfront.net"}],"x-test":[{"key":"X-Test","value":"1"}]}"#
        )
        let slots = ["slots": #"{"A": "x", "B": null}"#]
        #expect(
            try at("alexa-intent", slots, "request/intent/slots")?.compact()
                == #"{"A":{"name":"A","value":"x","confirmationStatus":"NONE"},"B":{"name":"B","confirmationStatus":"NONE"}}"#
        )
        #expect(
            try at("lex-v2-book-car", slots, "sessionState/intent/slots")?.compact()
                == #"{"A":{"shape":"Scalar","value":{"originalValue":"x","interpretedValue":"x","resolvedValues":["x"]}},"B":null}"#
        )
        #expect(try at("lex-book-car", slots, "currentIntent/slots")?.compact() == #"{"A":"x","B":null}"#)
    }

    // MARK: Mistakes

    @Test(arguments: [
        ("s3-put", "buckt", "x", #"template s3-put has no parameter "buckt"; did you mean "bucket"?"#),
        (
            "schedule", "zzzz", "x",
            #"template schedule has no parameter "zzzz"; it has rule, account, region, partition, time"#
        ),
        ("batch-get-job", "account", "1", #"template batch-get-job has no parameter "account"; it has job"#),
        (
            "alb", "method", "FETCH",
            "method must be an HTTP method (GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, CONNECT, TRACE), not \"FETCH\""
        ),
        ("alb", "path", "a", "path must be a path with / at its start, not \"a\""),
        ("alb", "account", "12", "account must be an account of 12 digits, not \"12\""),
        ("alb", "region", "useast1", "region must be a region, such as us-east-1, not \"useast1\""),
        ("alb", "partition", "x", "partition must be aws, aws-cn, aws-us-gov or aws-eusc, not \"x\""),
        ("sqs", "time", "now", "time must be a time, such as 2026-01-31T12:00:00Z, not \"now\""),
        ("sqs", "attributes", "[]", "attributes must be a JSON object, not \"[]\""),
        ("eventbridge", "detail", "{", "detail must be JSON, not \"{\""),
        ("dynamodb", "id", "1a", "id must be a number, not \"1a\""),
    ])
    func `a mistake is named`(template: String, parameter: String, value: String, message: String) throws {
        let template = try #require(EventTemplate.named(template))
        do {
            _ = try template.event([parameter: value])
            Issue.record("accepted")
        } catch { #expect(error.description == message) }
    }

    @Test func `an unknown template has a nearest name`() {
        #expect(
            TemplateProblem.unknownTemplate("s3-putt").description
                == #"there is no template "s3-putt"; did you mean "s3-put"?"#)
        #expect(
            TemplateProblem.unknownTemplate("zzzzzzzz").description
                == #"there is no template "zzzzzzzz"; `lamdeck events templates` lists them"#)
    }
}
