import Foundation
import Testing

@testable import LambdaRuntime

@Suite("The folder of hosts")
struct RunFolderTests {
    private let tree: FileTree
    private let folder: RunFolder

    init() throws {
        tree = try FileTree()
        folder = RunFolder(path: tree.path + "/run")
    }

    private func setMode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func expectRefusal(
        _ folder: RunFolder, of path: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let refusal = #expect(throws: FolderRefusal.self, sourceLocation: sourceLocation) { try folder.make() }
        #expect(refusal?.description.contains(path) == true, sourceLocation: sourceLocation)
        #expect(throws: FolderRefusal.self, sourceLocation: sourceLocation) { _ = try folder.identity() }
        #expect(throws: FolderRefusal.self, sourceLocation: sourceLocation) { _ = try Lease.take("p", in: folder) }
    }

    @Test func `only its user can read it`() throws {
        try folder.make()
        #expect(try FileTree.mode(folder.path) == 0o700)
        try folder.make()
        try setMode(0o755, folder.path)
        try folder.make()
        #expect(try FileTree.mode(folder.path) == 0o700)
    }

    @Test func `a link is refused`() throws {
        try tree.makeFolder("elsewhere")
        try setMode(0o700, tree.path + "/elsewhere")
        try tree.link("run", to: tree.path + "/elsewhere")
        expectRefusal(folder, of: folder.path)
        #expect(try FileTree.contents(of: tree.path + "/elsewhere") == [:])
    }

    @Test func `a link to nothing is refused`() throws {
        try tree.link("run", to: tree.path + "/nowhere")
        expectRefusal(folder, of: folder.path)
        #expect(try FileTree.contents(of: tree.path) == ["run": "-> \(tree.path)/nowhere"])
    }

    @Test func `a file is refused`() throws {
        try tree.write("run", "text", mode: 0o600)
        expectRefusal(folder, of: folder.path)
        #expect(try FileTree.contents(of: tree.path) == ["run": "text"])
    }

    @Test(arguments: [0o777, 0o770, 0o702]) func `a folder that others can write to is refused`(mode: Int) throws {
        try tree.makeFolder("run")
        try setMode(mode, folder.path)
        expectRefusal(folder, of: folder.path)
        #expect(try FileTree.mode(folder.path) == mode)
        #expect(try FileTree.contents(of: folder.path) == [:])
    }

    @Test func `a folder of another user is refused`() throws {
        let other = RunFolder(path: folder.path, user: geteuid() + 1)
        try folder.make()
        expectRefusal(other, of: folder.path)
    }

    @Test func `a folder that cannot be made is refused`() throws {
        let deep = RunFolder(path: folder.path + "/deep")
        expectRefusal(deep, of: deep.path)
    }

    @Test func `its name stays`() throws {
        let name = try folder.identity()
        #expect(try folder.identity() == name)
        #expect(try RunFolder(path: folder.path).identity() == name)
        #expect(try RunFolder(path: folder.path).identity(restoring: "old") == name)
        #expect(try FileTree.contents(of: folder.path) == ["id": name], "no draft is left")
        #expect(try FileTree.mode(folder.file("id")) == 0o600)
    }

    @Test func `each folder has a name of sixteen digits`() throws {
        let name = try folder.identity()
        #expect(name.count == 16)
        #expect(name.allSatisfy { "0123456789abcdef".contains($0) })
        #expect(try RunFolder(path: tree.path + "/other").identity() != name)
    }

    @Test func `an old name is restored if the folder has none`() throws {
        let old = try folder.identity()
        try FileManager.default.removeItem(atPath: folder.file("id"))
        #expect(try folder.identity(restoring: old) == old)
        try FileManager.default.removeItem(atPath: folder.path)
        #expect(try folder.identity() != old)
        #expect(try folder.identity(restoring: old) != old, "another process has named it")
    }

    @Test func `of many that name it at once one does`() async throws {
        let folder = folder
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try RunFolder(path: folder.path).identity() } }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(names.count == 20)
        #expect(Set(names).count == 1)
    }
}
