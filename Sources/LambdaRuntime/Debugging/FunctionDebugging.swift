import DockerEngine
import Foundation
import HostLink
import LambdaModel
import NIOCore

/// Runs a function under its debugger.
enum FunctionDebugging {
    /// Makes the function run under its debugger, and begins the restart for that. Restarts nothing if it does so already.
    ///
    /// - Parameter wanted: how, in place of the manifest's `debug`.
    /// - Returns: how clients attach, and a task that ends when the restart is carried out.
    static func begin(
        _ wanted: DebugSettings?, folders: LamdeckFolders, of supervisor: isolated FunctionSupervisor
    ) async throws(DebugObstacle) -> (attachment: DebugAttachment, restart: Task<Void, Never>?) {
        let (prepared, context) = (supervisor.prepared, supervisor.context)
        if wanted == nil, let known = prepared.debugging, !supervisor.state.isResting {
            return (known.attachment, nil)
        }
        let manifest = prepared.ofManifest
        let settings = wanted ?? manifest.debug
        if case let way = context.ways.way(for: manifest), let reason = way.emulatorReason {
            throw .refused(
                FailureReason(.settings, "a function that the emulator serves cannot be debugged (\(reason))"))
        }
        let mounts: CodeMounts
        do throws(FailureReason) {
            mounts = try await context.mounts.mounts(code: manifest.code, layers: manifest.layers)
        } catch {
            throw .refused(error)
        }
        let plan = try DebuggerFinder(settings: manifest, mounts: mounts, cache: folders.cache)
            .plan(waits: settings.waits)
        if let known = supervisor.prepared.debugging, known.plan == plan, known.settings == settings,
            supervisor.state.isServing,
            !supervisor.machine.isStale, !plan.waits
        {
            return (known.attachment, nil)
        }
        let relay = try await relay(plan.debugger, settings, supervisor)
        let folder = (context.project.manifest as NSString).deletingLastPathComponent
        let attachment = DebugAttachment(
            manifest.name, plan, port: relay?.port,
            at: DebugAttachment.Place(
                // The code of a function in an image is somewhere in the project.
                project: folder, code: mounts.task ?? folder,
                layer: manifest.layers.count == 1 ? mounts.opt : nil,
                labels: [
                    "\(Labels.project)=\(context.project.label)", "\(Labels.function)=\(manifest.name)",
                ]))
        let session = DebugSession(plan, settings, relay, attachment)
        let now = supervisor.prepared
        supervisor.use(PreparedSettings(now.ofManifest, endpoint: now.endpoint, debugging: session, context))
        supervisor.log(attachment.lines.joined(separator: "\n"))
        guard supervisor.state != .stopped else {
            supervisor.start()
            return (attachment, nil)
        }
        return (attachment, supervisor.beginRestart(.asked))
    }

    /// Makes the function run without a debugger. A function that runs restarts.
    ///
    /// - Returns: a task that ends when the restart is carried out.
    static func end(of supervisor: isolated FunctionSupervisor) -> Task<Void, Never>? {
        guard let session = supervisor.prepared.debugging else { return nil }
        leave(supervisor)
        supervisor.log("debugging has ended")
        if supervisor.state.isResting { return nil }
        if session.plan.debugger.keepsStopped, supervisor.state.isServing {
            // A call at a breakpoint would keep its container for ever.
            supervisor.handle(.stop)
            supervisor.handle(.start)
            return nil
        }
        return supervisor.beginRestart(.asked)
    }

    /// Uses the settings of the manifest from now on.
    static func leave(_ supervisor: isolated FunctionSupervisor) {
        let prepared = supervisor.prepared
        guard prepared.debugging != nil else { return }
        supervisor.use(PreparedSettings(prepared.ofManifest, endpoint: prepared.endpoint, supervisor.context))
    }

    /// The debugger that goes on with changed settings; nil if there is none, or if it is not one for their runtime.
    static func session(for settings: FunctionSettings, of supervisor: isolated FunctionSupervisor) -> DebugSession? {
        guard let session = supervisor.prepared.debugging else { return nil }
        if session.fits(settings) { return session }
        supervisor.log("debugging has ended: \(session.plan.debugger.name) is not for its runtime any more")
        return nil
    }

    /// Reports the debugger to clients.
    static func report(_ supervisor: isolated FunctionSupervisor) {
        let (name, session) = (supervisor.settings.name, supervisor.prepared.debugging)
        supervisor.context.report(.debug(function: name, session?.status))
    }

    /// Whether a change of files does not restart the function, because it is debugged.
    ///
    /// - Parameter text: what has changed.
    static func keepsRunning(_ supervisor: isolated FunctionSupervisor, after text: String) -> Bool {
        guard let session = supervisor.prepared.debugging, !session.settings.restartsOnSave,
            supervisor.state.isServing
        else { return false }
        supervisor.log("\(text); not restarted while it is debugged")
        return true
    }

    // MARK: The port

    /// Listens for clients; nil if they attach in another way. The port of an earlier relay is used again.
    private static func relay(
        _ debugger: Debugger, _ settings: DebugSettings, _ supervisor: isolated FunctionSupervisor
    ) async throws(DebugObstacle) -> DebugRelay? {
        guard let usual = debugger.port else { return nil }
        if let known = supervisor.prepared.debugging, known.plan.debugger == debugger, let relay = known.relay,
            settings.port == nil || settings.port == relay.port
        {
            return relay
        }
        let name = supervisor.settings.name
        let setup = DebugRelay.Setup(
            debugger: debugger,
            target: { [weak supervisor] in
                guard let supervisor else { return .none }
                return await target(of: supervisor)
            },
            onAttached: { [weak supervisor] count in
                guard let supervisor else { return }
                Task { await noteClients(count, of: supervisor) }
            },
            onRefusal: { [weak supervisor] reason in
                Task { await supervisor?.log("a connection to the debugger was refused: \(reason)") }
            })
        let first = settings.port ?? usual
        var port = first
        while true {
            do {
                return try await DebugRelay.open(port: port, setup)
            } catch {
                let isTaken = (error as? IOError)?.errnoCode == EADDRINUSE
                guard isTaken, settings.port == nil, port < first + 50 else {
                    throw .refused(
                        isTaken
                            ? await PortOwner.refusal(debugger: port, of: name, supervisor.context.engine)
                            : FailureReason(
                                .settings, "cannot listen on port \(port) for the debugger of \(name): \(error)"))
                }
                port += 1
            }
        }
    }

    private static func noteClients(_ count: Int, of supervisor: isolated FunctionSupervisor) {
        guard supervisor.prepared.debugging != nil else { return }
        supervisor.log(count == 0 ? "the debugger has detached" : "a debugger is attached")
        report(supervisor)
    }

    /// The place at which the debugger in the function's container listens.
    private static func target(of supervisor: isolated FunctionSupervisor) async -> DebugRelay.Target {
        guard let port = supervisor.prepared.debugging?.plan.debugger.port, !supervisor.state.isResting else {
            return .none
        }
        guard let container = supervisor.serving, !supervisor.machine.isStale, supervisor.state.isServing else {
            return .later
        }
        let context = supervisor.context
        if context.reach.isDirect, let host = container.address { return .at(host: host, port: port) }
        let details = try? await context.engine.inspectContainer(container.id)
        guard let published = details?.published(port)?.hostPort else { return .later }
        return .at(host: "127.0.0.1", port: published)
    }
}
