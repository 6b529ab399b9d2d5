import DockerEngine
import Foundation
import HostLink
import LambdaModel

/// One attempt to start a container that answers: mounts, image, create, start, probe. If it fails or is cancelled, it
/// removes what it created.
struct ContainerLaunch: Sendable {
    /// The progress of a launch.
    enum Progress: Sendable {
        case pulling(PullState)
        case pulled
    }

    let settings: FunctionSettings
    /// What lamdeck serves to the functions.
    let endpoint: ServedPorts?
    let context: SupervisorContext
    /// The container's place among those of the function.
    var role = ContainerRole.serving

    /// Runs the attempt. Cancelling the task ends it; the error it then throws has no meaning.
    func run(_ report: @Sendable (Progress) async -> Void) async throws(FailureReason) -> FunctionContainer {
        let (wasDirect, way) = (context.reach.isDirect, context.ways.way(for: settings).kind)
        do throws(FailureReason) {
            return try await attempt(report)
        } catch {
            // An engine without a bridge network cannot resolve `host-gateway`; most functions do not need this
            // machine's name.
            if error.summary.contains("host-gateway"), endpoint == nil, !Task.isCancelled {
                return try await attempt(report, namesThisMachine: false)
            }
            // The attempt showed that containers must publish their ports, or that lamdeck cannot serve them.
            let mustPublish = wasDirect && !context.reach.isDirect && context.purpose == .once
            let cannotServe = way == .lamdeck && context.ways.way(for: settings).kind == .emulator
            guard mustPublish || cannotServe, !Task.isCancelled else { throw error }
            return try await attempt(report)
        }
    }

    /// A container that was created, and how it will serve.
    private struct Made {
        let id: String
        let way: any ServingWay
        let input: ContainerInput?
        let extensions: [String]
    }

    private func attempt(
        _ report: @Sendable (Progress) async -> Void, namesThisMachine: Bool = true
    ) async throws(FailureReason) -> FunctionContainer {
        let (host, end) = try await environment()
        let mounts = try await context.mounts.mounts(code: settings.code, layers: settings.layers)
        try check(mounts)
        let image = try await FunctionImage(settings, context.engine).ensure(report)
        let inImage = try await context.images.start(of: settings, image, context.ways)
        let way = context.ways.way(for: settings)
        // Read before the container gets them: if they change in between, the container counts as older than it is.
        let mounted = FunctionContainer.Code(mounts, image: inImage?.imageID)
        let isPodman = context.engine.isPodman
        let plan = ContainerPlan(
            settings, mounts: mounts, image: inImage, project: context.project, purpose: context.purpose, role: role,
            server: way.kind, owner: context.owner.labels, hostPort: way.kind == .lamdeck ? nil : hostPort,
            endpoint: endpoint.map { ContainerEndpoint($0, isPodman: isPodman) },
            host: host, credentialsEnd: end,
            extraHosts: namesThisMachine ? ContainerEndpoint.extraHosts(isPodman: isPodman) : [],
            publishesDebugger: !context.reach.isDirect, suffix: Self.randomSuffix())
        return try await context.slots.hold(cancelled: Self.givenUp) { () async throws(FailureReason) in
            let id = try await create(plan)
            do throws(FailureReason) {
                let made = Made(
                    id: id, way: way, input: try await attach(id, way), extensions: mounts.extensions)
                return try await start(made, plan, mounted)
            } catch {
                // The cancellation that led here must not stop the cleanup.
                let engine = context.engine
                await Task { try? await ContainerRemoval.remove(id, engine) }.value
                throw error
            }
        }
    }

    /// Refuses a handler that the runtime could not load, and names links that lead to nothing in the container.
    private func check(_ mounts: CodeMounts) throws(FailureReason) {
        if let task = mounts.task {
            let handler = HandlerCheck(settings, task: task, opt: [mounts.opt].compactMap(\.self))
            if let problem = handler.problem { throw FailureReason(.settings, problem) }
        }
        guard role == .serving else { return }
        for stray in mounts.strays { context.report(.notice("\(settings.name): \(stray)", of: settings.name)) }
    }

    /// The loopback port to publish, which the engine chooses; nil for none. A container for a single command needs none if
    /// it is reached at its own address.
    private var hostPort: Int? {
        context.purpose == .once && context.reach.isDirect ? nil : 0
    }

    /// lamdeck's environment with the credentials for the function, and when they expire.
    private func environment() async throws(FailureReason) -> (variables: [String: String], credentialsEnd: Int?) {
        switch settings.credentials {
        case .none, .environment: return (context.environment, nil)
        case .profile(let name):
            let keys = try await context.credentials.credentials(of: name)
            return (keys.environment(over: context.environment), keys.expiration.map { Int($0.timeIntervalSince1970) })
        }
    }

    private static let givenUp = FailureReason(.container, "the start was cancelled")
    /// Another process removed the container before it answered.
    static let removed = FailureReason(.container, "its container was removed during the start")

    private static func randomSuffix() -> String {
        String((0..<6).map { _ in "0123456789abcdef".randomElement() ?? "0" })
    }

    // MARK: The container

