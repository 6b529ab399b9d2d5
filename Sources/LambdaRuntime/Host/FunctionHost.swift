import DockerEngine
import HostLink
import LambdaModel
import Logging
import OrderedCollections

/// Runs the functions of one manifest on one engine. It takes requests and calls, and reports updates and log lines. It
/// uses only containers that it made itself, and removes those of hosts that have ended.
public actor FunctionHost: FunctionRequestTarget {
    /// The lines of the functions' logs, as they arrive, unless they go elsewhere (``HostSetup/logs``).
    public nonisolated let inbox = LogInbox()
    /// The project's invocations; nil for a host that stores none.
    public nonisolated let history: HistoryStore?
    /// The functions.
    nonisolated let registry: FunctionRegistry
    /// The calls that run.
    nonisolated let calls = TraceRegistry()
    /// The calls that are not in the history yet.
    nonisolated let unrecorded: UnrecordedCalls
    /// The logs of containers whose Runtime API is served here.
    nonisolated let runtimeLogs = RuntimeCallLogs()
    let setup: HostSetup
    /// The requests to the host, in order.
    nonisolated let requests = RequestQueue()
    private let maker: HostPartsMaker
    private(set) var parts: HostParts?
    /// The end of the host, once it has begun.
    var ending: Task<[String], Never>?
    /// Whether the host has tried to connect, and why there is no engine.
    nonisolated let connection = ConnectionAttempts()

    /// A host for a manifest. Nothing is connected until `run` or `connect`.
    ///
    /// - Parameters:
    ///   - files: the watch for the functions' files, which the host closes when it ends; nil makes one.
    ///   - startLimit: how long a container that runs may take until it answers.
    public init(
        manifest: Manifest, engine: EngineChoice, options: HostOptions, files: FileWatch? = nil,
        startLimit: Duration = .seconds(60),
        logger: Logger = Logger(label: "lamdeck.host", factory: { _ in SwiftLogNoOpLogHandler() }),
        onUpdate send: @escaping @Sendable (HostUpdate) -> Void
    ) {
        self.init(
            manifest: manifest,
            HostSetup(
                engine: engine, options: options, files: files, startLimit: startLimit, logger: logger,
                world: HostWorld(), send: send))
    }

    init(manifest: Manifest, _ setup: HostSetup) {
        self.setup = setup
        registry = FunctionRegistry(manifest)
        maker = HostPartsMaker(setup, registry)
        unrecorded = UnrecordedCalls(setup.world.timing)
        let project = ProjectIdentity(manifest: manifest.path)
        history =
            setup.options.keepsHistory
            ? HistoryStore(folder: setup.folders.state, project: project) { [send = setup.send] in send(.notice($0)) }
            : nil
    }

    /// The engine, once it was chosen.
    var engine: (any Engine)? { parts?.context.engine }

    /// Reports an update to the clients.
    nonisolated func report(_ update: HostUpdate) { setup.send(update) }

    // MARK: The engine

    /// Connects, and removes what ended hosts left behind.
    public func connect() async throws(FailureReason) {
        defer { connection.tried(problem: nil) }
        let parts = try prepare()
        await begin(parts)
        do {
            try await parts.session.connect()
        } catch {
            throw FailureReason(.engine, "\(error)")
        }
    }

    /// Connects and follows the engine's events until the task is cancelled; connects again when it goes away.
    public func run() async {
        let timing = setup.world.timing
        var pause = 0.25
        var goneSince: ContinuousClock.Instant?
        while !Task.isCancelled {
            var isConnected = false
            do {
                let parts = try prepare()
                // Before any function can be called: a call asks the watch whether files were saved.
                await begin(parts)
                let session = parts.session
                try await session.open()
                (isConnected, pause) = (true, 0.25)
                connection.tried(problem: nil)
                try await session.follow(goneSince: goneSince)
            } catch {
                if Task.isCancelled { return }
                setup.logger.info("no engine: \(error)")
                connection.tried(problem: error as? FailureReason ?? FailureReason(.engine, "\(error)"))
                report(.engine(.unavailable("\(error)")))
            }
            if isConnected { goneSince = timing.now }
            try? await timing.sleep(for: .seconds(pause))
            pause = min(pause * 2, 2)
        }
    }

    /// Watches the files of the newest manifest's functions.
    private func begin(_ parts: HostParts) async {
        await parts.watch?.begin()
        await parts.context.builds.apply(registry.manifest, parts.watch)
    }

    private func prepare() throws(FailureReason) -> HostParts {
        if let parts { return parts }
        let made = try maker.make(for: self)
        parts = made
        registry.renew(made.context)
        return made
    }

    // MARK: The manifest

    /// Applies a changed manifest.
    ///
    /// - Returns: a task that ends when the newest manifest's ports are open; nil if there is no engine yet, or if the
    ///   host ends.
    func applyManifest(_ manifest: Manifest) async -> Task<Void, Never>? {
        let before = registry.manifest
        registry.apply(manifest)
        guard let parts, !parts.context.end.hasBegun else { return nil }
        for (name, supervisor) in registry.renew(parts.context) where await supervisor.state != .stopped {
            report(.notice("\(name) is no longer in functions.json and was stopped", of: name))
            await supervisor.stop()
        }
        await begin(parts)
        // All ports that are no longer wanted are closed before another function or an API gets them.
        for supervisor in registry.former { await supervisor.port.close() }
        await parts.listeners?.closeUnwanted()
        var opening: [FunctionSupervisor] = []
        for settings in manifest.functions {
            if let supervisor = registry.supervisor(settings.name),
                await supervisor.apply(settings, endpoint: manifest.servedPorts)
            {
                opening.append(supervisor)
            }
            await parts.watch?.environmentChanged(before.function(named: settings.name), settings)
        }
        return Task { [opening] in
            await withDiscardingTaskGroup { group in
                group.addTask { await parts.listeners?.openEndpoint() }
                for supervisor in opening { group.addTask { await supervisor.openPort() } }
            }
        }
    }
}
