/// The values of a `serverless.yml`, with the draft that gets a note for each value that is left out.
struct ServerlessValues {
    var builder = DraftBuilder(format: "serverless.yml")
    var variables: ServerlessVariables
    /// For CloudFormation's functions, which may occur among the variables and refer to `resources`.
    var scope: TemplateScope

    init(_ root: SourceNode, options: [String: String], source: ImportSource?) {
        variables = ServerlessVariables(root, options: options, source: source)
        scope = TemplateScope(SourceNode(.map([]), line: root.line), given: options, tool: .serverless)
    }

    /// The file.
    var root: SourceNode { variables.root }

    mutating func note(_ line: Int, _ subject: String, _ message: String) { builder.note(line, subject, message) }

    /// The text of a value; nil if it has none, which is noted.
    mutating func text(_ subject: String, _ node: SourceNode) -> String? {
        do throws(Unresolved) {
            // The tag of a function belongs to this node: variables are filled in below it.
            let value = Intrinsic.call(node) == nil ? try variables.resolve(node) : node
            if Intrinsic.call(value) != nil { return try scope.text(variables.deeplyFilled(value)) }
            guard let text = value.text ?? (value.isNull ? "" : nil) else {
                throw Unresolved(why: "it is \(value.kindWord), not a text")
            }
            return text
        } catch {
            if !error.isNoValue { note(node.line, subject, "left out: \(error.why)") }
            return nil
        }
    }

    /// A value with its own variable filled in; nil if it has none, which is noted.
    mutating func value(_ subject: String, _ node: SourceNode) -> SourceNode? {
        do throws(Unresolved) {
            return try variables.resolve(node)
        } catch {
            note(node.line, subject, "left out: \(error.why)")
            return nil
        }
    }

    mutating func int(_ subject: String, _ node: SourceNode) -> Int? {
        guard let text = text(subject, node) else { return nil }
        if let int = Int(text) { return int }
        note(node.line, subject, "left out: \"\(text.prefix(60))\" is not a whole number")
        return nil
    }

    /// A text that is not needed: nothing is noted if there is none.
    mutating func optional(_ node: SourceNode?) -> String? { textOrReason(node).text }

    /// A text, or why it is not known; neither if there is no value.
    mutating func textOrReason(_ node: SourceNode?) -> (text: String?, why: String?) {
        guard let node else { return (nil, nil) }
        do throws(Unresolved) {
            if Intrinsic.call(node) != nil { return (try scope.text(variables.deeplyFilled(node)), nil) }
            return (try variables.text(node), nil)
        } catch {
            return (nil, error.isNoValue ? nil : error.why)
        }
    }

    /// A value with its own variable filled in; nothing is noted if there is none.
    mutating func optionalValue(_ node: SourceNode) -> SourceNode? {
        do throws(Unresolved) {
            return try variables.resolve(node)
        } catch {
            return nil
        }
    }

    // MARK: Names of the deployment

    mutating func service() -> String? { (root["service"]?["name"] ?? root["service"]).flatMap { text("service", $0) } }

    mutating func stage() -> String? { text("stage", SourceNode(text: "${sls:stage}", line: root.line)) }

    /// The name of the stack; nil if it is not known. No stage is assumed for it, since it may not be needed.
    func stackName() -> String? {
        var copy = self
        if let node = root["provider"]?["stackName"] { return copy.text("", node) }
        guard let service = copy.service(), let stage = copy.stage() else { return nil }
        return "\(service)-\(stage)"
    }
}
