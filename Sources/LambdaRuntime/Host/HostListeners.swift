import HostLink
import LambdaModel
import Logging

/// A resident host's listeners except its functions' ports: the `"endpoint"` of the manifest, which is one address for all
/// functions like Lambda's own, and the ports of its APIs. Programs on this machine and containers can reach them.
actor HostListeners {
    private let registry: FunctionRegistry
    private let timing: Timing
    private let send: @Sendable (HostUpdate) -> Void
    private let makeEndpoint: @Sendable () -> LambdaServer
    /// Keeps the manifest's ports open; nil before one was wanted.
    private var keeper: EndpointKeeper?
    /// The network in which containers reach this machine; nil if it is not known, or not on this machine.
    private var bridge: BridgeNetwork?

    init(
        _ registry: FunctionRegistry, _ timing: Timing, _ send: @escaping @Sendable (HostUpdate) -> Void,
        makeEndpoint: @escaping @Sendable () -> LambdaServer
    ) {
        (self.registry, self.timing, self.send, self.makeEndpoint) = (registry, timing, send, makeEndpoint)
    }

    /// The engine's network is known.
    func update(_ bridge: BridgeNetwork?) async {
        self.bridge = bridge
        await openEndpoint()
    }

    /// Listens at the newest manifest's endpoint and APIs, and no longer at earlier ones.
    func openEndpoint() async {
        guard keeper != nil || !listeners.isEmpty else { return }
        let keeper = keeper ?? EndpointKeeper(server: makeEndpoint(), timing: timing) { [send] in send(.notice($0)) }
        self.keeper = keeper
        // Of two manifests at the same moment, the older one may reach the keeper last.
        var wanted: [ServerListener]
        repeat {
            wanted = listeners
            await keeper.keep(wanted)
        } while wanted != listeners
    }

    /// Stops listening at ports that the newest manifest has neither for the endpoint nor for an API.
    func closeUnwanted() async { await keeper?.close(except: listeners) }

    private var listeners: [ServerListener] {
        let manifest = registry.manifest
        let targets =
            (manifest.endpoint.map { [(ServerListener.Target.endpoint, $0)] } ?? [])
            + manifest.apis.map { (.api($0.name), $0.resolvedPort) }
        return targets.flatMap { target, port in
            [ServerListener(target, port: port)] + (bridge.map { [ServerListener(target, port: port, for: $0)] } ?? [])
        }
    }

    /// Stops listening, for good. Running calls may continue for this time.
    func closeEndpoint(within time: Duration) async { await keeper?.shutDown(within: time) }

    /// Waits for asynchronous calls, see ``LambdaServer/finishEvents()``.
    func finishEvents() async -> Int { await keeper?.finishEvents() ?? 0 }

    /// Waits for those that were cut off, see ``LambdaServer/settleEvents()``.
    func settleEvents() async { await keeper?.settleEvents() }
}
