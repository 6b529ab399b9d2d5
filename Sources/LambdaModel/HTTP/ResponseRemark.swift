import JSONText

extension ResponseReader {
    /// Which header fields the service does not send since it does not read their member, and what to write; nil if there
    /// are none. Nil also if the other member has the same fields: libraries send both.
    var remark: String? {
        let (single, multiple) = ("headers", "multiValueHeaders")
        let parts: [String?]
        switch format {
        case .functionURL, .http2:
            parts = [
                ignored(
                    multiple, beside: [single, "cookies"], "payload 2.0 has `.headers`, with one text for each name")
            ]
        case .http1:
            parts = [
                ignored("cookies", beside: [single, multiple], #"payload 1.0 has `.multiValueHeaders["set-cookie"]`"#)
            ]
        case .alb:
            parts = [
                ignored(
                    multiple, beside: [single],
                    #"without "multiValueHeaders" of the API, a load balancer reads `.headers`"#),
                ignored("cookies", beside: [single], #"a load balancer reads `.headers["set-cookie"]`"#),
            ]
        case .albMultiValue:
            parts = [
                ignored(
                    single, beside: [multiple],
                    #"with "multiValueHeaders" of the API, a load balancer reads `.multiValueHeaders`, with a list for each name"#
                ),
                ignored("cookies", beside: [multiple], #"a load balancer reads `.multiValueHeaders["set-cookie"]`"#),
            ]
        // A REST API refuses members that it does not know, and a WebSocket API sends no fields.
        case .rest, .websocket: parts = []
        }
        let remarks = parts.compactMap(\.self)
        return remarks.isEmpty ? nil : remarks.joined(separator: "; ")
    }

    /// The remark about a member that is not read; nil if no field is lost by that.
    private func ignored(_ member: String, beside others: [String], _ reason: String) -> String? {
        let unread = names(member)
        guard !unread.isEmpty else { return nil }
        let known = others.reduce(into: Set<String>()) { $0.formUnion(names($1)) }
        return unread.isSubset(of: known) ? nil : "`.\(member)` is ignored: \(reason)"
    }

    /// The names of the fields that a member would set, in small letters.
    private func names(_ member: String) -> Set<String> {
        guard let node = root[member] else { return [] }
        switch node.kind {
        case .array where member == "cookies": return hasElements(node) ? ["set-cookie"] : []
        case .object:
            let members = node.members.filter {
                $0.value.kind == .array ? hasElements($0.value) : !$0.value.isNull
            }
            return Set(members.map { $0.key.lowercased() }).subtracting(ResponseFields.ignored)
        case .array, .string, .number, .bool, .null: return []
        }
    }

    private func hasElements(_ node: JSONNode) -> Bool { node.elements.contains { _ in true } }
}
