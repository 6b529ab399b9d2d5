/// An event source of a function: `- sqs: …`, `- httpApi: 'GET /'`, `- schedule`.
struct ServerlessEvent {
    private let type: String
    private let settings: SourceNode?
    private let line: Int

    /// An element of `events`; nil if it names no type.
    init?(_ node: SourceNode) {
        let member = node.members.first
        guard let type = member?.key ?? node.text?.split(separator: " ").first.map(String.init) else { return nil }
        self.type = type
        settings = member?.value
        line = node.line
    }

    /// Adds an example as a saved event of a function.
    func add(to function: String, in values: inout ServerlessValues) {
        guard let (text, name) = example(&values) else {
            return values.note(line, "\(function): events.\(type.prefix(60))", "left out: lamdeck has no example of it")
        }
        values.builder.giveEvent(text, named: name, to: function)
    }

    /// An example of an event of a source (Serverless' "AWS - Events"), and a name for it; nil if there is none.
    private func example(_ values: inout ServerlessValues) -> (text: String, name: String)? {
        switch type {
        case "http":
            let route = route(&values)
            return (EventShape.restAPI.filled(route), "http \(route["method"] ?? "") \(route["path"] ?? "")")
        case "httpApi":
            let route = route(&values)
            return (EventShape.httpAPI.filled(route), "httpApi \(route["method"] ?? "") \(route["path"] ?? "")")
        case "alb":
            let path = settings?["conditions"]?["path"]
            let route = EventRoute.values(method: "GET", path: values.optional(path?.elements.first ?? path) ?? "/")
            return (EventShape.loadBalancer.filled(route), "alb \(route["path"] ?? "")")
        case "websocket":
            let route = values.optional(settings) ?? values.optional(settings?["route"]) ?? "$default"
            return (EventShape.webSocket.filled(["route": route]), "websocket \(route)")
        case "s3":
            let event = values.optional(settings?["event"]) ?? "s3:ObjectCreated:Put"
            let name = event.replacing("s3:", with: "").replacing("ObjectCreated:*", with: "ObjectCreated:Put")
            let bucket = values.optional(settings) ?? values.optional(settings?["bucket"]) ?? "local"
            return (EventShape.s3.filled(["bucket": bucket, "event": name]), "s3 \(bucket)")
        case "sqs": return (EventShape.sqs.filled(["arn": arn(&values, "sqs", "local")]), type)
        case "sns": return (EventShape.sns.filled(["arn": arn(&values, "sns", "local")]), type)
        case "stream":
            let arn = arn(&values, "kinesis", "stream/local")
            let isTable = values.optional(settings?["type"]) == "dynamodb" || arn.contains(":dynamodb:")
            return (isTable ? EventShape.dynamoDB.filled(["arn": arn]) : EventShape.kinesis.filled(["arn": arn]), type)
        case "schedule":
            return (EventShape.schedule.filled(["name": values.optional(settings?["name"]) ?? "local"]), type)
        case "eventBridge", "cloudwatchEvent":
            let pattern = settings?["pattern"] ?? settings?["event"]
            return (
                EventShape.eventBridge.filled([
                    "source": values.optional(pattern?["source"]?.elements.first) ?? "local",
                    "type": values.optional(pattern?["detail-type"]?.elements.first) ?? "example",
                ]), type
            )
        case "cloudwatchLog": return (EventShape.logs.filled(), type)
        case "cognitoUserPool":
            let trigger = values.optional(settings?["trigger"]) ?? "PreSignUp"
            return (EventShape.cognito.filled(["trigger": "\(trigger)_SignUp"]), "\(type) \(trigger)")
        default: return nil
        }
    }

    /// `GET /path`, or an object with both.
    private func route(_ values: inout ServerlessValues) -> [String: String] {
        if let text = values.optional(settings) {
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            return EventRoute.values(method: parts.count > 1 ? parts[0] : "ANY", path: parts.last ?? "*")
        }
        return EventRoute.values(
            method: values.optional(settings?["method"]) ?? "ANY", path: values.optional(settings?["path"]) ?? "*")
    }

    private func arn(_ values: inout ServerlessValues, _ service: String, _ resource: String) -> String {
        if let text = values.optional(settings) ?? values.optional(settings?["arn"]), text.hasPrefix("arn:") {
            return text
        }
        return "arn:aws:\(service):us-east-1:123456789012:\(resource)"
    }
}
