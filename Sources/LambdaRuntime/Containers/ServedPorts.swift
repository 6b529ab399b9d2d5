import LambdaModel

/// What lamdeck serves to the functions of a manifest at this machine's address.
public struct ServedPorts: Hashable, Sendable {
    /// The Management API of a WebSocket API.
    struct Management: Hashable, Sendable {
        let port: Int
        let stage: String
    }

    /// The port of the endpoint; nil if there is none.
    let endpoint: Int?
    /// The Management API by which functions reach connections; nil without a WebSocket API, or with several, of which a
    /// function names the one that it means.
    var management: Management?

    init(endpoint: Int?, management: Management? = nil) {
        (self.endpoint, self.management) = (endpoint, management)
    }

    /// A part of the text that shapes a container.
    var shape: String {
        (endpoint.map { "\nendpoint \($0)" } ?? "") + (management.map { "\nmanagement \($0.port) \($0.stage)" } ?? "")
    }
}

extension Manifest {
    /// What is served to its functions; nil for nothing.
    public var servedPorts: ServedPorts? {
        let sockets = apis.filter { $0.kind == .websocket }
        let only = sockets.count == 1 ? sockets.first : nil
        guard endpoint != nil || only != nil else { return nil }
        return ServedPorts(
            endpoint: endpoint,
            management: only.map { ServedPorts.Management(port: $0.resolvedPort, stage: $0.stage) })
    }
}
