import LambdaModel

/// Keeps the server listening on the addresses of the endpoint and the APIs, and only there. Callers may change these at
/// any time: opening and closing are done one after another.
actor EndpointKeeper {
    private let server: LambdaServer
    private let notice: @Sendable (String) -> Void
    private var wanted: [ServerListener] = []
    private var open: [ServerListener] = []
    /// Listeners that could not be opened, and why.
    private var refused: [ServerListener: ServerError] = [:]
    /// Listeners to try again although they failed before.
    private var untried: [ServerListener] = []
    private var work: Task<Void, Never>?
    /// Waits until listeners whose ports other programs have are tried again; nil if there are none.
    private var retry: Task<Void, Never>?
    private let pause: Duration

    /// Manages a server's endpoint.
    ///
    /// - Parameters:
    ///   - pause: the time after which a port is tried again that another program has.
    ///   - notice: receives messages for the user.
    init(server: LambdaServer, pause: Duration = .seconds(1), notice: @escaping @Sendable (String) -> Void) {
        self.server = server
        self.pause = pause
        self.notice = notice
    }

    /// Listens on these addresses and no others; returns when that is done. Those that could not be opened before are
    /// tried again, and reported again if the reason differs. A port that another program has is tried again until it is
    /// free.
    func keep(_ listeners: [ServerListener]) async {
        wanted = listeners
        untried = listeners
        refused = refused.filter { listeners.contains($0.key) }
        if work == nil { work = Task { await align() } }
        await work?.value
    }

    /// Waits for the calls without a waiting caller: see ``LambdaServer/finishEvents()``.
    func finishEvents() async -> Int { await server.finishEvents() }

    /// Waits for those that were cut off: see ``LambdaServer/settleEvents()``.
    func settleEvents() async { await server.settleEvents() }

    /// Stops listening.
    func shutDown() async {
        retry?.cancel()
        await keep([])
        await server.shutDown()
    }

    /// Opens and closes one listener after another, each time for the addresses that are wanted then.
    private func align() async {
        while true {
            if let index = open.firstIndex(where: { !wanted.contains($0) }) {
                await server.retire(open.remove(at: index))
            } else if let next = untried.first {
                untried.removeFirst()
                if !open.contains(next) { await tryOpen(next) }
            } else {
                break
            }
        }
        work = nil
        retryLater()
    }

    private func retryLater() {
        guard retry == nil, refused.values.contains(where: \.isPortInUse) else { return }
        retry = Task {
            try? await Task.sleep(for: pause)
            retry = nil
            guard !Task.isCancelled else { return }
            untried += refused.filter(\.value.isPortInUse).keys
            if work == nil { work = Task { await align() } }
        }
    }

    private func tryOpen(_ listener: ServerListener) async {
        do throws(ServerError) {
            try await server.open(listener, namesOwner: refused[listener] == nil)
            open.append(listener)
            if refused.removeValue(forKey: listener) != nil, listener.callers == nil {
                notice("\(listener.target.name): port \(listener.port) is open now")
            }
        } catch {
            switch error {
            // The engine's network is in a virtual machine, from which loopback is reachable.
            case .noSuchAddress where listener.callers != nil: return
            case .shut: return
            case .portInUse, .notAllowed, .noSuchAddress, .failed: break
            }
            guard wanted.contains(listener) else { return }
            let isKnown =
                refused[listener]?.kind == error.kind
                // A program usually has the port on all addresses; one message is enough.
                || listener.callers != nil && refused.contains { $0.key.port == listener.port && $0.key.callers == nil }
            refused[listener] = error
            guard !isKnown else { return }
            notice("\(listener.target.name): \(error)")
        }
    }
}

extension ServerListener.Target {
    /// The place in functions.json that asks for it.
    fileprivate var name: String {
        switch self {
        case .endpoint: "\"endpoint\""
        case .api(let name): name == APISettings.usualName ? "\"api\"" : "\"api\" \(name)"
        case .function(let name): name
        }
    }
}

extension ServerError {
    fileprivate var isPortInUse: Bool { if case .portInUse = self { true } else { false } }

    /// The error without the port's owner, which is not always known.
    fileprivate var kind: ServerError {
        switch self {
        case .portInUse(let host, let port, _): .portInUse(host: host, port: port, owner: nil)
        case .notAllowed, .noSuchAddress, .shut, .failed: self
        }
    }
}
