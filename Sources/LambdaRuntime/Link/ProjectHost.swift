import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Logging
import Synchronization

/// The host of a project: the one process that runs its functions. It owns functions.json and its watch, the functions,
/// their ports, logs and history. Decks and commands are its clients, over a unix socket (``LinkServer``) or in this
/// process.
public actor ProjectHost: HostConnection {
    /// What a host is made with.
    public struct Setup: Sendable {
        /// The manifest's path.
        var manifest: String
        var engine: EngineChoice
        /// The version and build of the program, for clients of another one.
        var program: String
        /// Whether it ends by itself when no function runs and no client is attached.
        var endsWhenIdle: Bool
        var logger: Logger
        /// How the engine and the containers are reached, and the clock.
        var world = HostWorld()
        var startLimit = Duration.seconds(60)
        var folder = RunFolder.own

        /// A host for a manifest.
        public init(manifest: String, engine: EngineChoice, program: String, endsWhenIdle: Bool, logger: Logger) {
            (self.manifest, self.engine, self.program) = (manifest, engine, program)
            (self.endsWhenIdle, self.logger) = (endsWhenIdle, logger)
        }
    }

    nonisolated let setup: Setup
    nonisolated let functions: FunctionHost
    nonisolated let hub = ClientHub()
    nonisolated let logs = LogStore()
    nonisolated let session: ManifestSession
    nonisolated let place: HostPlace
    nonisolated let steps = RequestQueue()
    private(set) var manifest: Manifest
    private var tasks: [Task<Void, Never>] = []
    private var kept = KeptFunctions()
    /// The end of the host, once it has begun.
    private var ending: Task<[String], Never>?

    /// A host that has the lease of its project.
    init(_ setup: Setup, _ place: HostPlace) {
        (self.setup, self.place) = (setup, place)
        session = ManifestSession(
            named: setup.manifest, from: (setup.manifest as NSString).deletingLastPathComponent,
            environment: setup.engine.environment)
        manifest = Manifest(
            path: place.address.project.manifest, registry: Manifest.publicRegistry, mouse: true, endpoint: nil,
            functions: [])
        functions = FunctionHost(
            manifest: manifest,
            HostSetup(
                engine: setup.engine, options: .resident, files: session.files, startLimit: setup.startLimit,
                logger: setup.logger, world: setup.world,
                owner: ContainerOwner(lease: place.lease, address: place.address),
                logs: logs, send: { [hub] in hub.report($0) }))
        hub.changeLifetime { $0.endsWhenIdle = setup.endsWhenIdle }
    }

    // MARK: Life

    /// Listens, reads the manifest, and begins to connect to the engine.
    func begin() async throws {
        let server = LinkServer(self)
        try await server.open()
        place.server.withLock { $0 = server }
        await apply(await session.begin())
        tasks = [
            Task { [session] in for await reading in session.news { await self.apply(reading) } },
            Task { [functions] in await functions.run() },
            Task { await self.endWhenIdle(server) },
            Task { [place, session, setup] in
                await server.guardSocket(place.lease, session.files) {
                    setup.logger.warning("another host has taken the address; this host ends")
                    _ = await self.end()
                }
            },
        ]
    }

    /// Waits until the host has ended, also in a cancelled task.
    ///
    /// - Returns: what could not be ended, one line each.
    func waitForEnd() async -> [String] { await place.end.value }

    private func endWhenIdle(_ server: LinkServer) async {
        var timer: Task<Void, Never>?
        for await _ in hub.changes {
            timer?.cancel()
            let lifetime = hub.lifetime
            guard lifetime.isIdle else { continue }
            timer = Task { [timing = setup.world.timing] in
                guard (try? await timing.sleep(for: lifetime.patience)) != nil else { return }
                await self.endIfIdle(server)
            }
        }
        timer?.cancel()
    }

    private func endIfIdle(_ server: LinkServer) async {
        await server.close()
        guard hub.lifetime.isIdle, !Task.isCancelled else {
            // A client connected before the socket was closed.
            try? await server.open()
            return
        }
        setup.logger.info("no function runs and no client is attached: the host ends")
        _ = await end()
    }

    /// Stops all functions, and ends the host; once. Clients cannot attach any more.
    func end() async -> [String] {
        if let ending { return await ending.value }
        let task = Task { [functions, place, hub] in
            await place.server.withLock { $0 }?.close()
            let problems = await functions.shutDown()
            await hub.sayFarewell()
            for task in self.tasks { task.cancel() }
            place.lease.release()
            place.server.withLock { $0 = nil }
            place.end.keep(problems)
            return problems
        }
        ending = task
        return await task.value
    }

    // MARK: The manifest

    private func apply(_ reading: ManifestReading) async {
        guard let new = reading.manifest else { return hub.report(.manifest(ProjectManifest(reading))) }
        let before = manifest
        manifest = new
        // A client that reads of a port may call it. Otherwise what is done with the manifest is reported after it.
        let hasNewPorts = new.functions.contains { $0.resolvedPort != before.function(named: $0.name)?.resolvedPort }
        if !hasNewPorts { hub.report(.manifest(ProjectManifest(reading))) }
        await functions.apply(new)
        if hasNewPorts { hub.report(.manifest(ProjectManifest(reading))) }
        await keepRunning(from: before, to: new)
    }

    /// Gives the functions that a client keeps running what the changed manifest asks for.
    private func keepRunning(from before: Manifest, to new: Manifest) async {
        for settings in new.functions where kept.contains(settings.name) {
            let state = await functions.status(of: settings.name).state
            switch ManifestChange(of: settings, in: state, from: before, to: new) {
            case .nothing: break
            case .start:
                if before.function(named: settings.name) == nil { kept.startNew(settings.name) }
                await functions.start([settings.name])
            case .restart: beginRestart(settings.name)
            }
        }
    }

    private func beginRestart(_ name: String) {
        let restart = functions.send(.restart(name))
        Task { [functions, hub] in
            _ = await restart.value
            guard await functions.restartFailure(name) == nil, await functions.settled(name).isServing else { return }
            hub.report(.notice("\(name): restarted: its settings changed", of: name))
        }
    }

    /// Starts functions for a client, see ``HostRequest/keepRunning(_:)``.
    func keepRunning(_ names: [String]?, for client: Int) async -> HostReply {
        kept.keep(names, for: client)
        await functions.connection.waitForFirst()
        if let problem = functions.connection.problem {
            _ = kept.release(client)
            return .failure(problem)
        }
        var started: [String] = []
        for name in names ?? manifest.functions.map(\.name) {
            let status = await functions.status(of: name)
            // A function that was left running may have other settings.
            if status.state.isServing, status.isStale { beginRestart(name) }
            if status.state.isResting { started.append(name) }
        }
        guard kept.start(started, for: client) else { return .names([]) }
        await functions.start(started)
        return .names(started)
    }

    /// A client has disconnected: the functions that were started for it are stopped.
    func release(_ client: Int) async {
        guard let started = kept.release(client) else { return }
        await functions.stop(started)
        for name in started { _ = await functions.send(.removed(name)).value }
    }
}
