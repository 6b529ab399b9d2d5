import JSONText
import OrderedCollections
import Support

/// A query string, as the members of an event. Nil if it has no parameters.
struct QueryText {
    private var values: OrderedDictionary<String, [String]> = [:]

    /// - Parameter isDecoded: whether names and values are decoded: API Gateway does so, load balancers do not.
    init(_ text: String, isDecoded: Bool) {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                isDecoded
                    ? String(decoding: PercentCoding.decodedLoosely(part.replacing("+", with: " ").utf8), as: UTF8.self)
                    : String(part)
            }
            values[parts[0], default: []].append(parts.count > 1 ? parts[1] : "")
        }
    }

    /// The last value of each parameter.
    var last: FilteredValue? { object { $0.string($1.last ?? "") } }

    /// All values of each parameter.
    var lists: FilteredValue? {
        object { writer, values in writer.array { list in for value in values { list.string(value) } } }
    }

    /// All values of each parameter, with commas between them.
    var joined: FilteredValue? { object { $0.string($1.joined(separator: ",")) } }

    private func object(_ write: (inout JSONWriter, [String]) -> Void) -> FilteredValue? {
        guard !values.isEmpty else { return nil }
        var writer = JSONWriter()
        writer.object { writer in
            for (name, values) in values {
                writer.key(name)
                write(&writer, values)
            }
        }
        return .json(writer.text)
    }
}

/// A resource of API Gateway: `/orders/{id}`, `/{proxy+}`.
enum ResourcePath {
    /// The resource that every path matches.
    static let proxy = "/{proxy+}"

    /// The path's parameters as JSON; absent if the resource has none.
    static func value(_ path: String, in resource: String) throws(TemplateProblem) -> FilteredValue {
        guard let found = parameters(of: path, in: resource) else { throw .noMatch(path: path, resource: resource) }
        guard !found.isEmpty else { return .absent }
        var writer = JSONWriter()
        writer.object { writer in for (name, value) in found { writer.member(name, value) } }
        return .json(writer.text)
    }

    /// The path's parameters; nil if it does not match the resource.
    static func parameters(of path: String, in resource: String) -> [(name: String, value: String)]? {
        var rest = path.split(separator: "/")[...]
        var found: [(name: String, value: String)] = []
        for step in resource.split(separator: "/") {
            let isVariable = step.hasPrefix("{") && step.hasSuffix("}")
            if isVariable, step.hasSuffix("+}"), !rest.isEmpty {
                found.append((String(step.dropFirst().dropLast(2)), rest.joined(separator: "/")))
                rest = []
            } else {
                guard let part = rest.popFirst(), isVariable || part == step else { return nil }
                if isVariable { found.append((String(step.dropFirst().dropLast()), String(part))) }
            }
        }
        return rest.isEmpty ? found : nil
    }
}

/// A JSON object of texts, in the forms in which services send such objects.
struct TextMembers {
    /// Nil for null.
    private let members: [(name: String, value: String?)]

    init(_ text: String) {
        let root = (try? JSONDocument(text))?.root
        members = root?.members.map { ($0.key, $0.value.isNull ? nil : $0.value.string ?? $0.value.text) } ?? []
    }

    /// Headers by their name in small letters, in lists with the original name (Lambda@Edge event structure). Each request
    /// has a host.
    func edgeHeaders(host: String) -> FilteredValue {
        let hasHost = members.contains { $0.name.lowercased() == "host" }
        let all = hasHost ? members : [("Host", host)] + members
        return object(all, isLowercased: true) { writer, name, value in
            writer.array { list in
                list.object { header in
                    header.member("key", name)
                    header.member("value", value ?? "")
                }
            }
        }
    }

    /// Attributes of a notification (Amazon SNS message attributes).
    var snsAttributes: FilteredValue {
        object(members) { writer, _, value in
            writer.object { attribute in
                attribute.member("Type", "String")
                attribute.member("Value", value ?? "")
            }
        }
    }

    /// Attributes of a message (Using Lambda with Amazon SQS).
    var sqsAttributes: FilteredValue {
        object(members) { writer, _, value in
            writer.object { attribute in
                attribute.member("stringValue", value ?? "")
                for key in ["stringListValues", "binaryListValues"] {
                    attribute.key(key)
                    attribute.array { _ in }
                }
                attribute.member("dataType", "String")
            }
        }
    }

    /// Slots of an intent (Alexa Skills Kit, "Slot object").
    var alexaSlots: FilteredValue {
        object(members) { writer, name, value in
            writer.object { slot in
                slot.member("name", name)
                if let value { slot.member("value", value) }
                slot.member("confirmationStatus", "NONE")
            }
        }
    }

    /// Slots of an intent (Amazon Lex V2, "Slot").
    var lexSlots: FilteredValue {
        object(members) { writer, _, value in
            guard let value else { return writer.null() }
            writer.object { slot in
                slot.member("shape", "Scalar")
                slot.key("value")
                slot.object { inner in
                    inner.member("originalValue", value)
                    inner.member("interpretedValue", value)
                    inner.key("resolvedValues")
                    inner.array { $0.string(value) }
                }
            }
        }
    }

    private func object(
        _ members: [(name: String, value: String?)], isLowercased: Bool = false,
        _ write: (inout JSONWriter, String, String?) -> Void
    ) -> FilteredValue {
        var writer = JSONWriter()
        writer.object { writer in
            for member in members {
                writer.key(isLowercased ? member.name.lowercased() : member.name)
                write(&writer, member.name, member.value)
            }
        }
        return .json(writer.text)
    }
}
