import JSONText
import Testing

@testable import LambdaModel

/// The members that AWS's documentation lists for an event. Kinds: string, number, object, array, bool (`s n o a b`), null
/// (`0`).
struct RequiredMembers: Sendable, CustomTestStringConvertible {
    let template: String
    /// The path of the object, with `/` between the steps.
    let path: String
    /// `name:kind` with blanks between.
    let members: String

    init(_ template: String, _ path: String, _ members: String) {
        (self.template, self.path, self.members) = (template, path, members)
    }

    var testDescription: String { "\(template) \(path)" }

    static let http = [
        Self(
            "api-gateway-v2", "",
            """
            version:s routeKey:s rawPath:s rawQueryString:s cookies:a headers:o queryStringParameters:o requestContext:o \
            pathParameters:o body:s isBase64Encoded:b
            """),
        Self(
            "api-gateway-v2", "requestContext",
            """
            accountId:s apiId:s domainName:s domainPrefix:s http:o requestId:s routeKey:s stage:s time:s timeEpoch:n
            """),
        Self("api-gateway-v2", "requestContext/http", "method:s path:s protocol:s sourceIp:s userAgent:s"),
        Self(
            "api-gateway-v1", "",
            """
            resource:s path:s httpMethod:s headers:o multiValueHeaders:o queryStringParameters:o \
            multiValueQueryStringParameters:o pathParameters:o stageVariables:0 requestContext:o body:s isBase64Encoded:b
            """),
        Self("api-gateway-v1", "multiValueHeaders", "accept:a host:a"),
        Self("function-url", "requestContext", "accountId:s apiId:s domainName:s http:o requestId:s timeEpoch:n"),
        Self("websocket-connect", "requestContext", "routeKey:s eventType:s connectionId:s connectedAt:n domainName:s"),
        Self("websocket-message", "", "requestContext:o body:s isBase64Encoded:b"),
        Self("websocket-disconnect", "requestContext", "disconnectStatusCode:n disconnectReason:s"),
        Self("authorizer-token", "", "type:s authorizationToken:s methodArn:s"),
        Self(
            "authorizer-request", "",
            "type:s methodArn:s resource:s path:s httpMethod:s headers:o pathParameters:o stageVariables:o requestContext:o"
        ),
        Self("authorizer-v2", "", "version:s type:s routeArn:s identitySource:a routeKey:s headers:o requestContext:o"),
        Self(
            "alb", "", "requestContext:o httpMethod:s path:s queryStringParameters:o headers:o body:s isBase64Encoded:b"
        ),
        Self("alb", "requestContext/elb", "targetGroupArn:s"),
        Self("alb-multi-value", "", "multiValueQueryStringParameters:o multiValueHeaders:o"),
        Self("vpc-lattice", "", "version:s path:s method:s headers:o queryStringParameters:o body:s requestContext:o"),
        Self("appsync-resolver", "", "arguments:o identity:o source:0 request:o prev:0 info:o stash:o"),
        Self(
            "appsync-resolver", "info",
            "selectionSetList:a selectionSetGraphQL:s parentTypeName:s fieldName:s variables:o"),
        Self("appsync-authorizer", "", "authorizationToken:s requestContext:o"),
        Self(
            "lambda-edge-request", "Records/0/cf/config",
            "distributionDomainName:s distributionId:s eventType:s requestId:s"),
        Self("lambda-edge-request", "Records/0/cf/request", "clientIp:s headers:o method:s querystring:s uri:s"),
        Self("lambda-edge-request", "Records/0/cf/request/headers/host/0", "key:s value:s"),
        Self("lambda-edge-response", "Records/0/cf/response", "headers:o status:s statusDescription:s"),
        Self("cloudfront-http-redirect", "Records/0/cf/request/origin/custom", "domainName:s port:n protocol:s path:s"),
    ]

