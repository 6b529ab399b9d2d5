import DockerEngine
import Foundation
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
    /// Which changes of their files the functions have taken in.
    private let saves: SaveRegistry
    private let limiter = InvocationLimiter()
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
        saves = SaveRegistry(timing: setup.world.timing)
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
        await parts.watch?.begin()
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
                await parts.watch?.begin()
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

    private func prepare() throws(FailureReason) -> HostParts {
        if let parts { return parts }
        let (setup, send, options) = (setup, setup.send, setup.options)
        let owner: ContainerOwner
        do throws(FolderRefusal) {
            if let given = setup.owner { owner = given } else { owner = ContainerOwner(lease: try .single()) }
        } catch {
            throw FailureReason(.settings, error.description)
        }
        let server =
            options.isResident
            ? LambdaServer(service: service(ofEndpoint: false), options: serverOptions, logger: setup.logger) : nil
        let reach = ContainerAddressing()
        let engine = try setup.world.locate(setup.engine)
        let context = SupervisorContext(
            engine: engine, project: ProjectIdentity(manifest: registry.manifest.path),
            emulator: setup.world.emulator, timing: setup.world.timing, reach: reach,
            ways: ServingWays(
                emulator: EmulatorWay(emulator: setup.world.emulator, reach: reach),
                runtime: setup.world.servesRuntimeAPI(setup.engine.environment)
                    ? RuntimeWay(
                        engine: engine, region: LocalAccount.region(setup.engine.environment), reach: reach,
                        timing: setup.world.timing, logs: runtimeLogs,
                        override: setup.engine.environment["LAMDECK_RUNTIME_ADDRESS"], isResident: options.isResident)
                    : nil),
            mounts: CodeMountMaker(cache: setup.folders.cache), slots: CallQueue(limit: 4),
            calls: calls, unrecorded: unrecorded, logs: options.isResident ? setup.logs ?? inbox : nil,
            history: history, report: send, environment: setup.engine.environment,
            credentials: CredentialStore(environment: setup.engine.environment) { send(.notice($0)) },
            purpose: options.purpose, startLimit: setup.startLimit, server: server, owner: owner,
            spareSlots: CallQueue(limit: 1), saves: saves, logger: setup.logger)
        if let warning = setup.engine.warning { send(.notice(warning)) }
        let listeners = options.isResident ? makeListeners() : nil
        let watch = options.isResident ? CodeWatch(registry, saves, setup, send) : nil
        let made = HostParts(
            context: context, session: EngineSession(context, registry, listeners, send), server: server,
            listeners: listeners, watch: watch)
        parts = made
        registry.renew(context)
        return made
    }

    private func makeListeners() -> HostListeners {
        let (service, options, logger) = (service(ofEndpoint: true), serverOptions, setup.logger)
        return HostListeners(registry, setup.send) {
            LambdaServer(service: service, options: options, logger: logger)
        }
    }

    /// The service of a listener. The endpoint (Lambda's API) returns the request id, which the log must show first. A
    /// function's own port imitates the emulator and must not wait.
    private func service(ofEndpoint isEndpoint: Bool) -> HostService {
        HostService(host: self, limiter: limiter, waitsForRequestID: isEndpoint)
    }

    /// What the answers of every listener say of this project.
    private var serverOptions: ServerOptions {
        var options = ServerOptions()
        options.project = ProjectIdentity(manifest: registry.manifest.path)
        options.region = LocalAccount.region(setup.engine.environment)
        return options
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
        await parts.watch?.begin()
        var ports: [Task<Void, Never>] = []
        for settings in manifest.functions {
            if let port = await registry.supervisor(settings.name)?.apply(settings, endpoint: manifest.endpoint) {
                ports.append(port)
            }
            await parts.watch?.environmentChanged(before.function(named: settings.name), settings)
        }
        return Task { [ports] in
            await parts.listeners?.openEndpoint()
            for port in ports { await port.value }
        }
    }
}
