/// An event source of a function: `- sqs: …`, `- httpApi: 'GET /'`, `- schedule`.
struct ServerlessEvent {
    private let type: String
    private var settings: SourceNode?
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
        let subject = "\(function): events.\(type.prefix(60))"
        // An object may be in a variable.
        if let settings, settings.text?.hasPrefix("${") ?? false, let filled = values.optionalValue(settings) {
            var event = self
            event.settings = filled
            return event.add(to: function, in: &values)
        }
        let route = route(&values)
        if let route {
            values.builder.addWebEvent(
                WebEvent(
                    function: function, type: type, settings: settings, route: route.route, problem: route.problem,
                    place: DraftPlace(line: line, subject: subject)))
        }
        guard let (text, name) = example(&values, route?.route) else {
            return values.note(line, subject, "left out: lamdeck has no example of it")
        }
        values.builder.giveEvent(text, named: name, to: function)
    }

    /// An example of an event of a source (Serverless' "AWS - Events"), and a name for it; nil if there is none.
    private func example(_ values: inout ServerlessValues, _ route: EventRoute?) -> (text: String, name: String)? {
        let request = route?.values ?? [:]
        switch type {
        case "http":
            return (EventShape.restAPI.filled(request), "http \(request["method"] ?? "") \(request["path"] ?? "")")
        case "httpApi":
            return (EventShape.httpAPI.filled(request), "httpApi \(request["method"] ?? "") \(request["path"] ?? "")")
        case "alb": return (EventShape.loadBalancer.filled(request), "alb \(request["path"] ?? "")")
        case "websocket":
            let key = route?.path ?? ""
            return (EventShape.webSocket.filled(["route": key]), "websocket \(key)")
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

    /// The route of an API, and why a part of it is not known; nil for other events.
    private func route(_ values: inout ServerlessValues) -> (route: EventRoute, problem: String?)? {
        switch type {
        case "http", "httpApi": return requestRoute(&values)
        case "alb":
            let path = settings?["conditions"]?["path"]
            let method = settings?["conditions"]?["method"]
            return (
                EventRoute(
                    method: values.optional(method?.elements.first ?? method) ?? "GET",
                    path: values.optional(path?.elements.first ?? path) ?? "/"), nil
            )
        case "websocket":
            let key = values.textOrReason(settings?.isMap ?? false ? settings?["route"] : settings)
            return (EventRoute(key: key.text ?? "$default"), key.why)
        default: return nil
        }
    }

    /// `GET /path`, or an object with both.
    private func requestRoute(_ values: inout ServerlessValues) -> (route: EventRoute, problem: String?) {
        guard settings?.isMap ?? false else {
            let line = values.textOrReason(settings)
            let parts = (line.text ?? "*").split(separator: " ", maxSplits: 1).map(String.init)
            let route = EventRoute(method: parts.count > 1 ? parts[0] : "ANY", path: (parts.last ?? "*").trimmed)
            return (route, line.why)
        }
        let method = values.textOrReason(settings?["method"])
        let path = values.textOrReason(settings?["path"])
        return (EventRoute(method: method.text ?? "ANY", path: path.text ?? "*"), method.why ?? path.why)
    }

    private func arn(_ values: inout ServerlessValues, _ service: String, _ resource: String) -> String {
        if let text = values.optional(settings) ?? values.optional(settings?["arn"]), text.hasPrefix("arn:") {
            return text
        }
        return "arn:aws:\(service):us-east-1:123456789012:\(resource)"
    }
}
