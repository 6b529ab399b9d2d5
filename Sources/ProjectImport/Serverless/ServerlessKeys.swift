/// The keys of `serverless.yml` that are read or concern only deployment, and why others are left out.
enum ServerlessKeys {
    static let root: Set<String> = [
        "service", "provider", "functions", "custom", "params", "package", "layers", "frameworkVersion",
        "org", "app", "useDotenv", "variablesResolutionMode", "configValidationMode", "deprecationNotificationMode",
        "disabledDeprecations", "stages", "build",
    ]

    static let provider: Set<String> = [
        "name", "runtime", "memorySize", "timeout", "environment", "stage", "region", "architecture", "layers",
        "profile", "stackName", "deploymentBucket", "tags", "stackTags", "versionFunctions", "lambdaHashingVersion",
        "deploymentMethod", "ephemeralStorageSize", "httpApi", "apiGateway", "alb", "apiName", "endpointType",
        "websocketsApiRouteSelectionExpression", "websocketsApiName", "websocketsDescription", "ecr",
    ]

    static let function: Set<String> = [
        "handler", "runtime", "memorySize", "timeout", "ephemeralStorageSize", "architecture", "environment", "layers",
        "package", "events", "name", "description", "tags", "url", "image",
    ]

    /// Why a key of the provider or of a function is left out.
    static func reason(_ key: String) -> String {
        switch key {
        case "iam", "iamRoleStatements", "role", "iamRoleStatementsInherit", "kmsKeyArn": LeftOut.reason("Role")
        case "vpc": LeftOut.reason("VpcConfig")
        case "tracing": LeftOut.reason("TracingConfig")
        case "fileSystemConfig": LeftOut.reason("FileSystemConfigs")
        case "reservedConcurrency", "provisionedConcurrency": LeftOut.reason("ReservedConcurrentExecutions")
        case "onError", "destinations", "maximumRetryAttempts", "maximumEventAge": LeftOut.reason("DeadLetterConfig")
        case "snapStart": LeftOut.reason("SnapStart")
        case "logs", "logRetentionInDays": LeftOut.reason("LoggingConfig")
        default: "functions.json has no such setting"
        }
    }
}
