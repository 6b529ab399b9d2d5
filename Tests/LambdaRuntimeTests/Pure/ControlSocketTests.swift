import Foundation
import LambdaModel
import Synchronization
import Testing

@testable import LambdaRuntime

@Suite("What one lamdeck process asks of another")
struct ControlSocketTests {
    /// A socket that is there, and what was asked at it.
    private func serving(
        _ answer: @escaping @Sendable (String) -> String?, _ body: (String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/ld-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = ControlSocket.path("mark", in: folder)
        let server = Task { await ControlSocket.serve(path) { $0 == "probe" ? nil : answer($0) } }
        while (try? await ControlSocket.restart("probe", at: path)) == nil {
            try await Task.sleep(for: .milliseconds(5))
        }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(path))
        } catch {
            outcome = .failure(error)
        }
        server.cancel()
        await server.value
        try outcome.get()
        await #expect(throws: FailureReason.self) { try await ControlSocket.restart("hello", at: path) }
    }

    @Test func asksByName() async throws {
        let asked = Mutex<[String]>([])
        let take = { @Sendable (name: String) -> String? in
            asked.withLock { $0.append(name) }
            return name == "bad" ? "it\ndid not start" : nil
        }
        try await serving(take) { path in
            try await ControlSocket.restart("hello", at: path)
            await #expect(throws: FailureReason(.container, "it did not start")) {
                try await ControlSocket.restart("bad", at: path)
            }
        }
        #expect(asked.withLock { $0 } == ["hello", "bad"])
    }

    @Test func whatIsNoRequestIsNotAnswered() async throws {
        let asked = Mutex(0)
        let take = { @Sendable (_: String) -> String? in
            asked.withLock { $0 += 1 }
            return nil
        }
        try await serving(take) { path in
            let long = String(repeating: "x", count: 20_000)
            await #expect(throws: FailureReason.self) { try await ControlSocket.restart(long, at: path) }
            try await ControlSocket.restart("hello", at: path)
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func nobodyThere() async {
        let error = await #expect(throws: FailureReason.self) {
            try await ControlSocket.restart("hello", at: "/nowhere/at/all.sock")
        }
        #expect(error?.summary.contains("cannot be asked") == true)
    }
}
