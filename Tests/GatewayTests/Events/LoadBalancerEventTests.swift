import Gateway
import JSONText
import LambdaModel
import Testing

@Suite("Events of load balancers") struct LoadBalancerEventTests {
    /// Lambda developer guide, "Process Application Load Balancer requests with Lambda".
    @Test("The documented example")
    func documented() throws {
        let sent = request(
            "GET", "/lambda?query=1234ABCD",
            [
                HTTPField("Accept", "text/html"), HTTPField("Accept-Encoding", "gzip"),
                HTTPField("Connection", "keep-alive"), HTTPField("Host", "localhost:8000"),
                HTTPField("Upgrade-Insecure-Requests", "1"), HTTPField("X-Imforwards", "20"),
            ])
        let node = try event(sent, place(.alb, stage: "prod"))
        let arn = try #require(node["requestContext"]?["elb"]?["targetGroupArn"]?.string)
        #expect(
            arn.wholeMatch(
                of: /arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup\/orders\/[0-9a-f]{16}/) != nil)
        try expectSame(
            RequestEvent.json(of: sent, at: place(.alb, stage: "prod")),
            #"""
            {"requestContext": {"elb": {"targetGroupArn": "\#(arn)"}}, "httpMethod": "GET", "path": "/lambda",
            "queryStringParameters": {"query": "1234ABCD"},
            "headers": {"accept": "text/html", "accept-encoding": "gzip", "connection": "keep-alive",
              "host": "localhost:8000", "upgrade-insecure-requests": "1",
              "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e", "x-forwarded-for": "127.0.0.1",
              "x-forwarded-port": "8000", "x-forwarded-proto": "http", "x-imforwards": "20"},
            "body": "", "isBase64Encoded": false}
            """#)
    }

    /// Elastic Load Balancing user guide, "Use Lambda functions as targets of an Application Load Balancer": the request
    /// with two cookies and two values of a parameter.
    @Test("Multi-value headers: all values in arrays, or else the last")
    func multiValue() throws {
        let sent = request(
            "GET", "/capture/a%20b?myKey=val1&myKey=val%2B2&plus=a+b",
            [HTTPField("Cookie", "name1=value1"), HTTPField("cookie", "name2=value2")])
        let all = try event(sent, place(.albMultiValue, stage: "prod"))
        #expect(all["path"]?.string == "/capture/a%20b")
        #expect(all["multiValueHeaders"]?["cookie"]?.text == #"["name1=value1","name2=value2"]"#)
        #expect(
            all["multiValueQueryStringParameters"]?.text == #"{"myKey":["val1","val%2B2"],"plus":["a+b"]}"#)
        #expect(all["headers"] == nil && all["queryStringParameters"] == nil)
        let last = try event(sent, place(.alb, stage: "prod"))
        #expect(last["headers"]?["cookie"]?.string == "name2=value2")
        #expect(last["queryStringParameters"]?.text == #"{"myKey":"val%2B2","plus":"a+b"}"#)
        #expect(last["multiValueHeaders"] == nil && last["multiValueQueryStringParameters"] == nil)
    }

    @Test("Without a query the parameters are an empty object")
    func noQuery() throws {
        #expect(try event(request(), place(.alb))["queryStringParameters"]?.text == "{}")
        #expect(try event(request(), place(.albMultiValue))["multiValueQueryStringParameters"]?.text == "{}")
    }
}
