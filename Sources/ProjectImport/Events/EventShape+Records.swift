extension EventShape {
    /// S3: `%bucket%`, `%event%` (`ObjectCreated:Put`).
    static let s3 = EventShape(
        """
        { "Records": [ {
          "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1",
          "eventTime": "2026-01-01T00:00:00.000Z", "eventName": "%event%",
          "s3": {
            "s3SchemaVersion": "1.0", "configurationId": "local",
            "bucket": { "name": "%bucket%", "arn": "arn:aws:s3:::%bucket%" },
            "object": { "key": "example.txt", "size": 5, "eTag": "5d41402abc4b2a76b9719d911017c592",
              "sequencer": "0A1B2C3D4E5F678901" }
          }
        } ] }
        """)

    /// SQS: `%arn%`.
    static let sqs = EventShape(
        """
        { "Records": [ {
          "messageId": "19dd0b57-b21e-4ac1-bd88-01bbb068cb78", "receiptHandle": "local", "body": "{}",
          "attributes": { "ApproximateReceiveCount": "1", "SentTimestamp": "1767225600000",
            "SenderId": "123456789012", "ApproximateFirstReceiveTimestamp": "1767225600001" },
          "messageAttributes": {}, "md5OfBody": "99914b932bd37a50b983c5e7c90ae93b",
          "eventSource": "aws:sqs", "eventSourceARN": "%arn%", "awsRegion": "us-east-1"
        } ] }
        """)

    /// SNS: `%arn%`.
    static let sns = EventShape(
        """
        { "Records": [ {
          "EventVersion": "1.0", "EventSource": "aws:sns", "EventSubscriptionArn": "%arn%:local",
          "Sns": { "Type": "Notification", "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
            "TopicArn": "%arn%", "Subject": "example", "Message": "{}", "Timestamp": "2026-01-01T00:00:00.000Z",
            "SignatureVersion": "1", "MessageAttributes": {} }
        } ] }
        """)

    /// DynamoDB streams: `%arn%`.
    static let dynamoDB = EventShape(
        """
        { "Records": [ {
          "eventID": "c4ca4238a0b923820dcc509a6f75849b", "eventName": "INSERT", "eventVersion": "1.1",
          "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
          "dynamodb": { "ApproximateCreationDateTime": 1767225600, "Keys": { "id": { "S": "1" } },
            "NewImage": { "id": { "S": "1" } }, "SequenceNumber": "4421584500000000017450439091",
            "SizeBytes": 10, "StreamViewType": "NEW_AND_OLD_IMAGES" },
          "eventSourceARN": "%arn%"
        } ] }
        """)

    /// Kinesis: `%arn%`.
    static let kinesis = EventShape(
        """
        { "Records": [ {
          "kinesis": { "kinesisSchemaVersion": "1.0", "partitionKey": "1",
            "sequenceNumber": "49590338271490256608559692538361571095921575989136588898", "data": "e30=",
            "approximateArrivalTimestamp": 1767225600 },
          "eventSource": "aws:kinesis", "eventVersion": "1.0",
          "eventID": "shardId-000000000006:49590338271490256608559692538361571095921575989136588898",
          "eventName": "aws:kinesis:record", "invokeIdentityArn": "arn:aws:iam::123456789012:role/local",
          "awsRegion": "us-east-1", "eventSourceARN": "%arn%"
        } ] }
        """)

    /// EventBridge: `%source%`, `%type%`.
    static let eventBridge = EventShape(
        """
        {
          "version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "%type%",
          "source": "%source%", "account": "123456789012", "time": "2026-01-01T00:00:00Z", "region": "us-east-1",
          "resources": [], "detail": {}
        }
        """)

    /// A schedule of EventBridge rules.
    static let schedule = EventShape(
        """
        {
          "version": "0", "id": "cdc73f9d-aea9-11e3-9d5a-835b769c0d9c", "detail-type": "Scheduled Event",
          "source": "aws.events", "account": "123456789012", "time": "2026-01-01T00:00:00Z",
          "region": "us-east-1", "resources": ["arn:aws:events:us-east-1:123456789012:rule/%name%"], "detail": {}
        }
        """)

    /// CloudWatch Logs: `{"messageType":"DATA_MESSAGE",…,"logEvents":[…]}`, compressed, as AWS sends it.
    static let logs = EventShape(
        """
        { "awslogs": { "data": "\(exampleLogs)" } }
        """)

    /// gzip and base64 of one message with the text `hello` from the log group `/local`.
    private static let exampleLogs =
        "H4sIAAAAAAACAzWOwQ6CMBBE/2XPJEIVqtxIRE6eys0QU3GDTQpt2qIxhH93UZnjm52dmaBH72WH"
        + "9dsi5HAs6uJ6LoUoqhIiMK8BHeGEbXdpxveHOGGEtekqZ0ZLzkabVuofE8Gh7AmuzI833zplgzLD"
        + "SemAzkN++dvNN1M+cQgLnUDdlyaKBUWjguzpf8IzzliaxYuidSzdPVBrA3MzfwAUuNzPwgAAAA=="

    /// Cognito's triggers: `%trigger%` (`PreSignUp_SignUp`).
    static let cognito = EventShape(
        """
        {
          "version": "1", "region": "us-east-1", "userPoolId": "us-east-1_local", "userName": "example",
          "callerContext": { "awsSdkVersion": "3", "clientId": "local" }, "triggerSource": "%trigger%",
          "request": { "userAttributes": { "email": "example@example.com" } }, "response": {}
        }
        """)
}
