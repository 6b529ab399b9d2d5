/// The functions that clients keep running for as long as they are connected. Pure: the host starts and stops them.
struct KeptFunctions: Sendable {
    private struct Kept {
        /// The functions; nil for all.
        var names: Set<String>?
        /// Those of them that did not run before.
        var started: [String] = []
    }

    private var clients: [Int: Kept] = [:]

    /// A client keeps functions running from now on.
    ///
    /// - Parameter names: the functions; nil for all.
    mutating func keep(_ names: [String]?, for client: Int) { clients[client] = Kept(names: names.map { Set($0) }) }

    /// A client keeps no functions running any more.
    ///
    /// - Returns: the functions that were started for it; nil if it kept none running.
    mutating func release(_ client: Int) -> [String]? { clients.removeValue(forKey: client)?.started }

    /// Functions are started for a client.
    ///
    /// - Returns: false if the client has disconnected in the meantime.
    mutating func start(_ names: [String], for client: Int) -> Bool {
        guard clients[client] != nil else { return false }
        clients[client]?.started = names
        return true
    }

    /// A function that functions.json did not have before is started.
    mutating func startNew(_ name: String) {
        for client in clients.keys { clients[client]?.started.append(name) }
    }

    /// Whether a client keeps a function running.
    func contains(_ name: String) -> Bool { clients.values.contains { $0.names?.contains(name) ?? true } }
}
