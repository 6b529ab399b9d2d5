import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Logging
import OrderedCollections
import Synchronization
import TestSupport
import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

/// A project whose engine, containers and clock follow a script: no engine is needed, and no time passes by itself.
/// The function's files, their ports and the history are real.
final class ScriptedProject: Sendable {
    let clock: VirtualClock
    let engine: ScriptedEngine
    let emulator: ScriptedEmulator
    let journal = Journal()
    /// Called with each update of a host, in the task that reports it.
    let onUpdate = Mutex<@Sendable (HostUpdate) -> Void>({ _ in })
    private let tree: FileTree
    private let hosts = Mutex<[(host: FunctionHost, running: Task<Void, Never>)]>([])

    private init() throws {
        let changes = Changes()
        clock = VirtualClock(changes)
        engine = ScriptedEngine(clock, changes)
        emulator = ScriptedEmulator(engine)
        tree = try FileTree()
        try tree.write("functions.json", "{}")
    }

    /// Runs a test, and ends what it began whatever happens.
    static func run(_ body: (ScriptedProject) async throws -> Void) async throws {
        let project = try ScriptedProject()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(project)) } catch { outcome = .failure(error) }
        await Task { await project.takeApart() }.value
        try outcome.get()
    }

    private func takeApart() async {
        clock.setFree()
        engine.setFree()
        for (host, running) in hosts.withLock({ $0 }) {
            running.cancel()
            await host.shutDown()
            await running.value
        }
    }

    /// A Python function that nothing runs: a test answers its calls.
    func function(_ name: String, _ change: (inout FunctionSettings) -> Void = { _ in }) throws -> FunctionSettings {
        try tree.write("\(name)/app.py", "def handler(event, context): pass")
        var settings = FunctionSettings(
            name: name, runtime: .named("python3.13"), image: "scripted/python:3.13", handler: "app.handler",
            code: .folder("\(tree.path)/\(name)"), resolvedPort: FreePort.take())
        (settings.timeout, settings.watch, settings.spare) = (30, .off, false)
        change(&settings)
        return settings
    }

    func manifest(_ functions: [FunctionSettings]) -> Manifest {
        Manifest(
            path: "\(tree.path)/functions.json", registry: "scripted", mouse: true, endpoint: nil,
            functions: functions)
    }

    /// A deck's host, connected.
    func deck(
        _ functions: [FunctionSettings], _ more: [String: String] = [:], options: HostOptions = .resident
    ) async throws -> FunctionHost {
        let environment = ["HOME": tree.path + "/home"].merging(more) { $1 }
        var world = HostWorld()
        world.locate = { [engine] _ in engine }
        world.emulator = emulator
        world.timing = Timing(clock)
        let host = FunctionHost(
            manifest: manifest(functions),
            HostSetup(
                engine: EngineChoice(environment: environment), options: options, startLimit: .seconds(60),
                logger: Logger(label: "lamdeck.host", factory: { _ in SwiftLogNoOpLogHandler() }), world: world,
                send: { [weak self, journal] update in
                    journal.record(update)
                    let act = self?.onUpdate.withLock { $0 }
                    act?(update)
                }))
        let (inbox, journal) = (host.inbox, journal)
        inbox.onArrival { journal.record(inbox.take()) }
        let running = Task { await host.run() }
        hosts.withLock { $0.append((host, running)) }
        try await journal.wait(for: "the engine") { $0.engine.last?.isConnected == true ? true : nil }
        // It follows the engine's events.
        try await engine.wait(for: "a listener") { [engine] _ in engine.see { $0.listeners.isEmpty } ? nil : () }
        return host
    }

    // MARK: What a test sees

    /// The container by which a function serves.
    func serving(_ function: String) throws -> ScriptedContainer {
        let all = engine.containers.filter {
            $0.spec.labels[Labels.function] == function && ContainerName.role(of: $0.name) == .serving && $0.isRunning
        }
        try #require(all.count == 1, "\(engine.containers.map { "\($0.name) \($0.status)" })")
        return all[0]
    }

    /// Waits until the function's last state is one that is asked for.
    func wait(
        _ function: String, _ what: String, _ isIt: @escaping @Sendable (Journal.Report) -> Bool
    ) async throws {
        try await journal.wait(for: "\(function) to be \(what)") { seen in
            seen.last(function).flatMap { isIt($0) ? true : nil }
        }
    }

    /// Waits for a line of lamdeck's own in a function's log.
    @discardableResult
    func waitForWords(_ function: String, _ words: String) async throws -> String {
        try await journal.wait(for: "the words \(words)") { $0.ownWords(function).first { $0.contains(words) } }
    }

    /// Waits for a line that the function wrote.
    func waitForLine(_ function: String, _ text: String) async throws {
        try await journal.wait(for: "the line \(text)") { seen in
            seen.lines(function).contains { $0.contains(text) } ? true : nil
        }
    }

    // MARK: What a test does

    /// Starts functions and waits until they serve.
    func start(_ host: FunctionHost, _ names: [String]) async throws {
        await host.start(names)
        for name in names { try await wait(name, "ready") { $0.state == .ready } }
    }

    /// Begins a call, and returns once a container has it.
    func begin(
        _ host: FunctionHost, _ function: String, _ payload: String = "{}"
    ) async throws -> (result: Task<InvocationResult, Never>, sent: ScriptedEmulator.Call) {
        let request = InvocationRequest(function: function, event: "test", payload: Array(payload.utf8))
        let result = host.call(request)
        return (result, try await emulator.next())
    }

    /// A call's result, once it is in the history.
    func result(of call: Task<InvocationResult, Never>, _ what: String = "a result") async throws -> InvocationResult {
        try await Patience.within {
            await call.value
        } late: { [clock, engine] in
            let seen = "pauses \(clock.pauses), requests \(engine.lastCalls)"
            return NeverCame(description: "waited \(Patience.limit) for \(what); \(seen)")
        }
    }

    /// The history, the oldest first.
    func history(_ host: FunctionHost) async throws -> [HistoryEntry] {
        let store = try #require(host.history)
        var entries: [HistoryEntry] = []
        for row in await store.rows().rows.reversed() { entries.append(try await store.entry(row.id)) }
        return entries
    }
}

extension Journal.Seen {
    /// What lamdeck said in a function's log.
    func ownWords(_ function: String) -> [String] {
        logs[function, default: []].filter { $0.source == .lamdeck }.map(\.text)
    }
}
