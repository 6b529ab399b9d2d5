/// The tool that adds resources to those in the file, and the names that it gives them.
enum ToolNames: String {
    case sam = "SAM"
    case serverless = "Serverless"

    /// Names that the tool can create, for a hint, without those that contain a computed part.
    func names(_ sections: TemplateSections, functions: [String]) -> [String] {
        switch self {
        case .serverless:
            return functions.map { $0.replacing("LambdaFunction", with: "LogGroup") }
                + [
                    "ApiGatewayRestApi", "HttpApi", "WebsocketsApi", "ServerlessDeploymentBucket",
                    "IamRoleLambdaExecution",
                ]
        case .sam:
            let implicit = ["ServerlessRestApi", "ServerlessHttpApi"].flatMap { [$0, "\($0)ProdStage"] }
            let made = sections.resources.sorted { $0.key < $1.key }.flatMap { id, resource in
                (Self.samEndings[resource["Type"]?.text ?? ""] ?? []).compactMap {
                    $0.contains("*") || $0.contains(".") ? nil : id + $0
                }
            }
            return Self.samNames.sorted() + implicit + ["ServerlessHttpApiApiGatewayDefaultStage"] + made
        }
    }

    // MARK: SAM

    /// SAM's documentation, "Generated CloudFormation resources".
    private static let samNames: Set<String> = [
        "ServerlessRestApi", "ServerlessHttpApi", "ServerlessWebSocketApi", "ServerlessDeploymentApplication",
        "CodeDeployServiceRole", "ServerlessUsagePlan", "ServerlessApiKey", "ServerlessUsagePlanKey",
    ]

    /// The suffixes that SAM adds to the logical id of a resource; a star means more letters and digits.
    private static let samEndings: [String: [String]] = [
        "AWS::Serverless::Function": [
            "Role", "Url", "UrlPublicPermissions", "URLInvokeAllowPublicAccess", "EventInvokeConfig*", "Version*",
            "Alias*", "DeploymentGroup", "LogGroup", ".Alias", ".Version", ".DestinationTopic", ".DestinationQueue",
            "EventInvokeConfigOnSuccess*", "EventInvokeConfigOnFailure*",
        ],
        "AWS::Serverless::StateMachine": ["Role", "Alias*", "Version*", ".Alias", ".Version"],
        "AWS::Serverless::Api": [
            "*Stage", "Deployment*", "UsagePlan", "ApiKey", "UsagePlanKey", ".Stage", ".Deployment", ".DomainName",
            ".UsagePlan", ".UsagePlanKey", ".ApiKey",
        ],
        "AWS::Serverless::HttpApi": ["*Stage", "Deployment*", ".Stage", ".DomainName"],
        "AWS::Serverless::GraphQLApi": ["CloudWatchRole", "Schema", "*Resolver", "*DataSource", ".ApiKey"],
        "AWS::Serverless::Connector": ["*Policy", "*LambdaPermission", "*TopicPolicy", "*QueuePolicy"],
    ]

    /// The resource of the template for which SAM creates another one, and what SAM adds to its id; the ending is nil for
    /// a resource that SAM creates for the whole template.
    static func samOwner(of name: String, _ sections: TemplateSections) -> (id: String, ending: String?)? {
        for fixed in samNames where name == fixed || implicitEndings(name, fixed) { return (name, nil) }
        guard name.utf8.count < 256 else { return nil }
        // Try the logical ids that the name begins with; there are few.
        for end in name.indices.dropFirst() {
            let id = String(name[..<end])
            guard let resource = sections.resources[id], let type = resource["Type"]?.text,
                type.hasPrefix("AWS::Serverless::")
            else { continue }
            let ending = String(name[end...])
            if isSAMEnding(ending, of: resource, type) { return (id, ending) }
        }
        return nil
    }

    /// `ServerlessRestApiProdStage`, `ServerlessRestApiDeployment1a2b…`, `ServerlessRestApi.Stage`.
    private static func implicitEndings(_ name: String, _ fixed: String) -> Bool {
        guard name.hasPrefix(fixed), fixed.hasSuffix("Api") else { return false }
        let ending = String(name.dropFirst(fixed.count))
        return (samEndings["AWS::Serverless::Api"] ?? []).contains { matches(ending, $0) }
            || ending == "ApiGatewayDefaultStage"
    }

    private static func isSAMEnding(_ ending: String, of resource: SourceNode, _ type: String) -> Bool {
        if type == "AWS::Serverless::LayerVersion" {
            return ending.utf8.count == 10 && ending.allSatisfy(\.isHexDigit)
        }
        if (samEndings[type] ?? []).contains(where: { matches(ending, $0) }) { return true }
        // The resources of an event: HelloFunctionUploads, HelloFunctionUploadsPermission.
        return (resource["Properties"]?["Events"]?.members ?? []).contains { event in
            guard ending.hasPrefix(event.key) else { return false }
            let rest = ending.dropFirst(event.key.count)
            return rest.isEmpty || rest.hasPrefix("Permission") || rest.hasPrefix("Role") || rest.hasPrefix("Queue")
                || rest.hasPrefix("EventSourceMapping") || rest.hasPrefix("Topic")
        }
    }

    private static func matches(_ ending: String, _ pattern: String) -> Bool {
        if pattern.hasSuffix("*") { return ending.hasPrefix(pattern.dropLast()) }
        if pattern.hasPrefix("*") { return ending.hasSuffix(pattern.dropFirst()) && ending.count >= pattern.count }
        return ending == pattern
    }

    // MARK: Serverless

    /// Serverless' documentation, "AWS CloudFormation Resource Reference".
    static func isServerlessName(_ name: String) -> Bool {
        // The file lists all functions and layers: any other name is a mistake.
        if name.hasSuffix("LambdaFunction") || name.hasSuffix("LambdaLayer") { return false }
        let beginnings = [
            "ApiGateway", "HttpApi", "Websockets", "ServerlessDeploymentBucket", "IamRole", "SNSTopic", "S3Bucket",
            "CognitoUserPool", "CloudFront", "CustomResource", "IotTopicRule", "ServiceEndpoint",
        ]
        let inner = [
            "LambdaVersion", "LambdaPermission", "LambdaFunctionUrl", "LogGroup",
            "LambdaEvConf", "EventSourceMapping", "EventsRuleSchedule", "EventBridge", "LambdaTargetGroup",
            "AlbListenerRule", "ProvConcLambdaAlias", "SnsSubscription",
        ]
        return beginnings.contains { name.hasPrefix($0) } || inner.contains { name.contains($0) }
    }

    /// `HelloLogGroup`: the logical id of the function whose log group it is.
    static func serverlessLogGroup(_ name: String) -> String? {
        name.hasSuffix("LogGroup") ? "\(name.dropLast("LogGroup".count))LambdaFunction" : nil
    }
}
