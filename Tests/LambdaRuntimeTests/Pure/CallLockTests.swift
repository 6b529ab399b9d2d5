import Foundation
import Testing

@testable import LambdaRuntime

@Suite("The lock between lamdeck processes")
struct CallLockTests {
    private let lock = CallLock()
    private let one = "one-" + UUID().uuidString
    private let two = "two-" + UUID().uuidString

    /// Whether another caller would get the lock now.
    private static func isFree(_ container: String) throws -> Bool {
        switch CallLock.attempt(name: "call/\(container)") {
        case .held(let file):
            close(file)
            return true
        case .taken: return false
        case .impossible(let reason): throw POSIXError(.EPERM, userInfo: [NSLocalizedDescriptionKey: reason])
        }
    }

    @Test func excludesOthers() async throws {
        let one = one
        let wasFree = try await lock.hold(container: one) { try Self.isFree(one) }
        #expect(!wasFree)
        #expect(try Self.isFree(one), "it is given back")
    }

    @Test func isGivenBackAfterAnError() async throws {
        struct Failure: Error {}
        await #expect(throws: Failure.self) { try await lock.hold(container: one) { throw Failure() } }
        #expect(try Self.isFree(one))
    }

    #if os(Linux)
        /// Shells of one user disagree about `XDG_RUNTIME_DIR`: the lock must not depend on the environment.
        @Test func waitsForAProcessWithAnotherEnvironment() async throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            let script =
                "import socket,sys;s=socket.socket(socket.AF_UNIX);s.bind(sys.argv[1].encode().ljust(108,b'\\0')"
                + ".replace(b'@',b'\\0',1));print('held',flush=True);sys.stdin.readline()"
            process.arguments = ["-i", "PATH=/usr/bin:/bin", "python3", "-c", script, "@lamdeck/call/\(one)"]
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            #expect(try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8))
            let order = Notes()
            let (lock, one) = (lock, one)
            let waiting = Task {
                try await lock.hold(container: one) { order.add("ours") }
            }
            // A holder for another container does not wait.
            try await lock.hold(container: two) { order.add("another container") }
            order.add("theirs ends")
            try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
            try await waiting.value
            process.waitUntilExit()
            #expect(order.all == ["another container", "theirs ends", "ours"])
        }
    #endif

    @Test func excludesCallsOfOneProcess() async throws {
        let inside = Counter()
        let counts = Notes()
        let (lock, one) = (lock, one)
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    try await lock.hold(container: one) {
                        counts.add("\(inside.increment())")
                        for _ in 0..<20 { await Task.yield() }
                        inside.increment(by: -1)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(counts.all == Array(repeating: "1", count: 20))
    }

    @Test func lettingGoOfWaitingEndsIt() async throws {
        let (lock, one) = (lock, one)
        try await lock.hold(container: one) {
            let waiting = Task { try await lock.hold(container: one) {} }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test func saysOnceThatItCannotLock() async throws {
        let said = Notes()
        let lock = CallLock { said.add($0) }
        let tooLong = String(repeating: "é", count: 64)
        for _ in 0..<2 {
            let answer = try await lock.hold(container: tooLong) { 42 }
            #expect(answer == 42)
        }
        #expect(said.all.count == 1)
    }
}
