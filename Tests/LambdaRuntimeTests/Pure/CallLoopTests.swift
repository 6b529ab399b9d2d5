import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

@Suite struct CallLoopTests {
    private actor Function {
        /// Whether a call was on the loop's thread in the part that belongs there, and in the part after it.
        func call() async -> (inside: Bool, behind: Bool) {
            let inside = await CallLoop.run {
                await Task.yield()
                return CallLoop.shared.isCurrent
            }
            let behind = await CallLoop.aside { CallLoop.shared.isCurrent }
            return (inside, behind)
        }
    }

    /// A caller that continued there would block reading from the network.
    @Test func separateWorkLeavesTheThread() async {
        let function = Function()
        for _ in 0..<100 {
            let seen = await function.call()
            #expect(seen.inside && !seen.behind)
            #expect(!CallLoop.shared.isCurrent, "and so does the caller")
        }
    }

    /// Refuses calls at once, like a function whose host is shutting down. Such a call only changes actors.
    private actor Refusal {
        private var count = 0

        func call() async {
            await CallLoop.run { count += 1 }
            await CallLoop.aside { count += 1 }
        }

        func look() -> Int { count }
    }

    private actor Host {
        private let refusal = Refusal()

        func call() async { await refusal.call() }

        nonisolated func look() async { _ = await refusal.look() }
    }

    private static func endless(_ step: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task {
            while !Task.isCancelled { await step() }
        }
    }

    /// A caller that called again as soon as it was refused blocked every connection of the process, including the
    /// shutdown that refused it.
    @Test(.timeLimit(.minutes(5))) func stepsWithoutEndKeepNoConnectionWaiting() async throws {
        let host = Host()
        let tasks = [
            Self.endless { await host.call() },
            Task(executorPreference: CallLoop.shared) {
                while !Task.isCancelled { await Task.yield() }
            },
        ]
        defer { for task in tasks { task.cancel() } }
        // A call that waits for the busy function is resumed on the calls' thread, and stays there.
        for _ in 0..<2_000 { await host.look() }
        let client = EmulatorClient()
        try await WireServer.run { connection in
            while try await connection.head() != nil {
                try await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
            }
        } _: { server in
            let request = InvocationRequest(function: "hello", event: "test", payload: [])
            for _ in 0..<200 {
                let reply = await client.invoke(at: .published(server.port), request, timeout: 900)
                #expect(reply == .answered(status: 200, body: [UInt8(ascii: "1")]))
            }
        }
        await client.shutdown()
    }
}
