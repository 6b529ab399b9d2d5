import HostLink
import LambdaModel
import Logging

/// A resident host's listeners except its functions' ports. The endpoint is one address for all functions, like Lambda's
/// own: the `"endpoint"` of the manifest. Programs on this machine and containers can reach it.
actor HostListeners {
    private let registry: FunctionRegistry
    private let send: @Sendable (HostUpdate) -> Void
    private let makeEndpoint: @Sendable () -> LambdaServer
    /// Keeps the manifest's endpoint open; nil before one was wanted.
    private var keeper: EndpointKeeper?
    /// The network in which containers reach this machine; nil if it is not known, or not on this machine.
    private var bridge: BridgeNetwork?

    init(
        _ registry: FunctionRegistry, _ send: @escaping @Sendable (HostUpdate) -> Void,
        makeEndpoint: @escaping @Sendable () -> LambdaServer
    ) {
        (self.registry, self.send, self.makeEndpoint) = (registry, send, makeEndpoint)
    }

    /// The engine's network is known.
    func update(_ bridge: BridgeNetwork?) async {
        self.bridge = bridge
        await openEndpoint()
    }

    /// Listens at the newest manifest's endpoint, and no longer at an earlier one.
    func openEndpoint() async {
        guard keeper != nil || registry.manifest.endpoint != nil else { return }
        let keeper = keeper ?? EndpointKeeper(server: makeEndpoint()) { [send] in send(.notice($0)) }
        self.keeper = keeper
        // Of two manifests at the same moment, the older one may reach the keeper last.
        var wanted: [ServerListener]
        repeat {
            wanted = listeners
            await keeper.keep(wanted)
        } while wanted != listeners
    }

    private var listeners: [ServerListener] {
        guard let port = registry.manifest.endpoint else { return [] }
        return [.endpoint(port: port)] + (bridge.map { [.endpoint(port: port, for: $0)] } ?? [])
    }

    /// Stops listening, for good.
    func closeEndpoint() async { await keeper?.shutDown() }

    /// Waits for asynchronous calls, see ``LambdaServer/finishEvents()``.
    func finishEvents() async -> Int { await keeper?.finishEvents() ?? 0 }

    /// Waits for those that were cut off, see ``LambdaServer/settleEvents()``.
    func settleEvents() async { await keeper?.settleEvents() }
}
