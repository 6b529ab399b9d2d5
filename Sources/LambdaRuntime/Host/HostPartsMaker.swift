import DockerEngine
import HostLink
import LambdaModel
import Logging

/// Makes what a host has once an engine was chosen: the context of its functions, its connection to the engine, and if it is
/// resident, its listeners and its watch for files.
struct HostPartsMaker: Sendable {
    private let setup: HostSetup
    private let registry: FunctionRegistry
    /// Which changes of their files the functions have taken in.
    private let saves: SaveRegistry
    private let limiter = InvocationLimiter()

    init(_ setup: HostSetup, _ registry: FunctionRegistry) {
        (self.setup, self.registry) = (setup, registry)
        saves = SaveRegistry(timing: setup.world.timing)
    }

    /// Chooses the engine, and makes the parts of a host. Nothing is connected yet.
    func make(for host: FunctionHost) throws(FailureReason) -> HostParts {
        let options = setup.options
        let owner: ContainerOwner
        do throws(FolderRefusal) {
            if let given = setup.owner { owner = given } else { owner = ContainerOwner(lease: try .single()) }
        } catch {
            throw FailureReason(.settings, error.description)
        }
        let server =
            options.isResident
            ? LambdaServer(
                service: service(of: host, isEndpoint: false), options: serverOptions, logger: setup.logger) : nil
        let builds = BuildDesk(setup, logs: logs(of: host), setup.send)
        let context = try context(of: host, owner, server, builds)
        if let warning = setup.engine.warning { send(.notice(warning)) }
        let listeners = options.isResident ? listeners(of: host) : nil
        let watch = options.isResident ? CodeWatch(registry, saves, builds, setup, send) : nil
        return HostParts(
            context: context, session: EngineSession(context, registry, listeners, send), server: server,
            listeners: listeners, watch: watch)
    }

    /// Reports an update to the clients. An authorizer whose code or container has changed is asked again.
    private func send(_ update: HostUpdate) {
        switch update {
        case .saved(let function, _): registry.apis.forgetAnswers(of: function)
        case .state(let function, let state, _, _) where !state.isServing: registry.apis.forgetAnswers(of: function)
        case .engine, .manifest, .events, .expectation, .state, .emulator, .port, .build, .debug, .memory, .connections,
            .began, .outside, .notice:
            break
        }
        setup.send(update)
    }

    /// Where log lines go; nil if no client shows them.
    private func logs(of host: FunctionHost) -> (any LogSink)? {
        setup.options.isResident ? setup.logs ?? host.inbox : nil
    }

    private func context(
        of host: FunctionHost, _ owner: ContainerOwner, _ server: LambdaServer?, _ builds: BuildDesk
    ) throws(FailureReason) -> SupervisorContext {
        let (options, world) = (setup.options, setup.world)
        let reach = ContainerAddressing()
        let choice = try RuntimeChoice(setup.engine.environment)
        let engine = try world.locate(setup.engine)
        return SupervisorContext(
            engine: engine, project: project, emulator: world.emulator, timing: world.timing, reach: reach,
            ways: ServingWays(
                emulator: EmulatorWay(emulator: world.emulator, reach: reach),
                runtime: choice.server == .lamdeck
                    ? RuntimeWay(
                        engine: engine, region: region, reach: reach, timing: world.timing, logs: host.runtimeLogs,
                        probe: RuntimeProbe(
                            engine: engine, labels: RuntimeProbe.labels(of: project, owner: owner.labels)),
                        override: choice.address, isResident: options.isResident)
                    : nil),
            images: ContainerImages(
                files: ImageFiles(
                    engine: engine, labels: RuntimeProbe.labels(of: project, owner: owner.labels)),
                emulator: EmulatorFile(
                    cache: setup.folders.cache, registry: registry.manifest.registry,
                    environment: setup.engine.environment)),
            mounts: CodeMountMaker(cache: setup.folders.cache), slots: CallQueue(limit: 4), calls: host.calls,
            unrecorded: host.unrecorded, logs: logs(of: host), history: host.history,
            report: { update in
                send(update)
                if case .state(let function, let state, _, _) = update {
                    builds.note(function, isStopped: state == .stopped || state == .stopping)
                }
            }, environment: setup.engine.environment,
            credentials: CredentialStore(environment: setup.engine.environment) { send(.notice($0)) },
            purpose: options.purpose, startLimit: setup.startLimit, server: server, owner: owner,
            spareSlots: CallQueue(limit: 1), saves: saves, builds: builds, logger: setup.logger)
    }

    private func listeners(of host: FunctionHost) -> HostListeners {
        let (service, options, logger) = (service(of: host, isEndpoint: true), serverOptions, setup.logger)
        return HostListeners(registry, setup.world.timing, setup.send) {
            LambdaServer(service: service, options: options, logger: logger)
        }
    }

    /// The service of a listener. The endpoint (Lambda's API) returns the request id, which the log must show first if the
    /// emulator serves. A function's own port does not wait for that.
    private func service(of host: FunctionHost, isEndpoint: Bool) -> HostService {
        HostService(host: host, limiter: limiter, waitsForRequestID: isEndpoint)
    }

    /// What the answers of every listener say of this project.
    private var serverOptions: ServerOptions {
        var options = ServerOptions()
        options.project = project
        options.region = region
        return options
    }

    private var project: ProjectIdentity { ProjectIdentity(manifest: registry.manifest.path) }
    private var region: String { LocalAccount.region(setup.engine.environment) }
}
