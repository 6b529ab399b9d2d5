import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite("Mounts of folders and zips")
final class CodeMountsTests {
    private let tree: FileTree
    private let maker: CodeMountMaker
    private var cache: String { tree.path + "/cache" }

    init() throws {
        tree = try FileTree()
        maker = CodeMountMaker(cache: tree.path + "/cache")
    }

    private func zip(_ name: String, _ fill: (inout ZipWriter) -> Void) throws -> CodeSource {
        var writer = ZipWriter()
        fill(&writer)
        try writer.write("\(tree.path)/\(name)")
        return .zip("\(tree.path)/\(name)")
    }

    private func failure(code: CodeSource, layers: [CodeSource] = []) async -> FailureReason? {
        do throws(FailureReason) {
            _ = try await maker.mounts(code: code, layers: layers)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Folders

    @Test func aFolderIsMountedAsItIs() async throws {
        try tree.write("code/app.py", "x")
        try tree.write("layer/lib.py", "x")
        let (code, layer) = ("\(tree.path)/code", "\(tree.path)/layer")
        #expect(
            try await maker.mounts(code: .folder(code), layers: []) == CodeMounts(task: code, opt: nil))
        #expect(
            try await maker.mounts(code: .folder(code), layers: [.folder(layer)]) == CodeMounts(task: code, opt: layer))
        #expect(!FileManager.default.fileExists(atPath: cache), "nothing is copied")
    }

    @Test func aMissingFolderIsNamed() async throws {
        try tree.write("file", "x")
        for path in ["\(tree.path)/nowhere", "\(tree.path)/file"] {
            let reason = await failure(code: .folder(path))
            #expect(reason?.kind == .settings)
            #expect(reason?.summary == "the code folder \(path) does not exist")
        }
        try tree.makeFolder("code")
        let reason = await failure(code: .folder("\(tree.path)/code"), layers: [.folder("\(tree.path)/gone")])
        #expect(reason?.summary == "the layer folder \(tree.path)/gone does not exist")
    }

    // MARK: Zips

    @Test func aZipIsUnpackedOnceForItsContent() async throws {
        let first = try zip("code.zip") {
            $0.folder("sub")
            $0.file("app.py", "one")
            $0.file("sub/tool", "two", mode: 0o755)
            $0.link("link", to: "sub/tool")
        }
        let task = try #require(try await maker.mounts(code: first, layers: []).task)
        #expect(
            try FileTree.contents(of: task) == [
                "app.py": "one", "sub": "/", "sub/tool": "two", "link": "-> sub/tool",
            ])
        #expect(try FileTree.mode("\(task)/sub/tool") == 0o755)

        try Data("mark".utf8).write(to: URL(fileURLWithPath: "\(task)/mark"))
        try FileManager.default.copyItem(atPath: first.path, toPath: "\(tree.path)/copy.zip")
        let again = try #require(try await maker.mounts(code: .zip("\(tree.path)/copy.zip"), layers: []).task)
        #expect(again == task, "the same content under another name")
        #expect(FileManager.default.fileExists(atPath: "\(task)/mark"), "it was not unpacked again")