    static let data = [
        Self(
            "s3-put", "Records/0",
            """
            eventVersion:s eventSource:s awsRegion:s eventTime:s eventName:s userIdentity:o requestParameters:o \
            responseElements:o s3:o
            """),
        Self("s3-put", "Records/0/s3", "s3SchemaVersion:s configurationId:s bucket:o object:o"),
        Self("s3-put", "Records/0/s3/object", "key:s size:n eTag:s sequencer:s"),
        Self("s3-delete", "Records/0/s3/object", "key:s sequencer:s"),
        Self("s3-test", "", "Service:s Event:s Time:s Bucket:s RequestId:s HostId:s"),
        Self(
            "s3-eventbridge", "detail",
            "version:s bucket:o object:o request-id:s requester:s source-ip-address:s reason:s"),
        Self("s3-batch", "", "invocationSchemaVersion:s invocationId:s job:o tasks:a"),
        Self("s3-batch", "tasks/0", "taskId:s s3Key:s s3VersionId:s s3BucketArn:s"),
        Self("s3-batch-v2", "tasks/0", "taskId:s s3Key:s s3Bucket:s"),
        Self(
            "s3-object-lambda", "",
            "xAmzRequestId:s getObjectContext:o configuration:o userRequest:o userIdentity:o protocolVersion:s"),
        Self(
            "sqs", "Records/0",
            """
            messageId:s receiptHandle:s body:s attributes:o messageAttributes:o md5OfBody:s eventSource:s eventSourceARN:s \
            awsRegion:s
            """),
        Self("sqs-fifo", "Records/0/attributes", "SequenceNumber:s MessageGroupId:s MessageDeduplicationId:s"),
        Self("sns", "Records/0", "EventSource:s EventVersion:s EventSubscriptionArn:s Sns:o"),
        Self(
            "sns", "Records/0/Sns",
            """
            Type:s MessageId:s TopicArn:s Subject:s Message:s Timestamp:s SignatureVersion:s Signature:s SigningCertUrl:s \
            UnsubscribeUrl:s MessageAttributes:o
            """),
        Self(
            "dynamodb", "Records/0",
            "eventID:s eventName:s eventVersion:s eventSource:s awsRegion:s dynamodb:o eventSourceARN:s"),
        Self(
            "dynamodb", "Records/1/dynamodb",
            "Keys:o NewImage:o OldImage:o SequenceNumber:s SizeBytes:n StreamViewType:s"),
        Self("dynamodb-remove", "Records/0/dynamodb", "Keys:o OldImage:o"),
        Self(
            "kinesis", "Records/0",
            """
            kinesis:o eventSource:s eventVersion:s eventID:s eventName:s invokeIdentityArn:s awsRegion:s eventSourceARN:s
            """),
        Self("firehose", "", "invocationId:s deliveryStreamArn:s region:s records:a"),
        Self(
            "firehose-kinesis", "records/0", "recordId:s approximateArrivalTimestamp:n data:s kinesisRecordMetadata:o"),
        Self("kinesis-analytics", "", "invocationId:s applicationArn:s streamArn:s records:a"),
        Self("kinesis-analytics-output", "records/0", "recordId:s lambdaDeliveryRecordMetadata:o data:s"),
        Self(
            "msk", "records/order-topic-0/0",
            "topic:s partition:n offset:n timestamp:n timestampType:s key:s value:s headers:a"),
        Self("kafka", "", "eventSource:s bootstrapServers:s records:o"),
        Self("activemq", "messages/0", "messageID:s messageType:s data:s destination:o timestamp:n properties:o"),
        Self("rabbitmq", "", "eventSource:s eventSourceArn:s rmqMessagesByQueue:o"),
        Self("documentdb", "events/0/event", "_id:o clusterTime:o documentKey:o fullDocument:o ns:o operationType:s"),
    ]

