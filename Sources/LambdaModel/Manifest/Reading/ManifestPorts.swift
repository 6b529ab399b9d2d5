import JSONText

/// The loopback ports of a manifest: each belongs to one function, API or endpoint.
struct ManifestPorts {
    /// The first port of functions without a configured one.
    static let firstOfFunctions = 9000
    /// The first port of APIs without a configured one.
    static let firstOfAPIs = 8000

    private var taken: Set<Int> = []

    /// Takes the configured ports. Those that are configured twice are reported.
    init(endpoint: Int?, functions: [NamedDraft], apis: [APIDraft], by reader: inout ManifestReader) {
        var owners: [Int: String] = [:]
        if let endpoint { owners[endpoint] = "\"endpoint\"" }
        func take(_ port: Int?, at position: JSONPosition?, _ owner: String, _ reader: inout ManifestReader) {
            guard let port, let position else { return }
            if let other = owners[port] {
                reader.error("port \(port) is already used by \(other)", at: position)
            } else {
                owners[port] = "\(owner) (line \(position.line))"
            }
        }
        for function in functions {
            take(
                function.draft.port, at: function.draft.position(of: \.port), "function \"\(function.name)\"", &reader)
        }
        for api in apis { take(api.settings.port, at: api.portPosition, api.words, &reader) }
        taken = Set(owners.keys)
    }

    /// Takes the next free port.
    mutating func next(from first: Int) -> Int {
        var port = first
        while taken.contains(port) { port += 1 }
        taken.insert(port)
        return port
    }
}
