import Foundation
import LambdaModel
import Synchronization
import Testing

@testable import LambdaRuntime

@Suite("Requests from one lamdeck process to another")
struct ControlSocketTests {
    /// Serves a socket, and records the requests.
    private func serving(
        _ answer: @escaping @Sendable (String) -> String?, _ body: (String) async throws -> Void
    ) async throws {
        let owner = OwnerMark()
        let mark = owner.id
        let server = Task { await ControlSocket.serve(mark) { $0 == "probe" ? nil : answer($0) } }
        while (try? await ControlSocket.restart("probe", of: mark)) == nil {
            try await Task.sleep(for: .milliseconds(5))
        }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(mark))
        } catch {
            outcome = .failure(error)
        }
        server.cancel()
        await server.value
        try outcome.get()
        await #expect(throws: FailureReason.self) { try await ControlSocket.restart("hello", of: mark) }
    }

    @Test func asksByName() async throws {
        let asked = Mutex<[String]>([])
        let take = { @Sendable (name: String) -> String? in
            asked.withLock { $0.append(name) }
            return name == "bad" ? "it\ndid not start" : nil
        }
        try await serving(take) { mark in
            try await ControlSocket.restart("hello", of: mark)
            await #expect(throws: FailureReason(.container, "it did not start")) {
                try await ControlSocket.restart("bad", of: mark)
            }
        }
        #expect(asked.withLock { $0 } == ["hello", "bad"])
    }

    @Test func otherTextIsNotAnswered() async throws {
        let asked = Mutex(0)
        let take = { @Sendable (_: String) -> String? in
            asked.withLock { $0 += 1 }
            return nil
        }
        try await serving(take) { mark in
            let long = String(repeating: "x", count: 20_000)
            await #expect(throws: FailureReason.self) { try await ControlSocket.restart(long, of: mark) }
            try await ControlSocket.restart("hello", of: mark)
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func noListener() async {
        let error = await #expect(throws: FailureReason.self) {
            try await ControlSocket.restart("hello", of: OwnerMark().id)
        }
        #expect(error?.summary.contains("does not answer") == true)
    }

    #if os(Linux)
        /// Any process can take a free name: the answer counts only if the process with the mark gives it.
        @Test func anotherProcessIsNotAsked() async throws {
            let own = try #require(ProcessIdentity.own)
            let parent = ProcessIdentity(process: getppid(), start: 1, boot: own.boot, namespace: own.namespace)
            let mark = OwnerMark.text(parent, 1)
            let asked = Mutex(0)
            let server = Task {
                await ControlSocket.serve(mark) { _ in
                    asked.withLock { $0 += 1 }
                    return nil
                }
            }
            var words = ""
            while !words.contains("another process") {
                do throws(FailureReason) {
                    try await ControlSocket.restart("hello", of: mark)
                    Issue.record("an impostor was asked")
                    break
                } catch {
                    words = error.summary
                }
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(asked.withLock { $0 } == 0)
            server.cancel()
            await server.value
        }
    #endif
}
