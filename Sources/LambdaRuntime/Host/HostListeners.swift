import HostLink
import LambdaModel
import Logging

/// Where a resident host listens beside its functions' ports, and what it answers other lamdeck processes. The endpoint
/// is one address for all functions, as Lambda's own: the `"endpoint"` of the manifest. It is reached by programs of this
/// machine and by containers.
actor HostListeners {
    private let registry: FunctionRegistry
    private let send: @Sendable (HostUpdate) -> Void
    private let makeEndpoint: @Sendable () -> LambdaServer
    /// Answers what other lamdeck processes ask.
    private let control: Task<Void, Never>
    /// Keeps the manifest's endpoint open; nil before one was wanted.
    private var keeper: EndpointKeeper?
    /// Where containers see this machine; nil if that is not one of its addresses.
    private var bridge: BridgeNetwork?

    init(
        _ registry: FunctionRegistry, control: Task<Void, Never>, _ send: @escaping @Sendable (HostUpdate) -> Void,
        makeEndpoint: @escaping @Sendable () -> LambdaServer
    ) {
        (self.registry, self.control, self.send, self.makeEndpoint) = (registry, control, send, makeEndpoint)
    }

    /// The engine's network is known.
    func take(_ bridge: BridgeNetwork?) async {
        self.bridge = bridge
        await openEndpoint()
    }

    /// Listens where the newest manifest says, and nowhere else.
    func openEndpoint() async {
        guard keeper != nil || registry.manifest.endpoint != nil else { return }
        let keeper = keeper ?? EndpointKeeper(door: makeEndpoint()) { [send] in send(.notice($0)) }
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

    /// Answers other processes no more.
    func closeControl() { control.cancel() }

    /// Stops listening, for good.
    func closeEndpoint() async { await keeper?.shutDown() }

    /// Waits for asynchronous calls, see ``LambdaServer/finishEvents()``.
    func finishEvents() async -> Int { await keeper?.finishEvents() ?? 0 }

    /// Waits for those that were cut off, see ``LambdaServer/settleEvents()``.
    func settleEvents() async { await keeper?.settleEvents() }
}
