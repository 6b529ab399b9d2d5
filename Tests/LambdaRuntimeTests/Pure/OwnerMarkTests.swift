import Foundation
import Testing

@testable import LambdaRuntime

@Suite("Whether another lamdeck process is running")
struct OwnerMarkTests {
    private static let own = ProcessIdentity(process: 10, start: 100, boot: "b1", namespace: "7")
    private static let other = ProcessIdentity(process: 20, start: 200, boot: "b1", namespace: "7")

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let process: ProcessIdentity
        let sight: ProcessIdentity.Sight
        let life: ProcessIdentity.Life
    }

    static let cases = [
        Case(testDescription: "it is there", process: other, sight: .started(200), life: .alive),
        Case(testDescription: "its number has another process now", process: other, sight: .started(201), life: .dead),
        Case(testDescription: "its number is free", process: other, sight: .none, life: .dead),
        Case(testDescription: "it is hidden from this user", process: other, sight: .hidden, life: .unknown),
        Case(
            testDescription: "the machine was started again",
            process: ProcessIdentity(process: 20, start: 200, boot: "b0", namespace: "7"), sight: .none,
            life: .otherBoot),
        Case(
            testDescription: "it runs in a container",
            process: ProcessIdentity(process: 20, start: 200, boot: "b1", namespace: "8"), sight: .none, life: .unknown),
    ]

    @Test(arguments: cases)
    func isReadFromItsNumber(_ one: Case) {
        #expect(one.process.life(seenBy: Self.own) { _ in one.sight } == one.life)
        #expect(one.process.life(seenBy: nil) { _ in one.sight } == .unknown)
    }

    /// When the mark was a file in a folder, a shell with another folder considered a live deck dead.
    @Test func ofAProcessIsReported() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["cat"]
        let input = Pipe()
        process.standardInput = input
        try process.run()
        let own = try #require(ProcessIdentity.own)
        guard case .started(let start) = ProcessIdentity.inspect(process.processIdentifier) else {
            Issue.record("a process of this user cannot be seen")
            return
        }
        let identity = ProcessIdentity(
            process: process.processIdentifier, start: start, boot: own.boot, namespace: own.namespace)
        let mark = OwnerMark.text(identity, 1)
        #expect(OwnerMark.life(mark) == .alive)
        #expect(!OwnerMark.isDead(mark, isRunning: false))
        // Signals that can be blocked may be blocked in a child of a thread of the pool.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(OwnerMark.life(mark) == .dead)
        #expect(OwnerMark.isDead(mark, isRunning: true))
    }

    @Test func ofAHostOfThisProcessEndsWithTheHost() {
        let (one, other) = (OwnerMark(), OwnerMark())
        #expect(one.id != other.id)
        #expect(OwnerMark.life(one.id) == .alive && OwnerMark.life(other.id) == .alive)
        one.withdraw()
        #expect(OwnerMark.life(one.id) == .dead && OwnerMark.life(other.id) == .alive)
    }

    @Test(arguments: [
        "", "unknown", "8c0a3a5e-0a0f-4d4e-9f5e-0c1d2e3f4a5b", "pid=1", "pid=x start=1 boot=b namespace=1 host=1",
    ])
    func ofAnUnknownFormIsNotKnown(_ mark: String) {
        #expect(OwnerMark.life(mark) == .unknown)
        #expect(!OwnerMark.isDead(mark, isRunning: true) && !OwnerMark.isDead(mark, isRunning: false))
    }

    @Test func ofAnotherBootIsDeadUnlessItsContainerRuns() {
        let mark = OwnerMark.text(ProcessIdentity(process: 1, start: 1, boot: "another", namespace: "1"), 1)
        #expect(OwnerMark.isDead(mark, isRunning: false))
        #expect(!OwnerMark.isDead(mark, isRunning: true))
    }

    #if os(Linux)
        /// Lines of proc(5), with names that contain the separators of the fields.
        @Test(arguments: [
            ("20 (lamdeck) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 9 18 5000 20", ProcessIdentity.Sight.started(5000)),
            ("20 (a) Z (b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 9 18 5000 20", .started(5000)),
            ("20 (lamdeck) Z 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 1 18 5000 20", .none),
            ("20 (lamdeck) Z 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 4 18 5000 20", .started(5000)),
            ("20 (lamdeck) X 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 0 18 5000 20", .none),
        ])
        func isReadFromTheKernelsLine(_ line: String, _ sight: ProcessIdentity.Sight) {
            #expect(ProcessIdentity.sight(stat: line) == sight)
        }
    #endif
}

@Suite("A folder in a shared place")
final class OwnFolderTests {
    private let parent = FileManager.default.temporaryDirectory.path + "/lamdeck-own-" + UUID().uuidString.prefix(8)

    init() throws { try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: parent) }

    @Test func isUsedIfNoOtherUserCanWriteToIt() throws {
        let folder = parent + "/own"
        mkdir(folder, 0o700)
        try LamdeckFolders.checkOwned(folder)
    }

    @Test func isRefusedIfAnotherUserMadeIt() throws {
        let folder = parent + "/other"
        mkdir(folder, 0o700)
        #expect(throws: FolderRefusal.self) { try LamdeckFolders.checkOwned(folder, user: geteuid() + 1) }
    }

    @Test func isRefusedIfOthersCanWriteToIt() throws {
        let folder = parent + "/open"
        mkdir(folder, 0o700)
        chmod(folder, 0o777)
        #expect(throws: FolderRefusal.self) { try LamdeckFolders.checkOwned(folder) }
    }

    @Test func isRefusedIfItIsALink() throws {
        mkdir(parent + "/target", 0o700)
        symlink(parent + "/target", parent + "/link")
        #expect(throws: FolderRefusal.self) { try LamdeckFolders.checkOwned(parent + "/link") }
    }
}
