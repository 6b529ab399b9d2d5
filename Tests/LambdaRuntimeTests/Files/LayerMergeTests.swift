import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite("Layers that overlap")
final class LayerMergeTests {
    private let tree: FileTree
    private let maker: CodeMountMaker

    init() throws {
        tree = try FileTree()
        try tree.makeFolder("code")
        maker = CodeMountMaker(cache: tree.path + "/cache")
    }

    private func merged(_ layers: String...) async throws -> String {
        let mounts = try await maker.mounts(
            code: .folder("\(tree.path)/code"), layers: layers.map { .folder("\(tree.path)/\($0)") })
        return try #require(mounts.opt)
    }

    @Test func aLaterOneWins() async throws {
        try tree.write("a/python/shared.py", "a")
        try tree.write("a/python/only-a.py", "a")
        try tree.write("b/python/shared.py", "b")
        try tree.write("b/bin/tool", "b", mode: 0o755)
        let opt = try await merged("a", "b")
        #expect(
            try FileTree.contents(of: opt) == [
                "python": "/", "python/shared.py": "b", "python/only-a.py": "a", "bin": "/", "bin/tool": "b",
            ])
        #expect(try FileTree.mode("\(opt)/bin/tool") == 0o755)
        let reversed = try await merged("b", "a")
        #expect(reversed != opt)
        #expect(try FileTree.contents(of: reversed)["python/shared.py"] == "a")
    }

    @Test func aFileReplacesAFolderAndAFolderAFile() async throws {
        try tree.write("a/thing/inside/deep", "a")
        try tree.write("a/other", "a")
        try tree.write("b/thing", "b")
        try tree.write("b/other/inside", "b")
        #expect(
            try FileTree.contents(of: try await merged("a", "b")) == [
                "thing": "b", "other": "/", "other/inside": "b",
            ])
    }

    @Test func linksStayLinks() async throws {
        try tree.write("a/lib/libx.so.1", "x")
        try tree.link("a/lib/libx.so", to: "libx.so.1")
        try tree.link("a/absolute", to: "/opt/lib/libx.so.1")
        try tree.link("a/folder", to: "lib")
        try tree.write("b/more", "b")
        #expect(
            try FileTree.contents(of: try await merged("a", "b")) == [
                "lib": "/", "lib/libx.so.1": "x", "lib/libx.so": "-> libx.so.1", "folder": "-> lib",
                "absolute": "-> /opt/lib/libx.so.1", "more": "b",
            ])
    }

    @Test func linksAreReplacedAndReplace() async throws {
        try tree.write("a/file", "a")
        try tree.write("a/folder/inside", "a")
        try tree.link("a/dangling", to: "/opt/nowhere")
        try tree.link("a/link", to: "file")
        try tree.link("b/file", to: "elsewhere")
        try tree.link("b/folder", to: "elsewhere")
        try tree.write("b/dangling", "b")
        try tree.link("b/link", to: "another")
        #expect(
            try FileTree.contents(of: try await merged("a", "b")) == [
                "file": "-> elsewhere", "folder": "-> elsewhere", "dangling": "b", "link": "-> another",
            ])
    }

    /// If one layer has a link to a folder, the next one must not write to the link's target.
    @Test func nothingIsWrittenThroughALink() async throws {
        try tree.write("outside/precious", "keep")
        try tree.link("a/folder", to: "\(tree.path)/outside")
        try tree.write("b/folder/precious", "b")
        try tree.write("b/folder/new", "b")
        let opt = try await merged("a", "b")
        #expect(try FileTree.contents(of: "\(tree.path)/outside") == ["precious": "keep"])
        #expect(
            try FileTree.contents(of: opt) == ["folder": "/", "folder/precious": "b", "folder/new": "b"])
    }

    @Test func threeInOrder() async throws {
        for layer in ["a", "b", "c"] {
            try tree.write("\(layer)/all", layer)
            try tree.write("\(layer)/only-\(layer)", layer)
        }
        try tree.write("a/ab", "a")
        try tree.write("b/ab", "b")
        #expect(
            try FileTree.contents(of: try await merged("a", "b", "c")) == [
                "all": "c", "ab": "b", "only-a": "a", "only-b": "b", "only-c": "c",
            ])
    }

    @Test func aChangedLayerIsMergedAgain() async throws {
        try tree.write("a/x", "one")
        try tree.write("b/y", "y")
        let first = try await merged("a", "b")
        #expect(try await merged("a", "b") == first, "once for the same files")

        try tree.write("a/x", "longer")
        let second = try await merged("a", "b")
        #expect(second != first)
        #expect(try FileTree.contents(of: second)["x"] == "longer")

        try tree.write("b/new", "n")
        let third = try await merged("a", "b")
        #expect(third != second)
        #expect(try FileTree.contents(of: third).keys.sorted() == ["new", "x", "y"])

        try FileManager.default.removeItem(atPath: "\(tree.path)/b/new")
        let fourth = try await merged("a", "b")
        #expect(try FileTree.contents(of: fourth).keys.sorted() == ["x", "y"])

        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(tree.path)/a/x")
        #expect(try await merged("a", "b") != fourth, "a mode counts too")
        #expect(try FileTree.contents(of: first)["x"] == "one", "a container may still have it")
    }

    @Test func aLayerThatIsALinkToAFolder() async throws {
        try tree.write("real/x", "x")
        try tree.link("a", to: "real")
        try tree.write("b/y", "y")
        #expect(try FileTree.contents(of: try await merged("a", "b")) == ["x": "x", "y": "y"])
    }

    @Test func foldersAndZipsMix() async throws {
        try tree.write("a/x", "a")
        var zip = ZipWriter()
        zip.file("x", "zip")
        zip.file("z", "zip")
        try zip.write("\(tree.path)/b.zip")
        let mounts = try await maker.mounts(
            code: .folder("\(tree.path)/code"),
            layers: [.folder("\(tree.path)/a"), .zip("\(tree.path)/b.zip")])
        #expect(try FileTree.contents(of: #require(mounts.opt)) == ["x": "zip", "z": "zip"])
    }
}
