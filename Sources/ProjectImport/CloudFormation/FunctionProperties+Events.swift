extension FunctionProperties {
    /// Each event source becomes a saved event with its name.
    mutating func readEvents(_ node: SourceNode) {
        guard let events = value("Events", node.line, { scope throws(Unresolved) in try scope.resolve(node) }) else {
            return
        }
        for member in events.members {
            let type = member.value["Type"]?.text ?? ""
            let properties = member.value["Properties"]
            let route = webEvent(type, properties, member)?.route
            guard let event = event(type, properties, named: member.key, route: route) else {
                note(member.line, "Events.\(member.key)", "left out: lamdeck has no example of \"\(type.prefix(60))\"")
                continue
            }
            builder.giveEvent(event, named: member.key, to: function.name)
        }
    }

    /// An example of an event of a source (SAM's specification, "EventSource"); nil if there is none.
    private mutating func event(
        _ type: String, _ properties: SourceNode?, named name: String, route: EventRoute?
    ) -> String? {
        switch type {
        case "Api": return EventShape.restAPI.filled(route?.values ?? [:])
        case "HttpApi":
            let version = properties.flatMap { optional($0["PayloadFormatVersion"]) }
            return (version == "1.0" ? EventShape.restAPI : .httpAPI).filled(route?.values ?? [:])
        case "S3":
            let event = optional(properties?["Events"]?.elements.first ?? properties?["Events"]) ?? ""
            return EventShape.s3.filled([
                "bucket": optional(properties?["Bucket"]) ?? "local",
                "event": event.replacing("s3:", with: "").replacing("ObjectCreated:*", with: "ObjectCreated:Put"),
            ])
        case "SQS": return EventShape.sqs.filled(["arn": arn(properties?["Queue"], "sqs", "local")])
        case "SNS": return EventShape.sns.filled(["arn": arn(properties?["Topic"], "sns", "local")])
        case "DynamoDB":
            return EventShape.dynamoDB.filled([
                "arn": arn(properties?["Stream"], "dynamodb", "table/local/stream/2026-01-01T00:00:00.000")
            ])
        case "Kinesis": return EventShape.kinesis.filled(["arn": arn(properties?["Stream"], "kinesis", "stream/local")])
        case "Schedule", "ScheduleV2": return EventShape.schedule.filled(["name": name])
        case "EventBridgeRule", "CloudWatchEvent":
            let pattern = properties?["Pattern"]
            return EventShape.eventBridge.filled([
                "source": optional(pattern?["source"]?.elements.first) ?? "local",
                "type": optional(pattern?["detail-type"]?.elements.first) ?? "example",
            ])
        case "CloudWatchLogs": return EventShape.logs.filled()
        case "Cognito":
            let trigger = optional(properties?["Trigger"]?.elements.first ?? properties?["Trigger"]) ?? "PreSignUp"
            return EventShape.cognito.filled(["trigger": "\(trigger)_SignUp"])
        default: return nil
        }
    }

    /// Keeps an event source that is a route of an API; nil if it is another source.
    private mutating func webEvent(_ type: String, _ properties: SourceNode?, _ member: SourceMember) -> WebEvent? {
        guard ["Api", "HttpApi"].contains(type) else { return nil }
        let method = textOrReason(properties?["Method"])
        let path = textOrReason(properties?["Path"])
        let event = WebEvent(
            function: function.name, type: type, settings: properties,
            route: EventRoute(method: method.text ?? "ANY", path: path.text ?? "$default"),
            problem: method.why ?? path.why,
            place: DraftPlace(line: member.line, subject: "\(function.name): Events.\(member.key.prefix(80))"))
        builder.addWebEvent(event)
        return event
    }

    /// A text, or why it is not known; neither if there is no value.
    private mutating func textOrReason(_ node: SourceNode?) -> (text: String?, why: String?) {
        guard let node else { return (nil, nil) }
        do throws(Unresolved) {
            return (try scope.text(node), nil)
        } catch {
            return (nil, error.isNoValue ? nil : error.why)
        }
    }

    /// An ARN from the template, or that of an invented resource.
    private mutating func arn(_ node: SourceNode?, _ service: String, _ resource: String) -> String {
        if let text = optional(node), text.hasPrefix("arn:") { return text }
        return "arn:aws:\(service):us-east-1:123456789012:\(resource)"
    }

    /// A text that an example does not need.
    private mutating func optional(_ node: SourceNode?) -> String? { textOrReason(node).text }
}
