import Foundation
import Testing

@testable import LambdaRuntime

@Suite("Leases", .timeLimit(.minutes(4)))
struct LeaseTests {
    private let tree: FileTree
    private let folder: RunFolder

    init() throws {
        tree = try FileTree()
        folder = RunFolder(path: tree.path + "/run")
    }

    /// Repeats something until it is done. A process that another test starts has this one's open files, with their
    /// locks, until it executes its program.
    private func retry(_ what: String, _ isDone: () throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try !isDone() {
            try #require(ContinuousClock.now < end, "waited in vain: \(what)")
            await Task.yield()
        }
    }

    /// Takes a lease that no other one has.
    private func take(_ name: String = "project") async throws -> Lease {
        var taken: Lease?
        try await retry("\(name) is free") {
            taken = try Lease.take(name, in: folder)
            return taken != nil
        }
        return try #require(taken)
    }

    private func life(_ label: String) -> Lease.Life { Lease.life(label, seenFrom: folder) }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func `a lease lives until it is released`() async throws {
        let lease = try await take()
        let identity = try folder.identity()
        #expect(lease.label.hasPrefix("\(identity)/project/"))
        #expect(life(lease.label) == .alive)
        #expect(life(lease.label) == .alive, "looking at it does not take it")
        #expect(lease.isInPlace)
        #expect(try FileTree.mode(lease.path) == 0o600)
        lease.release()
        #expect(!lease.isInPlace)
        try await retry("it is dead") { life(lease.label) == .dead }
        lease.release()
        try await retry("it is still dead") { life(lease.label) == .dead }
    }

    @Test func `a lease is released when it is gone`() async throws {
        let label = try await take().label
        try await retry("it is dead") { life(label) == .dead }
    }

    @Test func `a lease is taken by one process at a time`() async throws {
        let lease = try await take()
        let (second, other) = (try Lease.take("project", in: folder), try await take("other"))
        #expect(second == nil)
        #expect(life(lease.label) == .alive)
        #expect(other.label != lease.label)
        lease.release()
        let next = try await take()
        #expect(next.label != lease.label)
        #expect(life(next.label) == .alive)
        #expect(life(lease.label) == .dead, "another one has it now")
        lease.release()
        #expect(life(next.label) == .alive, "the first one has nothing to release any more")
        next.release()
        other.release()
    }

    @Test func `a dead lease can be looked at and taken again`() async throws {
        let lease = try await take()
        lease.release()
        try await retry("it is dead") { life(lease.label) == .dead }
        #expect(exists(lease.path), "others may wait for the file of a project")
        #expect(try await take().label.hasPrefix("\(try folder.identity())/project/"))
    }

    @Test func `a label without a file is that of a dead one`() throws {
        let identity = try folder.identity()
        #expect(life("\(identity)/never/x") == .dead)
        #expect(!exists(folder.file("never.lock")), "looking makes no file")
    }

    @Test func `a label of another folder is unknown`() async throws {
        let lease = try await take()
        #expect(life("0123456789abcdef/project/x") == .unknown)
        let elsewhere = RunFolder(path: tree.path + "/elsewhere")
        #expect(Lease.life(lease.label, seenFrom: elsewhere) == .unknown)
        try tree.write("file", "")
        #expect(Lease.life(lease.label, seenFrom: RunFolder(path: tree.path + "/file")) == .unknown)
        lease.release()
    }

    @Test(arguments: ["", "/", "project", "IDENTITY", "IDENTITY/", "/project", "IDENTITY/a", "IDENTITY/a/b/c"])
    func `a label that is nonsense is unknown`(label: String) async throws {
        let lease = try await take()
        let identity = try folder.identity()
        #expect(life(label.replacingOccurrences(of: "IDENTITY", with: identity)) == .unknown)
        lease.release()
    }

    @Test func `a link in place of the file is not followed`() throws {
        let identity = try folder.identity()
        try tree.write("target", "")
        try tree.link("run/project.lock", to: tree.path + "/target")
        let refusal = #expect(throws: FolderRefusal.self) { _ = try Lease.take("project", in: folder) }
        #expect(refusal?.description.contains(folder.file("project.lock")) == true)
        #expect(life("\(identity)/project") == .unknown)
    }

    // MARK: Leases for one process

    @Test func `a single lease removes its file`() throws {
        let (lease, other) = (try Lease.single(in: folder), try Lease.single(in: folder))
        #expect(lease.label != other.label)
        #expect(life(lease.label) == .alive)
        #expect(exists(lease.path))
        lease.release()
        #expect(!exists(lease.path))
        #expect(life(lease.label) == .dead)
        #expect(life(other.label) == .alive)
        #expect(exists(other.path))
        other.release()
    }

    @Test func `the file of a killed process is removed when it is found`() throws {
        let identity = try folder.identity()
        try tree.write("run/once-0123456789abcdef.lock", "")
        #expect(life("\(identity)/once-0123456789abcdef/x") == .dead)
        #expect(try FileTree.contents(of: folder.path) == ["id": identity])
    }

    // MARK: Deleted files

    @Test func `a lease whose file was deleted can be taken again`() async throws {
        let lease = try await take()
        try FileManager.default.removeItem(atPath: lease.path)
        #expect(!lease.isInPlace)
        #expect(life(lease.label) == .dead, "others cannot see it")
        #expect(lease.renew())
        #expect(lease.isInPlace)
        #expect(life(lease.label) == .alive)
        let second = try Lease.take("project", in: folder)
        #expect(second == nil)
        lease.release()
        try await retry("it is dead") { life(lease.label) == .dead }
    }

    @Test func `a lease whose folder was deleted keeps its label`() async throws {
        let lease = try await take()
        try FileManager.default.removeItem(atPath: folder.path)
        #expect(!lease.isInPlace)
        #expect(lease.renew())
        #expect(lease.isInPlace)
        let identity = try folder.identity()
        #expect(lease.label.hasPrefix("\(identity)/project/"))
        #expect(life(lease.label) == .alive)
        lease.release()
    }

    @Test func `a renewed single lease removes its file too`() throws {
        let lease = try Lease.single(in: folder)
        try FileManager.default.removeItem(atPath: lease.path)
        #expect(lease.renew())
        #expect(exists(lease.path))
        lease.release()
        #expect(!exists(lease.path))
    }

    @Test func `a lease that another process has taken cannot be renewed`() async throws {
        let lease = try await take()
        try FileManager.default.removeItem(atPath: lease.path)
        let other = try await take()
        #expect(!lease.isInPlace)
        #expect(!lease.renew())
        #expect(!lease.isInPlace)
        lease.release()
        #expect(other.isInPlace)
        #expect(life(other.label) == .alive)
        other.release()
    }

    @Test func `a lease of a folder that was named again cannot be renewed`() async throws {
        let lease = try await take()
        try FileManager.default.removeItem(atPath: folder.path)
        let identity = try RunFolder(path: folder.path).identity()
        #expect(!lease.renew())
        #expect(!lease.isInPlace)
        try await retry("the lease is free") { life("\(identity)/project/x") == .dead }
    }
}
