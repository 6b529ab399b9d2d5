import Foundation
import HostLink
import LambdaModel
import Logging
import Synchronization
import TestSupport
import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

/// A project with a host.
final class HostedProject: Sendable {
    let tree: FileTree
    let setup: ProjectHost.Setup
    let address: HostAddress
    private let running = Mutex<Task<ProjectHost.Outcome, any Error>?>(nil)
    private let started = Mutex<ProjectHost?>(nil)

    /// The host, once it has started.
    var host: ProjectHost? { started.withLock { $0 } }

    init(endsWhenIdle: Bool = false) throws {
        tree = try FileTree()
        for name in ["hello", "orders"] { try tree.write("\(name)/app.py", "def handler(event, context): pass") }
        let functions = ["hello", "orders"].map { name in
            "\"\(name)\": { \"runtime\": \"python3.13\", \"handler\": \"app.handler\", \"code\": \"\(name)\", "
                + "\"port\": \(FreePort.take()), \"spare\": false, \"watch\": false }"
        }
        try tree.write("functions.json", "{ \"functions\": { \(functions.joined(separator: ", ")) } }")
        let changes = Changes()
        let engine = ScriptedEngine(VirtualClock(changes), changes)
        engine.setFree()
        var setup = ProjectHost.Setup(
            manifest: tree.path + "/functions.json",
            engine: EngineChoice(environment: ["HOME": tree.path + "/home", "LAMDECK_REGISTRY": "scripted"]),
            program: "test", endsWhenIdle: endsWhenIdle,
            logger: Logger(label: "host", factory: { _ in SwiftLogNoOpLogHandler() }))
        setup.world.locate = { [engine] _ in engine }
        setup.world.emulator = ScriptedEmulator(engine)
        setup.folder = RunFolder(path: tree.path + "/run")
        self.setup = setup
        address = HostAddress(ProjectIdentity(manifest: setup.manifest), in: setup.folder)
    }

    /// Starts the host, and returns when clients can attach.
    func start() async throws {
        let (readies, ready) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            defer { ready.finish() }
            return try await ProjectHost.run(self.setup) { (host: ProjectHost) in
                self.started.withLock { $0 = host }
                ready.finish()
            }
        }
        running.withLock { $0 = task }
        for await _ in readies {}
    }

    /// Waits for the host's end.
    func outcome() async throws -> ProjectHost.Outcome? {
        let task = running.withLock { $0 }
        return try await Patience.within {
            try await task?.value
        } late: {
            NeverCame(description: "the host's end")
        }
    }

    func client(_ inbox: LogInbox = LogInbox(), _ news: ReceivedNews = ReceivedNews()) async throws -> LinkClient {
        try await LinkClient.connect(to: address, program: "test", inbox: inbox) { news.add($0) }
    }

    /// A connection that subscribes and never reads.
    func silentClient() throws -> Int32 {
        let socket = try #require(Self.connect(address.path))
        for frame in [
            try LinkFrame.bytes(ClientHello(LinkVersion(program: "silent"))),
            try LinkFrame.bytes(ClientMessage.subscribe(Subscription(.command, logs: .after(LogCursor())))),
        ] {
            #expect(write(socket, frame, frame.count) == frame.count)
        }
        return socket
    }

    /// A plain connection to a unix socket.
    static func connect(_ path: String) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
        #if os(Linux)
            let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let socket = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Foundation.connect(socket, $0, size) }
        }
        return result == 0 ? socket : nil
    }
}

/// What a client was told.
final class ReceivedNews: Sendable {
    private let state = Mutex<[LinkNews]>([])
    var all: [LinkNews] { state.withLock { $0 } }
    func add(_ news: LinkNews) { state.withLock { $0.append(news) } }

    var updates: [HostUpdate] { all.compactMap { if case .update(let update) = $0 { update } else { nil } } }
    var isCurrent: Bool { all.contains { if case .current = $0 { true } else { false } } }
    var notices: [String] { updates.compactMap { if case .notice(let text, _) = $0 { text } else { nil } } }
}
