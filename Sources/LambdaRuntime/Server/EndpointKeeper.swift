import LambdaModel

/// Keeps the server listening on the addresses of the endpoint and the APIs, and only there. Callers may change these at
/// any time: opening and closing are done one after another. While an address is in use by another program, it is tried
/// again each second.
actor EndpointKeeper {
    private let server: LambdaServer
    private let timing: Timing
    private let notice: @Sendable (String) -> Void
    private var listeners = KeptListeners()
    private var work: Task<Void, Never>?
    private var retry: Task<Void, Never>?

    /// The pause before listeners that were refused are tried again.
    static let retryPause = Duration.seconds(1)

    /// Manages a server's endpoint; `notice` receives messages for the user.
    init(server: LambdaServer, timing: Timing = .real, notice: @escaping @Sendable (String) -> Void) {
        self.server = server
        self.timing = timing
        self.notice = notice
    }

    /// Listens on these addresses and no others; returns when that is done. Those that could not be opened before are
    /// tried again, and reported again if the reason differs.
    func keep(_ wanted: [ServerListener]) async {
        listeners.want(wanted)
        await align()
    }

    /// Stops listening on all other addresses than these. Returns when their ports are free.
    func close(except wanted: [ServerListener]) async {
        await keep(listeners.wanted.filter { wanted.contains($0) })
    }

    /// Waits for the calls without a waiting caller: see ``LambdaServer/finishEvents()``.
    func finishEvents() async -> Int { await server.finishEvents() }

    /// Waits for those that were cut off: see ``LambdaServer/settleEvents()``.
    func settleEvents() async { await server.settleEvents() }

    /// Stops listening for good.
    ///
    /// - Parameter time: how long running calls may continue; nil for the time of ``ServerLimits/shutdown``.
    func shutDown(within time: Duration? = nil) async {
        listeners.want([])
        retry?.cancel()
        await server.shutDown(within: time)
        await work?.value
    }

    private func align() async {
        if work == nil { work = Task { await carryOut() } }
        await work?.value
    }

    /// Takes one step after another, each time for the addresses that are wanted then.
    private func carryOut() async {
        while let step = listeners.next {
            listeners.begin(step)
            switch step {
            case .close(let listener): await server.close(listener)
            case .open(let listener): await open(listener)
            }
        }
        work = nil
        guard listeners.awaitsRetry, retry == nil else { return }
        retry = Task { [timing] in
            if (try? await timing.sleep(for: Self.retryPause)) != nil { await tryAgain() }
        }
    }

    private func tryAgain() async {
        retry = nil
        listeners.retry()
        await align()
    }

    private func open(_ listener: ServerListener) async {
        do throws(ServerError) {
            // The search for the port's owner reads all of /proc: not each second.
            try await server.open(listener, findsOwner: !listeners.wasRefused(listener))
            guard listeners.opened(listener) else { return }
            notice("\(listener.target.name): port \(listener.port) of \(listener.host) is open now")
        } catch {
            guard listeners.refused(listener, error) else { return }
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
