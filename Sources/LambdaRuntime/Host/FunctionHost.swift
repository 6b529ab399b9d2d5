import DockerEngine
import Foundation
import LambdaModel
import Logging
import OrderedCollections

/// Runs the functions of one manifest on one engine. Callers give it commands; it reports updates and log lines. It
/// finds the containers of an earlier run by their labels and adopts them.
public actor FunctionHost {
    /// How a host serves.
    public enum Purpose: Sendable {
        /// Functions keep running on their configured ports; logs are read.
        case deck
        /// The same without logs: a command that starts or stops functions and exits.
        case command
        /// A container for one call, on a port that the engine chooses; its log is read for what it tells of the call.
        case once
        /// New containers for tests, as for one call, never a running one: a test's result must not depend on earlier
        /// calls. The calls are not stored.
        case test
    }

    /// Log lines, as they come.
    public nonisolated let inbox = LogInbox()
    /// The project's invocations; nil for a host that makes none.
    public nonisolated let history: HistoryStore?
    private let engineChoice: EngineChoice
    let purpose: Purpose
    let folders: LamdeckFolders
    /// How the engine and the containers are reached, and the clock.
    let world: HostWorld
    /// The calls that run.
    let calls = TraceRegistry()
    private let admission = Admission()
    private let startLimit: Duration
    let logger: Logger
    let send: @Sendable (RuntimeUpdate) -> Void
    /// What the host was asked for, in order.
    let requests = RequestQueue()
    private(set) var manifest: Manifest
    private(set) var supervisors: OrderedDictionary<String, FunctionSupervisor> = [:]
    /// Functions that left the manifest, whose containers may still be on their way out.
    private(set) var former: [String: FunctionSupervisor] = [:]
    /// What is to be said of functions that run with code or settings of before, if they are started.
    var oldOnes: [String: String] = [:]
    /// Containers of other processes that do not answer yet, by their id.
    var adoptions: [String: Task<Void, Never>] = [:]
    private(set) var context: SupervisorContext?
    /// Watches the functions' files; nil if nobody does.
    var files: FileWatch?
    var watched: [String: Watched] = [:]
    /// Which changes of their files the functions have taken in.
    let saves: SaveRegistry
    /// Where each function is reached at its own port; nil if nobody listens for them.
    private(set) var door: FrontDoor?
    /// Answers what other lamdeck processes ask.
    private(set) var control: Task<Void, Never>?
    /// Keeps the manifest's endpoint open; nil before one was wanted.
    var endpoint: EndpointKeeper?
    /// Where containers see this machine; nil if that is none of its addresses.
    var bridge: ContainerBridge?

    /// A host for a manifest. Nothing is connected until `run` or `connect`.
    ///
    /// - Parameters:
    ///   - files: the watch for the functions' files, which the host closes when it ends; nil makes one.
    ///   - startLimit: how long a container that runs may take until it answers.
    public init(
        manifest: Manifest, engine: EngineChoice, purpose: Purpose, files: FileWatch? = nil,
        startLimit: Duration = .seconds(60),
        logger: Logger = Logger(label: "lamdeck.host", factory: { _ in SwiftLogNoOpLogHandler() }),
        onUpdate send: @escaping @Sendable (RuntimeUpdate) -> Void
    ) {
        self.init(
            manifest: manifest, engine: engine, purpose: purpose, files: files, startLimit: startLimit, logger: logger,
            world: HostWorld(), onUpdate: send)
    }

    init(
        manifest: Manifest, engine: EngineChoice, purpose: Purpose, files: FileWatch? = nil,
        startLimit: Duration = .seconds(60),
        logger: Logger = Logger(label: "lamdeck.host", factory: { _ in SwiftLogNoOpLogHandler() }),
        world: HostWorld, onUpdate send: @escaping @Sendable (RuntimeUpdate) -> Void
    ) {
        self.manifest = manifest
        self.world = world
        saves = SaveRegistry(manifest, timing: world.timing)
        engineChoice = engine
        self.purpose = purpose
        self.files = files
        folders = LamdeckFolders(environment: engine.environment)
        self.startLimit = startLimit
        self.logger = logger
        self.send = send
        history =
            purpose == .command || purpose == .test
            ? nil
            : HistoryStore(folder: folders.state, project: ProjectIdentity(manifest: manifest.path)) {
                send(.notice($0))
            }
    }

    /// What a door hands calls to: Lambda's API tells request ids, while the emulator, whose place a function's own port
    /// takes, is to be as quick as it is.
    func service(ofEndpoint isEndpoint: Bool) -> HostService {
        HostService(host: self, admission: admission, waitsForRequestID: isEndpoint)
    }

    /// What callers of every door are told of this project.
    var doorOptions: DoorOptions {
        var options = DoorOptions()
        options.project = ProjectIdentity(manifest: manifest.path)
        options.region = LocalAccount.region(engineChoice.environment)
        return options
    }

    // MARK: The engine

    /// Connects, and finds what runs already.
    public func connect() async throws(FailureReason) {
        let context = try makeContext()
        do {
            let engine = context.engine
            // Who the engine is takes it longer to say than all that a single call asks of it; only a function that is to
            // reach the others has to know.
            if manifest.endpoint == nil { try await engine.ping() } else { _ = try await engine.connect() }
            async let bridge = ContainerBridge.find(on: engine)
            try await findContainers(context)
            context.reach.take(await bridge, of: engine.endpoint)
        } catch {
            throw FailureReason(.engine, "\(error)")
        }
    }

    /// Connects and follows the engine's events until the task is cancelled; connects again when it goes away.
    public func run() async {
        var pause = 0.25
        var goneSince: ContinuousClock.Instant?
        while !Task.isCancelled {
            var isConnected = false
            do {
                let context = try makeContext()
                let info = try await context.engine.connect()
                bridge = info.isRootless ? nil : await ContainerBridge.find(on: context.engine, isPodman: info.isPodman)
                context.reach.take(bridge, of: context.engine.endpoint)
                send(.engine(.connected(info.shortName)))
                pause = 0.25
                isConnected = true
                await openEndpoint()
                try await follow(context, goneSince: goneSince)
            } catch {
                if Task.isCancelled { return }
                logger.info("no engine: \(error)")
                send(.engine(.unavailable("\(error)")))
            }
            if isConnected { goneSince = world.timing.now }
            try? await world.timing.sleep(for: .seconds(pause))
            pause = min(pause * 2, 2)
        }
    }

    private func makeContext() throws(FailureReason) -> SupervisorContext {
        if let context { return context }
        let send = send
        let project = ProjectIdentity(manifest: manifest.path)
        let staysOpen = purpose == .deck
        if staysOpen {
            door = FrontDoor(service: service(ofEndpoint: false), options: doorOptions, logger: logger)
        }
        let reach = ContainerReach()
        let made = SupervisorContext(
            engine: try world.locate(engineChoice), project: project, emulator: world.emulator,
            timing: world.timing, reach: reach, way: EmulatorWay(emulator: world.emulator, reach: reach),
            mounts: CodeMountMaker(cache: folders.cache), slots: CallQueue(limit: 4),
            lock: CallLock { send(.notice($0)) }, calls: calls,
            inbox: purpose == .deck ? inbox : nil, readsLogs: purpose != .command,
            history: history, report: { send($0) }, environment: engineChoice.environment,
            credentials: CredentialStore(environment: engineChoice.environment) { send(.notice($0)) },
            role: purpose == .once || purpose == .test ? .once : .function, startLimit: startLimit,
            door: door, mark: ProcessMark(), spareSlots: CallQueue(limit: 1),
            publishesPort: purpose == .command, saves: saves, logger: logger)
        context = made
        if let warning = engineChoice.warning { send(.notice(warning)) }
        if staysOpen {
            control = openControl(made.mark)
            if ProcessIdentity.own == nil {
                send(
                    .notice(
                        "this system does not identify this process, so other lamdeck processes cannot tell whether it is running"
                    ))
            }
        }
        replaceSupervisors(made)
        watchFiles()
        return made
    }

    private func follow(_ context: SupervisorContext, goneSince: ContinuousClock.Instant?) async throws {
        let begin = EngineTimestamp(nanosecondsSince1970: Int64(Date().timeIntervalSince1970 * 1e9))
        try await findContainers(context)
        if let goneSince {
            for supervisor in supervisors.values {
                supervisor.news.add { await supervisor.engineCameBack(goneSince: goneSince) }
            }
        }
        let memory = Task { await self.sampleMemory(context) }
        defer { memory.cancel() }
        let filters = ["type": ["container"], "label": [context.project.filter]]
        for try await event in context.engine.events(filters: filters, since: begin) {
            take(event, context)
        }
    }

    /// Asks for the memory of the containers that serve, now and then.
    private func sampleMemory(_ context: SupervisorContext) async {
        var disk = EngineDisk()
        while !Task.isCancelled {
            if let words = disk.look(at: context.engine.info) {
                send(.notice(words))
                if !disk.isFull { for supervisor in supervisors.values { await supervisor.engineMayDoMore() } }
            }
            var bytes: [String: Int] = [:]
            for (name, supervisor) in supervisors {
                await RuntimeWatch.lookAtAll(of: supervisor)
                for id in await supervisor.containersInUse {
                    guard let stats = try? await context.engine.stats(id) else { continue }
                    bytes[name, default: 0] += Int(stats.workingSet)
                }
            }
            send(.memory(bytes))
            try? await world.timing.sleep(for: .seconds(5))
        }
    }

    // MARK: The manifest

    /// Takes a changed manifest.
    ///
    /// - Returns: a task that ends when the ports are open which the newest manifest wants.
    func take(_ manifest: Manifest) async -> Task<Void, Never>? {
        let before = self.manifest
        self.manifest = manifest
        saves.apply(manifest)
        guard let context, !context.end.hasBegun else { return nil }
        let kept = Set(manifest.functions.map(\.name))
        for (name, supervisor) in supervisors where !kept.contains(name) {
            former[name] = supervisor
            if await supervisor.state != .stopped {
                send(.notice("\(name) is no longer in functions.json and was stopped", of: name))
                await supervisor.stop()
            }
        }
        replaceSupervisors(context)
        watchFiles()
        var doors: [Task<Void, Never>] = []
        for settings in manifest.functions {
            if let door = await supervisors[settings.name]?.apply(settings, endpoint: manifest.endpoint) {
                doors.append(door)
            }
            await environmentChanged(before.function(named: settings.name), settings)
        }
        return Task { [doors] in
            await openEndpoint()
            for door in doors { await door.value }
        }
    }

    private func replaceSupervisors(_ context: SupervisorContext) {
        var next: OrderedDictionary<String, FunctionSupervisor> = [:]
        for settings in manifest.functions {
            // One that comes back goes on where it was: its old container may still have its port.
            let known = supervisors[settings.name] ?? former.removeValue(forKey: settings.name)
            next[settings.name] = known ?? FunctionSupervisor(settings, endpoint: manifest.endpoint, context)
        }
        supervisors = next
    }

    /// A function's state, once it is none that ends by itself.
    public func settled(_ name: String) async -> RunState {
        await supervisors[name]?.state { !$0.isTransient } ?? .stopped
    }

    /// A function's state now.
    public func state(of name: String) async -> RunState {
        await supervisors[name]?.state ?? .stopped
    }
}

extension EngineInfo {
    /// Name and version as the header shows them: `docker 28.2`.
    var shortName: String {
        let parts = serverVersion.split(separator: ".").prefix(2).joined(separator: ".")
        return (isPodman ? "podman " : "docker ") + parts
    }
}
