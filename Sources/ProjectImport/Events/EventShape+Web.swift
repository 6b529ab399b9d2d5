extension EventShape {
    /// API Gateway's REST API, and version 1 of an HTTP API's payload: `%path%`, `%method%`.
    static let restAPI = EventShape(
        """
        {
          "resource": "%path%", "path": "%path%", "httpMethod": "%method%",
          "headers": { "Accept": "*/*", "Host": "localhost" },
          "multiValueHeaders": { "Accept": ["*/*"], "Host": ["localhost"] },
          "queryStringParameters": null, "multiValueQueryStringParameters": null,
          "pathParameters": null, "stageVariables": null,
          "requestContext": {
            "accountId": "123456789012", "apiId": "local", "httpMethod": "%method%",
            "identity": { "sourceIp": "127.0.0.1", "userAgent": "lamdeck" },
            "path": "%path%", "protocol": "HTTP/1.1", "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "requestTimeEpoch": 1767225600000, "resourcePath": "%path%", "stage": "local"
          },
          "body": null, "isBase64Encoded": false
        }
        """)

    /// API Gateway's HTTP API, payload version 2.0, and function URLs: `%path%`, `%method%`, `%route%`.
    static let httpAPI = EventShape(
        """
        {
          "version": "2.0", "routeKey": "%route%", "rawPath": "%path%", "rawQueryString": "",
          "headers": { "accept": "*/*", "host": "localhost" },
          "requestContext": {
            "accountId": "123456789012", "apiId": "local", "domainName": "localhost", "domainPrefix": "localhost",
            "http": {
              "method": "%method%", "path": "%path%", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
              "userAgent": "lamdeck"
            },
            "requestId": "JKJaXmPLvHcESHA=", "routeKey": "%route%", "stage": "$default",
            "time": "01/Jan/2026:00:00:00 +0000", "timeEpoch": 1767225600000
          },
          "isBase64Encoded": false
        }
        """)

    /// An Application Load Balancer: `%path%`, `%method%`.
    static let loadBalancer = EventShape(
        """
        {
          "requestContext": { "elb": { "targetGroupArn":
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/local/0123456789abcdef" } },
          "httpMethod": "%method%", "path": "%path%", "queryStringParameters": {},
          "headers": { "accept": "*/*", "host": "localhost", "x-forwarded-for": "127.0.0.1" },
          "body": "", "isBase64Encoded": false
        }
        """)

    /// A WebSocket API: `%route%`.
    static let webSocket = EventShape(
        """
        {
          "requestContext": {
            "routeKey": "%route%", "eventType": "MESSAGE", "connectionId": "local=", "apiId": "local",
            "stage": "local", "domainName": "localhost", "requestId": "local", "requestTimeEpoch": 1767225600000
          },
          "body": "{}", "isBase64Encoded": false
        }
        """)
}
