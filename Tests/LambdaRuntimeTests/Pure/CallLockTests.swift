import Foundation
import Testing

@testable import LambdaRuntime

@Suite("The lock between lamdeck processes")
final class CallLockTests {
    private let folder: String
    private let lock: CallLock

    init() {
        folder = FileManager.default.temporaryDirectory.path + "/lamdeck-lock-" + UUID().uuidString.prefix(8)
        lock = CallLock(folder: folder)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static func path(_ folder: String, _ container: String) -> String { "\(folder)/\(container).lock" }

    /// Whether another process would get the lock now.
    private static func isFree(_ folder: String, _ container: String) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["flock", "--nonblock", path(folder, container), "true"]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test func excludesAnotherProcess() async throws {
        let folder = folder
        let wasFree = try await lock.hold(container: "one") { try Self.isFree(folder, "one") }
        #expect(!wasFree)
        #expect(try Self.isFree(folder, "one"), "it is given back")
    }

    @Test func isGivenBackAfterAnError() async throws {
        struct Failure: Error {}
        await #expect(throws: Failure.self) { try await lock.hold(container: "one") { throw Failure() } }
        #expect(try Self.isFree(folder, "one"))
    }

    @Test func waitsForAnotherProcess() async throws {
        try LamdeckFolders.make(folder)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["flock", Self.path(folder, "one"), "sh", "-c", "echo held; read line"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        #expect(try output.fileHandleForReading.read(upToCount: 5) == Data("held\n".utf8))
        let order = Notes()
        let lock = lock
        let waiting = Task {
            try await lock.hold(container: "one") { order.add("ours") }
        }
        // A holder of another container passes by it.
        try await lock.hold(container: "two") { order.add("another container") }
        order.add("theirs ends")
        try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        try await waiting.value
        process.waitUntilExit()
        #expect(order.all == ["another container", "theirs ends", "ours"])
    }

    @Test func excludesCallsOfOneProcess() async throws {
        let inside = Counter()
        let counts = Notes()
        let lock = lock
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    try await lock.hold(container: "one") {
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
        let lock = lock
        try await lock.hold(container: "one") {
            let waiting = Task { try await lock.hold(container: "one") {} }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test func worksWithoutAPlaceForLocks() async throws {
        try Data().write(to: URL(fileURLWithPath: folder))
        let answer = try await lock.hold(container: "one") { 42 }
        #expect(answer == 42)
    }

    @Test func leavesNothingBehind() async throws {
        let container = String(repeating: "c", count: 64)
        try await lock.hold(container: container) {}
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["\(container).lock"])
        lock.forget(container: container)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }
}