    static let others = [
        Self(
            "eventbridge", "",
            "version:s id:s detail-type:s source:s account:s time:s region:s resources:a detail:o"),
        Self("schedule", "detail", ""), Self("ec2-state", "detail", "instance-id:s state:s"),
        Self("cloudwatch-logs", "awslogs", "data:s"),
        Self("cloudwatch-alarm", "alarmData", "alarmName:s state:o previousState:o configuration:o"),
        Self(
            "cognito-pre-signup", "",
            "version:s region:s userPoolId:s userName:s callerContext:o triggerSource:s request:o response:o"),
        Self(
            "cognito-sync", "",
            "version:n eventType:s region:s identityPoolId:s identityId:s datasetName:s datasetRecords:o"),
        Self("ses", "Records/0/ses/mail", "timestamp:s source:s messageId:s destination:a headers:a commonHeaders:o"),
        Self("ses", "Records/0/ses/receipt", "timestamp:s recipients:a spamVerdict:o virusVerdict:o action:o"),
        Self(
            "workmail", "",
            "summaryVersion:s envelope:o sender:o subject:s messageId:s invocationId:s flowDirection:s truncated:b"),
        Self("connect", "Details/ContactData", "Attributes:o Channel:s ContactId:s CustomerEndpoint:o InstanceARN:s"),
        Self("lex-book-car", "currentIntent", "name:s slots:o confirmationStatus:s"),
        Self("lex-v2-book-car", "", "messageVersion:s invocationSource:s inputMode:s sessionId:s bot:o sessionState:o"),
        Self("alexa-intent", "request", "type:s requestId:s timestamp:s locale:s intent:o"),
        Self("smart-home-turn-on", "directive", "header:o endpoint:o payload:o"),
        Self("smart-home-discovery", "directive/payload/scope", "type:s token:s"),
        Self("iot-authorizer", "", "token:s signatureVerified:b protocols:a protocolData:o connectionMetadata:o"),
        Self(
            "iot-provisioning", "",
            "claimCertificateId:s certificateId:s certificatePem:s templateArn:s clientId:s parameters:o"),
        Self("step-functions-error", "", "Error:s Cause:s"),
        Self(
            "cloudformation-create", "",
            "RequestType:s ResponseURL:s StackId:s RequestId:s ResourceType:s LogicalResourceId:s ResourceProperties:o"),
        Self("cloudformation-update", "", "PhysicalResourceId:s OldResourceProperties:o"),
        Self(
            "config-change", "",
            """
            version:s invokingEvent:s ruleParameters:s resultToken:s eventLeftScope:b executionRoleArn:s configRuleArn:s \
            configRuleName:s configRuleId:s accountId:s
            """),
        Self(
            "codecommit", "Records/0",
            "awsRegion:s codecommit:o eventId:s eventName:s eventSourceARN:s eventTriggerName:s"),
        Self("codepipeline", "CodePipeline.job", "id:s accountId:s data:o"),
        Self("codepipeline", "CodePipeline.job/data", "actionConfiguration:o inputArtifacts:a outputArtifacts:a"),
        Self("batch-submit-job", "", "jobName:s jobQueue:s jobDefinition:s"), Self("batch-get-job", "", "jobId:s"),
        Self("secret-rotation", "", "Step:s SecretId:s ClientRequestToken:s"),
        Self("rekognition-s3", "Records/0/s3", "bucket:o object:o"),
        Self("rekognition-video", "", "JobId:s Status:s API:s Timestamp:n Video:o"),
        Self("ground-truth-pre", "", "version:s labelingJobArn:s dataObject:o"),
        Self(
            "ground-truth-post", "",
            "version:s labelingJobArn:s labelAttributeName:s roleArn:s payload:o outputConfig:s"),
        Self("bedrock-agent", "", "messageVersion:s agent:o sessionId:s actionGroup:s function:s parameters:a"),
        Self("destination-failure", "", "version:s timestamp:s requestContext:o requestPayload:o responseContext:o"),
    ]
}

/// The shapes of events.
@Suite struct EventMemberTests {
    @Test(arguments: RequiredMembers.http + RequiredMembers.data + RequiredMembers.others)
    func `an event has the documented members`(required: RequiredMembers) throws {
        let template = try #require(EventTemplate.named(required.template))
        let node = try #require(try JSONDocument(template.event()).root.at(required.path))
        for member in required.members.split(separator: " ") {
            let parts = member.split(separator: ":")
            #expect(node[String(parts[0])].map { Self.letter($0.kind) } == String(parts[1]), "\(parts[0])")
        }
    }

    @Test func `every source is in the table`() {
        let names = (RequiredMembers.http + RequiredMembers.data + RequiredMembers.others).map(\.template)
        let sources = Set(names.compactMap { EventTemplate.named($0)?.source })
        // Their events are events of EventBridge.
        #expect(Set(EventTemplate.all.map(\.source)).subtracting(sources) == ["Amazon ECR"])
    }

    private static func letter(_ kind: JSONNode.Kind) -> String {
        switch kind {
        case .object: "o"
        case .array: "a"
        case .string: "s"
        case .number: "n"
        case .bool: "b"
        case .null: "0"
        }
    }
}
