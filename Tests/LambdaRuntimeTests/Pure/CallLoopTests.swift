import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite struct CallLoopTests {
    private actor Function {
        /// Whether a call was on the loop's thread in the part that belongs there, and in the one behind it.
        func call() async -> (inside: Bool, behind: Bool) {
            let inside = await CallLoop.run {
                await Task.yield()
                return CallLoop.shared.isCurrent
            }
            let behind = await CallLoop.aside { CallLoop.shared.isCurrent }
            return (inside, behind)
        }
    }

    /// A caller that goes on there would keep the network from being read.
    @Test func whatIsDoneAsideLeavesTheThread() async {
        let function = Function()
        for _ in 0..<100 {
            let seen = await function.call()
            #expect(seen.inside && !seen.behind)
            #expect(!CallLoop.shared.isCurrent, "and so does the caller")
        }
    }

    /// A caller that called again as soon as it was refused kept every connection of the process waiting, and so the end of
    /// what refused it.
    @Test(.timeLimit(.minutes(5))) func stepsWithoutEndKeepNoConnectionWaiting() async throws {
        let endless = (0..<3).map { _ in
            Task(executorPreference: CallLoop.shared) {
                while !Task.isCancelled { await Task.yield() }
            }
        }
        defer { for task in endless { task.cancel() } }
        let client = EmulatorClient()
        try await WireServer.run { connection in
            _ = try await connection.head()
            try await connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
        } _: { server in
            let request = InvocationRequest(function: "hello", event: "test", payload: [])
            let reply = await client.invoke(at: .published(server.port), request, timeout: 900)
            #expect(reply == .answered(status: 200, body: [UInt8(ascii: "1")]))
        }
        await client.shutdown()
    }
}
