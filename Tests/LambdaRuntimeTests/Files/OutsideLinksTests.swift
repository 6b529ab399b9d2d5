import DockerEngine
import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

/// Links of the code that lead out of it.
@Suite("Link targets are in the container")
struct OutsideLinksTests {
    private let tree: FileTree

    init() throws {
        tree = try FileTree()
        try tree.write("p/fn/app.js", "")
        try tree.write("p/packages/shared/index.js", "")
        try tree.write("p/util.py", "")
    }

    private func look(_ layers: [String] = []) -> OutsideLinks {
        OutsideLinks(
            code: .folder(tree.path + "/p/fn"), layers: layers.map { .folder(tree.path + "/" + $0) })
    }

    @Test func relativeAndAbsoluteOnesAreMountedIfTheContainerLooks() throws {
        try tree.link("p/fn/node_modules/shared", to: "../../packages/shared")
        try tree.link("p/fn/util.py", to: "\(tree.path)/p/util.py")
        let look = look()
        #expect(
            look.mounts
                == [
                    LinkMount(source: tree.path + "/p/util.py", target: tree.path + "/p/util.py"),
                    LinkMount(source: tree.path + "/p/packages/shared", target: "/var/packages/shared"),
                ].sorted { $0.target < $1.target })
        #expect(look.strays == [])
    }

    @Test func linksInsideLeadToTheSameInTheContainer() throws {
        try tree.write("p/fn/lib/tool.js", "")
        try tree.link("p/fn/node_modules/.bin/tool", to: "../../lib/tool.js")
        try tree.link("p/fn/node_modules/self", to: "..")
        try tree.link("p/fn/gone", to: "../nowhere")
        try tree.link("p/fn/bin/python", to: "/usr/bin/env")
        let look = look()
        #expect(look.mounts == [] && look.strays == [])
    }

    /// The link works here, but in the container that path does not exist.
    @Test func anAbsoluteLinkIntoTheCodeItselfIsMounted() throws {
        try tree.write("p/fn/lib/tool.js", "")
        try tree.link("p/fn/tool.js", to: "\(tree.path)/p/fn/lib/tool.js")
        let path = tree.path + "/p/fn/lib/tool.js"
        #expect(look().mounts == [LinkMount(source: path, target: path)])
    }

    @Test func targetsOfLinksInATargetAreMountedToo() throws {
        try tree.write("p/packages/deep/index.js", "")
        try tree.link("p/fn/node_modules/shared", to: "../../packages/shared")
        try tree.link("p/packages/shared/node_modules/deep", to: "../../deep")
        try tree.link("p/packages/deep/back", to: "../shared")
        #expect(look().mounts.map(\.target) == ["/var/packages/deep", "/var/packages/shared"])
    }

    /// pnpm's packages find each other in the same node_modules.
    @Test func ofAFolderNodeModulesTheWholeIsMounted() throws {
        try tree.write("p/node_modules/.pnpm/a@1/node_modules/a/index.js", "")
        try tree.write("p/node_modules/.pnpm/b@1/node_modules/b/index.js", "")
        try tree.link("p/node_modules/.pnpm/a@1/node_modules/b", to: "../../b@1/node_modules/b")
        try tree.link("p/fn/node_modules/a", to: "../../node_modules/.pnpm/a@1/node_modules/a")
        #expect(
            look().mounts == [LinkMount(source: tree.path + "/p/node_modules", target: "/var/node_modules")])
    }

    @Test func ofLayersTheContainersPlaceCounts() throws {
        try tree.write("p/layer/python/a.py", "")
        try tree.link("p/layer/python/util.py", to: "../../util.py")
        #expect(look(["p/layer"]).mounts == [LinkMount(source: tree.path + "/p/util.py", target: "/util.py")])
    }

    /// In whatever order the links are found: a folder's names have no order.
    @Test(arguments: [("a", "b"), ("b", "a")])
    func aFolderAndItsContentAreOneMount(folder: String, file: String) throws {
        try tree.write("p/packages/shared/lib/tool.js", "")
        try tree.link("p/fn/\(folder)", to: "../packages/shared")
        try tree.link("p/fn/\(file).js", to: "../packages/shared/index.js")
        try tree.link("p/fn/\(file)-lib", to: "../packages/shared/lib")
        try tree.link("p/fn/\(file)-tool.js", to: "../packages/shared/lib/tool.js")
        let look = look()
        #expect(
            look.mounts == [LinkMount(source: tree.path + "/p/packages/shared", target: "/var/packages/shared")])
        #expect(look.strays == [])
    }

    @Test func oneFileUnderTwoNamesIsMountedOnce() throws {
        try tree.link("p/fn/a.py", to: "../util.py")
        try tree.link("p/fn/lib/b.py", to: "../../util.py")
        let look = look()
        #expect(look.mounts == [LinkMount(source: tree.path + "/p/util.py", target: "/var/util.py")])
        #expect(look.strays == [])
    }

    @Test func aChainOfLinksLeadsToItsEnd() throws {
        try tree.link("p/now", to: "packages/shared")
        try tree.link("p/fn/entry.js", to: "../now/index.js")
        try tree.link("p/fn/shared", to: "next")
        try tree.link("p/fn/next", to: "../now")
        let look = look()
        #expect(look.mounts == [LinkMount(source: tree.path + "/p/packages/shared", target: "/var/now")])
        #expect(look.strays == [])
    }

    /// From each of the two, the container looks for `../../deep` in another place.
    @Test func linksOfAFolderWithTwoPlacesAreFollowedFromBoth() throws {
        try tree.write("p/packages/deep/index.js", "")
        try tree.link("p/packages/shared/deep", to: "../deep")
        try tree.link("p/fn/a", to: "../packages/shared")
        try tree.link("p/fn/b", to: "\(tree.path)/p/packages/shared")
        let targets = ["/var/packages", tree.path + "/p/packages"].flatMap { [$0 + "/deep", $0 + "/shared"] }
        let look = look()
        #expect(look.mounts.map(\.target) == targets.sorted() && look.strays == [])
    }

    /// From the layer, `../var/conf` is a folder next to it; in the container it is next to the code.
    @Test func aFolderWithOtherFilesAtTheMountPointIsNamed() throws {
        try tree.write("p/conf/lib/a.js", "")
        try tree.write("p/var/conf/b.js", "")
        try tree.link("p/fn/lib", to: "../conf/lib")
        try tree.link("p/layer/conf", to: "../var/conf")
        let look = look(["p/layer"])
        #expect(look.mounts.count == 1 && look.strays.count == 1)
        #expect(look.strays.first?.contains("the container has other files at /var/conf") == true)
    }

    @Test func aMountThatHidesFilesIsNamed() throws {
        try tree.link("p/fn/up", to: "..")
        try tree.link("p/fn/runtime", to: "../runtime/x")
        try tree.write("p/runtime/x/y", "")
        let look = look()
        #expect(look.mounts == [])
        #expect(look.strays.count == 2)
        #expect(
            look.strays.contains {
                $0.contains("the link \(tree.path)/p/fn/up leads to \(tree.path)/p, which contains")
            }
        )
        #expect(look.strays.contains { $0.contains("the container has other files at /var/runtime/x") })
    }
}

