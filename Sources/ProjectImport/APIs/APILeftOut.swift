/// Why some settings of APIs have no effect in `functions.json`.
enum APILeftOut {
    static let unknown = "lamdeck knows no such setting"
    static let credentials = "allowing credentials is left out: AWS and browsers refuse it for the origin *"
    static let apiKey = "left out: lamdeck has no API keys; requests need none here"

    /// A value of `InvokeMode` that Lambda does not have.
    static func invokeMode(_ text: String) -> String {
        "\"\(text.prefix(60))\" is left out: Lambda has BUFFERED and RESPONSE_STREAM"
    }

    /// A payload version that API Gateway does not have.
    static func payloadVersion(_ text: String) -> String {
        "\"\(text.prefix(60))\" is left out: API Gateway has 1.0 and 2.0"
    }

    /// AWS_IAM.
    static func iam(_ what: String) -> String {
        "AWS_IAM is left out: lamdeck checks no signatures; \(what) takes every request here"
    }

    /// A Cognito user pool.
    static func cognito(_ name: String) -> String {
        "the authorizer \"\(name)\" is left out, and its routes take every request: lamdeck has no user pools; "
            + "\"context\" gives requests fixed claims, and an \"http\" API can check the pool's tokens with an "
            + "authorizer of the type \"jwt\" and the issuer https://cognito-idp.REGION.amazonaws.com/POOL"
    }

    /// Why a setting of an API, a stage, a route or an authorizer is left out; nil if it has no effect on requests.
    static func reason(_ key: String) -> String? {
        if harmless.contains(key) { return nil }
        return "left out: \(reasons[key] ?? unknown)"
    }

    private static let harmless: Set<String> = [
        "Name", "Description", "Tags", "OpenApiVersion", "EndpointConfiguration", "TracingEnabled", "AccessLogSetting",
        "AccessLogSettings", "PropagateTags", "FailOnWarnings", "AlwaysDeploy", "MergeDefinitions", "IpAddressType",
        "DisableExecuteApiEndpoint", "SecurityPolicy", "EndpointAccessMode", "AutoDeploy", "DeploymentId",
        "InvokeRole", "FunctionInvokeRole", "EnableFunctionDefaultPermissions", "OperationName", "Parameters",
        "ProtocolType", "Version", "DocumentationVersion", "AddDefaultAuthorizerToCorsPreflight", "CredentialsArn",
        "AddApiKeyRequiredToCorsPreflight", "DisableSchemaValidation", "ApiKeySourceType", "ApiKeySelectionExpression",
        "Mode", "CloneFrom", "Target", "RouteKey", "StageDescription",
    ]

    private static let throttling = "lamdeck does not throttle requests, cache responses or write access logs"
    private static let validation = "lamdeck does not validate requests; the function gets all of them"
    private static let domain = "lamdeck serves on loopback ports only"

    private static let reasons = [
        "MethodSettings": throttling, "DefaultRouteSettings": throttling, "RouteSettings": throttling,
        "CacheClusterEnabled": throttling, "CacheClusterSize": throttling, "CanarySetting": "lamdeck has one stage",
        "Domain": domain, "Models": validation, "RequestModel": validation, "RequestModels": validation,
        "RequestParameters": validation, "RequestValidatorId": validation, "ModelSelectionExpression": validation,
        "GatewayResponses": "lamdeck answers errors with API Gateway's own responses",
        "MinimumCompressionSize": "lamdeck does not compress responses",
        "UsagePlan": "lamdeck has no API keys and usage plans",
        "ApiKeyRequired": "lamdeck has no API keys; requests need none here",
        "ResourcePolicy": "lamdeck checks no policies; it listens on loopback only",
        "Policy": "lamdeck checks no policies; it listens on loopback only",
        "ClientCertificateId": "lamdeck has no certificates",
        "ResponseTransferMode": "set \"url\" to stream responses of this function",
        "DefinitionUri": "the definition is not on this machine", "BodyS3Location": "the definition is in S3",
    ]

    /// Why a resource that belongs to an API is left out; nil if it is not one, and an empty text if it says nothing about
    /// requests.
    static func resource(_ type: String) -> String? { resources[type] }

    private static let resources: [String: String] = [
        "AWS::ApiGateway::Account": "", "AWS::ApiGatewayV2::Deployment": "",
        "AWS::ApiGatewayV2::RouteResponse": "", "AWS::ApiGatewayV2::IntegrationResponse": "",
        "AWS::ApiGateway::DocumentationPart": "", "AWS::ApiGateway::DocumentationVersion": "",
        "AWS::ApiGateway::UsagePlan": "lamdeck has no API keys and usage plans",
        "AWS::ApiGateway::UsagePlanKey": "lamdeck has no API keys and usage plans",
        "AWS::ApiGateway::ApiKey": "lamdeck has no API keys and usage plans",
        "AWS::ApiGateway::RequestValidator": validation, "AWS::ApiGateway::Model": validation,
        "AWS::ApiGatewayV2::Model": validation,
        "AWS::ApiGateway::GatewayResponse": "lamdeck answers errors with API Gateway's own responses",
        "AWS::ApiGateway::DomainName": domain, "AWS::ApiGateway::BasePathMapping": domain,
        "AWS::ApiGateway::DomainNameV2": domain, "AWS::ApiGateway::BasePathMappingV2": domain,
        "AWS::ApiGatewayV2::DomainName": domain, "AWS::ApiGatewayV2::ApiMapping": domain,
        "AWS::ApiGateway::VpcLink": "lamdeck routes requests to functions only",
        "AWS::ApiGatewayV2::VpcLink": "lamdeck routes requests to functions only",
        "AWS::ApiGateway::ClientCertificate": "lamdeck has no certificates",
        "AWS::WAFv2::WebACL": "lamdeck does not filter requests",
        "AWS::WAFv2::WebACLAssociation": "lamdeck does not filter requests",
    ]
}