    private func create(_ plan: ContainerPlan) async throws(FailureReason) -> String {
        let engine = context.engine
        // Not cancellable: the engine would create the container anyway, and its id would be lost.
        let made = await Task { () async -> Result<CreatedContainer, EngineError> in
            do throws(EngineError) {
                return .success(
                    try await engine.createContainer(name: plan.name, plan.spec, platform: plan.platform))
            } catch {
                return .failure(error)
            }
        }.value
        switch made {
        case .success(let created): return created.id
        case .failure(let error):
            throw FailureReason(
                error.isEngineAway ? .engine : .container,
                "the container could not be created: \(error.plainMessage)\(Self.advice(error.plainMessage))")
        }
    }

    /// What to do about an engine's message; empty if it says enough.
    static func advice(_ message: String) -> String {
        message.contains("container-init binary not found")
            ? ": install catatonit, the init process of Podman's containers" : ""
    }

    private func attach(_ id: String, _ way: any ServingWay) async throws(FailureReason) -> ContainerInput? {
        do throws(EngineError) {
            return try await way.attach(id, context.engine)
        } catch {
            throw FailureReason(
                error.isEngineAway ? .engine : .container,
                "the container's input could not be opened: \(error.plainMessage)")
        }
    }

    private func start(
        _ made: Made, _ plan: ContainerPlan, _ code: FunctionContainer.Code
    ) async throws(FailureReason) -> FunctionContainer {
        do {
            try await context.engine.startContainer(made.id)
        } catch {
            throw await startFailure(error, plan)
        }
        let details = try await running(made.id)
        let log = ContainerLog(
            container: details.id, startedAt: details.state.startedAt?.secondsSince1970 ?? 0,
            group: ControlGroup(container: details.id), timing: context.timing)
        let serving = try await made.way.serving(
            details, input: made.input, of: settings, extensions: made.extensions, log: log)
        guard let serving else {
            context.ways.gaveUp(made.way)
            throw FailureReason(.container, "its container is running, but cannot be reached at its address")
        }
        let container = FunctionContainer(
            details, code: code, serving, log, emulatorReason: made.way.emulatorReason)
        try await waitUntilReady(container)
        return container
    }

    /// Polls the emulator until it answers. Before it listens, the engine's proxy accepts connections and resets them,
    /// so only an answer counts.
    private func waitUntilReady(_ container: FunctionContainer) async throws(FailureReason) {
        let begin = context.timing.now
        var tries = 0
        while !(await container.serving.isReady()) {
            tries += 1
            if tries % 10 == 0 { _ = try await running(container.id) }
            guard context.timing.now - begin < context.startLimit else { throw await silence(container.id) }
            do {
                try await context.timing.sleep(for: .milliseconds(min(2 + tries, 25)))
            } catch {
                throw Self.givenUp
            }
        }
    }

    /// The container, if it runs.
    private func running(_ id: String) async throws(FailureReason) -> ContainerDetails {
        let details: ContainerDetails
        do {
            details = try await context.engine.inspectContainer(id)
        } catch {
            throw error.isOfRemoval ? Self.removed : FailureReason(.engine, "\(error)")
        }
        guard details.state.isRunning else { throw await death(id, details) }
        return details
    }

    private func silence(_ id: String) async -> FailureReason {
        FailureReason(
            .container,
            "its container is running, but nothing answered on port \(ContainerPlan.emulatorPort) for "
                + "\(context.startLimit.components.seconds) s; is the Runtime Interface Emulator "
                + "the entry point of \(settings.image)?",
            lastLines: await ContainerLogTail.lastWords(of: id, context.engine).lines)
    }

    private func death(_ id: String, _ details: ContainerDetails) async -> FailureReason {
        ContainerExit.reason(
            exitCode: details.state.exitCode, wasOutOfMemory: details.state.wasOutOfMemory,
            memorySize: settings.memorySize, await ContainerLogTail.lastWords(of: id, context.engine))
    }

    private func startFailure(_ error: EngineError, _ plan: ContainerPlan) async -> FailureReason {
        if error.isEngineAway { return FailureReason(.engine, "\(error)") }
        if error.isOfRemoval { return Self.removed }
        let message = error.plainMessage
        guard message.contains("port is already allocated") || message.contains("address already in use") else {
            return FailureReason(.container, "the container did not start: \(message)")
        }
        return await PortOwner.refusal(of: settings, context.engine)
    }
}

extension EngineError {
    /// Whether the engine itself cannot be reached, so that trying again later may help.
    var isEngineAway: Bool {
        switch kind {
        case .noEngine, .permissionDenied, .disconnected, .timedOut, .unsupportedEndpoint, .versionTooOld,
            .invalidSetting:
            true
        case .api, .notFound, .conflict, .imageUnavailable, .protocolViolation, .cancelled:
            false
        }
    }

    /// The engine's own message if there is one, without lamdeck's operation.
    var plainMessage: String {
        let message = engineMessage ?? description
        return isDiskFull ? "the engine's disk is full (\(message))" : message
    }

    /// Whether the container was removed, or is being removed (moby, `daemon/start.go`; Podman says "no such container"
    /// too).
    var isOfRemoval: Bool {
        switch kind {
        case .notFound(let message): message.lowercased().contains("no such container")
        case .conflict(let message): message.contains("marked for removal")
        default: false
        }
    }

    /// Whether the engine could not write to its disk.
    var isDiskFull: Bool { engineMessage?.contains("no space left on device") ?? false }
}
