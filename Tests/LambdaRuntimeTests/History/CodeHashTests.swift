import Foundation
import LambdaModel
import LambdaRuntime
import Testing

/// The same code has the same hash; any change of a file changes it.
struct CodeHashTests {
    @Test("The hash depends on names, sizes, times, links and the order of layers, and on nothing else")
    func changes() throws {
        let tree = try FileTree()
        try tree.write("code/app.py", "one")
        try tree.write("code/lib/util.py", "two")
        try tree.write("layer-a/x", "a")
        try tree.write("layer-b/x", "b")
        try tree.write("code.zip", "zip")
        let layers = ["layer-a", "layer-b"].map { CodeSource.folder("\(tree.path)/\($0)") }
        func hash() -> String? { CodeHash.of(code: .folder("\(tree.path)/code"), layers: layers) }
        var seen = [try #require(hash())]
        #expect(seen[0].count == 16)
        #expect(hash() == seen[0])
        func expectNew(_ what: Comment) throws {
            let next = try #require(hash())
            #expect(!seen.contains(next), what)
            seen.append(next)
        }

        // Running the code changes nothing.
        try tree.write("code/__pycache__/app.pyc", "compiled")
        try tree.write("code/lib/__pycache__/util.pyc", "compiled")
        #expect(hash() == seen[0])

        try setTime("\(tree.path)/code/app.py", 1_700_000_000)
        try expectNew("a time")
        try tree.write("code/app.py", "one!")
        try setTime("\(tree.path)/code/app.py", 1_700_000_000)
        try expectNew("a size")
        try setTime("\(tree.path)/code/app.py", 1_700_000_000.5)
        try expectNew("less than a second")
        try FileManager.default.moveItem(atPath: "\(tree.path)/code/app.py", toPath: "\(tree.path)/code/main.py")
        try expectNew("a name")
        try tree.link("code/link", to: "main.py")
        try expectNew("a link")
        try FileManager.default.removeItem(atPath: "\(tree.path)/code/link")
        try tree.link("code/link", to: "lib")
        try expectNew("a link's target, whose files are not looked at")
        try tree.link("code/loop", to: ".")
        try expectNew("a loop of links")
        try tree.makeFolder("code/empty")
        try expectNew("a folder")
        try tree.write("layer-b/y", "b")
        try expectNew("a layer's file")

        let code = CodeSource.folder("\(tree.path)/code")
        #expect(CodeHash.of(code: code, layers: layers.reversed()) != seen.last)
        #expect(CodeHash.of(code: code) != seen.last)
        let zip = try #require(CodeHash.of(code: .zip("\(tree.path)/code.zip")))
        try setTime("\(tree.path)/code.zip", 1_700_000_000)
        #expect(CodeHash.of(code: .zip("\(tree.path)/code.zip")) != zip)
        // A link to the folder has the same hash.
        try tree.link("linked", to: "code")
        #expect(CodeHash.of(code: .folder("\(tree.path)/linked"), layers: layers) == seen.last)
    }

    @Test("There is no hash if there are too many files, or none")
    func bounds() throws {
        let tree = try FileTree()
        for number in 1...20 { try tree.write("code/\(number)/file", "") }
        let code = CodeSource.folder(tree.path + "/code")
        #expect(CodeHash.of(code: code, limit: 40) != nil)
        #expect(CodeHash.of(code: code, limit: 39) == nil)
        #expect(CodeHash.of(code: .folder(tree.path + "/gone")) == nil)
        #expect(CodeHash.of(code: .zip(tree.path + "/gone.zip")) == nil)
        #expect(CodeHash.of(code: code, layers: [.folder(tree.path + "/gone")]) == nil)
    }

    private func setTime(_ path: String, _ time: Double) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: time)], ofItemAtPath: path)
    }
}
