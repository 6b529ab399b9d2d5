/// An event as an AWS service sends it, as the start of a saved event. The shapes are those of AWS's documentation, the
/// values ours. To add one, add a file in `Templates` and a row here.
public struct EventTemplate: Sendable, Hashable, Identifiable {
    /// The name for users: the file's name without `.json`.
    public let name: String
    /// The service that sends it.
    public let summary: String
    /// The event, as formatted JSON with a line break at its end.
    public let bytes: [UInt8]

    /// The name.
    public var id: String { name }

    private init(_ name: String, _ summary: String, _ bytes: [UInt8]) {
        self.name = name
        self.summary = summary
        self.bytes = bytes
    }

    /// All templates, those for HTTP first.
    public static let all = [
        Self("api-gateway-v2", "HTTP API or function URL (payload 2.0)", PackageResources.api_gateway_v2_json),
        Self("api-gateway-v1", "REST API, proxy integration (payload 1.0)", PackageResources.api_gateway_v1_json),
        Self("alb", "Application Load Balancer", PackageResources.alb_json),
        Self("lambda-edge-request", "CloudFront, viewer request", PackageResources.lambda_edge_request_json),
        Self("lambda-edge-response", "CloudFront, origin response", PackageResources.lambda_edge_response_json),
        Self("s3-put", "S3, an object was put", PackageResources.s3_put_json),
        Self("sqs", "SQS, one message", PackageResources.sqs_json),
        Self("sns", "SNS, one notification", PackageResources.sns_json),
        Self("dynamodb", "DynamoDB stream: insert, modify, remove", PackageResources.dynamodb_json),
        Self("kinesis", "Kinesis, one record", PackageResources.kinesis_json),
        Self("eventbridge", "EventBridge, an event of your own", PackageResources.eventbridge_json),
        Self("schedule", "EventBridge, a scheduled rule", PackageResources.schedule_json),
        Self("cloudwatch-logs", "CloudWatch Logs subscription (gzip)", PackageResources.cloudwatch_logs_json),
        Self("cognito-pre-signup", "Cognito user pool, before sign-up", PackageResources.cognito_pre_signup_json),
    ]

    /// The template of that name, with or without `.json`.
    public static func named(_ name: String) -> EventTemplate? {
        all.first { $0.name == name || $0.name + ".json" == name }
    }
}