        let changed = try #require(
            try await maker.mounts(code: zip("code.zip") { $0.file("app.py", "new") }, layers: []).task)
        #expect(changed != task)
        #expect(try FileTree.contents(of: changed) == ["app.py": "new"])
        #expect(try FileTree.contents(of: task)["app.py"] == "one", "a container may still have it")
    }

    /// The container's root has no capabilities, so it can only read what everybody can read.
    @Test func anyUserMayReadTheFiles() async throws {
        let code = try zip("code.zip") { $0.file("app.py", "x") }
        let layers = [try zip("a.zip") { $0.file("a", "x") }, try zip("b.zip") { $0.file("b", "x") }]
        let mounts = try await maker.mounts(code: code, layers: layers)
        #expect(try FileTree.mode(#require(mounts.task)) & 0o555 == 0o555)
        #expect(try FileTree.mode(#require(mounts.opt)) & 0o555 == 0o555)
    }

    @Test func aBrokenZipIsReportedWithTheReason() async throws {
        try tree.write("broken.zip", "this is no archive")
        let reason = await failure(code: .zip("\(tree.path)/broken.zip"))
        #expect(reason?.kind == .settings)
        #expect(reason?.summary.hasPrefix("\(tree.path)/broken.zip cannot be unpacked: ") == true)
        #expect(reason?.summary.contains("not") == true, "unzip's own words: \(reason?.summary ?? "")")

        var whole = ZipWriter()
        whole.file("app.py", String(repeating: "x", count: 5000))
        try whole.write("\(tree.path)/cut.zip")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(tree.path)/cut.zip"))
        try bytes.prefix(3000).write(to: URL(fileURLWithPath: "\(tree.path)/cut.zip"))
        #expect(await failure(code: .zip("\(tree.path)/cut.zip"))?.kind == .settings)

        let left = try FileManager.default.contentsOfDirectory(atPath: "\(cache)/zip")
        #expect(left.isEmpty, "nothing half-unpacked stays: \(left)")
    }

    @Test func aMissingZipIsNamed() async {
        let reason = await failure(code: .zip("\(tree.path)/nowhere.zip"))
        #expect(reason?.kind == .settings)
        #expect(reason?.summary.contains("the code zip \(tree.path)/nowhere.zip cannot be read") == true)
    }

    @Test func aZipCannotLeaveItsFolder() async throws {
        let evil = try zip("evil.zip") {
            $0.file("../../escaped", "x")
            $0.file("../../../escaped", "x")
            $0.link("out", to: "\(tree.path)/outside")
            $0.file("out/escaped", "x")
        }
        try tree.makeFolder("outside")
        _ = await failure(code: evil)
        let escaped = try FileManager.default.subpathsOfDirectory(atPath: tree.path)
            .filter { $0.hasSuffix("escaped") && !$0.hasPrefix("cache/zip/") }
        #expect(escaped.isEmpty)
    }

    /// As written by .NET Framework and other tools for Windows.
    @Test func aZipWithBackslashesIsUnpacked() async throws {
        let code = try zip("code.zip") { $0.file("lib\\app.py", "x", mode: nil) }
        let task = try #require(try await maker.mounts(code: code, layers: []).task)
        #expect(try FileTree.contents(of: task) == ["lib": "/", "lib/app.py": "x"])
    }

    /// Like "start all" with a layer that every function uses.
    @Test func severalMakersAtTheSameTime() async throws {
        let code = try zip("code.zip") { writer in
            for number in 0..<200 {
                writer.file("folder\(number % 7)/file\(number)", String(repeating: "x", count: 2000))
            }
        }
        let layers = [try zip("a.zip") { $0.file("a", "x") }, try zip("b.zip") { $0.file("b", "x") }]
        let maker = maker
        let made = try await withThrowingTaskGroup(of: CodeMounts.self) { group in
            for _ in 0..<8 { group.addTask { try await maker.mounts(code: code, layers: layers) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(made).count == 1)
        #expect(try FileTree.contents(of: #require(made[0].task)).values.count { $0.count == 2000 } == 200)
        #expect(try FileTree.contents(of: #require(made[0].opt)) == ["a": "x", "b": "x"])
        for part in ["zip", "opt"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(cache)/\(part)")
            #expect(names.allSatisfy { $0.count == 64 }, "nothing unfinished stays: \(names)")
        }
    }

    @Test func aCacheThatCannotBeWrittenIsNamed() async throws {
        try tree.write("cache", "in the way")
        let reason = await failure(code: try zip("code.zip") { $0.file("app.py", "x") })
        #expect(reason?.kind == .settings)
        #expect(reason?.summary.contains("cannot write to \(cache)") == true, "\(reason?.summary ?? "")")
    }
}
