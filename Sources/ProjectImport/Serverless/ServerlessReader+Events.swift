extension ServerlessReader {
    /// An event source becomes a saved event: `- sqs: …`, `- httpApi: 'GET /'`, `- schedule`.
    mutating func readEvent(_ node: SourceNode, of function: String) {
        let member = node.members.first
        guard let type = member?.key ?? node.text?.split(separator: " ").first.map(String.init) else { return }
        let settings = member?.value
        guard let (text, name) = event(type, settings) else {
            return note(
                node.line, "\(function): events.\(type.prefix(60))", "left out: lamdeck has no example of it")
        }
        builder.giveEvent(text, named: name, to: function)
    }

    /// An example of an event of a source (Serverless' "AWS - Events"), and a name for it; nil if there is none.
    private mutating func event(_ type: String, _ settings: SourceNode?) -> (text: String, name: String)? {
        switch type {
        case "http":
            let route = route(settings)
            return (EventShape.restAPI.filled(route), "http \(route["method"] ?? "") \(route["path"] ?? "")")
        case "httpApi":
            let route = route(settings)
            return (EventShape.httpAPI.filled(route), "httpApi \(route["method"] ?? "") \(route["path"] ?? "")")
        case "alb":
            let path = settings?["conditions"]?["path"]
            let route = EventRoute.values(method: "GET", path: optional(path?.elements.first ?? path) ?? "/")
            return (EventShape.loadBalancer.filled(route), "alb \(route["path"] ?? "")")
        case "websocket":
            let route = optional(settings) ?? optional(settings?["route"]) ?? "$default"
            return (EventShape.webSocket.filled(["route": route]), "websocket \(route)")
        case "s3":
            let event = optional(settings?["event"]) ?? "s3:ObjectCreated:Put"
            let name = event.replacing("s3:", with: "").replacing("ObjectCreated:*", with: "ObjectCreated:Put")
            let bucket = optional(settings) ?? optional(settings?["bucket"]) ?? "local"
            return (EventShape.s3.filled(["bucket": bucket, "event": name]), "s3 \(bucket)")
        case "sqs": return (EventShape.sqs.filled(["arn": arn(settings, "sqs", "local")]), type)
        case "sns": return (EventShape.sns.filled(["arn": arn(settings, "sns", "local")]), type)
        case "stream":
            let arn = arn(settings, "kinesis", "stream/local")
            let isTable = optional(settings?["type"]) == "dynamodb" || arn.contains(":dynamodb:")
            return (isTable ? EventShape.dynamoDB.filled(["arn": arn]) : EventShape.kinesis.filled(["arn": arn]), type)
        case "schedule": return (EventShape.schedule.filled(["name": optional(settings?["name"]) ?? "local"]), type)
        case "eventBridge", "cloudwatchEvent":
            let pattern = settings?["pattern"] ?? settings?["event"]
            return (
                EventShape.eventBridge.filled([
                    "source": optional(pattern?["source"]?.elements.first) ?? "local",
                    "type": optional(pattern?["detail-type"]?.elements.first) ?? "example",
                ]), type
            )
        case "cloudwatchLog": return (EventShape.logs.filled(), type)
        case "cognitoUserPool":
            let trigger = optional(settings?["trigger"]) ?? "PreSignUp"
            return (EventShape.cognito.filled(["trigger": "\(trigger)_SignUp"]), "\(type) \(trigger)")
        default: return nil
        }
    }

    /// `GET /path`, or an object with both.
    private mutating func route(_ settings: SourceNode?) -> [String: String] {
        if let text = optional(settings) {
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            return EventRoute.values(method: parts.count > 1 ? parts[0] : "ANY", path: parts.last ?? "*")
        }
        return EventRoute.values(
            method: optional(settings?["method"]) ?? "ANY", path: optional(settings?["path"]) ?? "*")
    }

    private mutating func arn(_ settings: SourceNode?, _ service: String, _ resource: String) -> String {
        if let text = optional(settings) ?? optional(settings?["arn"]), text.hasPrefix("arn:") { return text }
        return "arn:aws:\(service):us-east-1:123456789012:\(resource)"
    }

    /// A text that an example does not need.
    private mutating func optional(_ node: SourceNode?) -> String? {
        guard let node else { return nil }
        do throws(Unresolved) {
            if Intrinsic.call(node) != nil { return try scope.text(variables.deeplyFilled(node)) }
            return try variables.text(node)
        } catch {
            return nil
        }
    }
}