@Suite("Functions with links in their code")
struct LinkedCodeTests {
    @Test("A linked package and a linked file load, and editing either restarts the function")
    func load() async throws {
        try await TestProject.run { project in
            let source = "const shared = require('shared'); exports.handler = async () => shared.word;"
            let node = try await project.node("node", source) {
                $0.watch = .on
                $0.spare = true
            }
            let python = try await project.python("python", "import util\ndef handler(e, c): return util.word") {
                $0.watch = .on
            }
            try project.write("packages/shared/index.js", "exports.word = 'one';")
            try project.write("util.py", "word = 'one'")
            let files = FileManager.default
            try files.createDirectory(atPath: project.path("node/node_modules"), withIntermediateDirectories: true)
            try files.createSymbolicLink(
                atPath: project.path("node/node_modules/shared"), withDestinationPath: "../../packages/shared")
            try files.createSymbolicLink(
                atPath: project.path("python/util.py"), withDestinationPath: project.path("util.py"))
            let deck = try await project.deck([node, python])
            await deck.expect("node", answers: "\"one\"")
            await deck.expect("python", answers: "\"one\"")
            try project.write("packages/shared/index.js", "exports.word = 'two';")
            // Replacing a file creates a new one; the container keeps the old one mounted.
            try Data("word = 'two'".utf8).write(to: URL(fileURLWithPath: project.path("util.py")), options: .atomic)
            await deck.expect("node", answers: "\"two\"")
            await deck.expect("python", answers: "\"two\"")
        }
    }
}
