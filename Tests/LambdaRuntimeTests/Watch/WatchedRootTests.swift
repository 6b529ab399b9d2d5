import Foundation
import Testing

@testable import LambdaRuntime

/// Roots that are deleted, created again, or links whose target changes.
@Suite(.serialized) struct WatchedRootTests {
    private let tree: FileTree
    private let watch = FileWatch(timing: WatchTiming(quiet: .milliseconds(300), limit: .seconds(30)))

    init() throws {
        tree = try FileTree()
        try tree.writeBeforeWatch("release-1/app.py", "1")
        try tree.writeBeforeWatch("release-2/app.py", "2")
        try tree.link("current", to: "release-1")
    }

    @Test func aRootIsDeletedAndCreatedAgain() async throws {
        let root = tree.path + "/release-1"
        let reader = try await WatchReader(watch, [root])
        try shell("rm -r release-1", in: tree.path)
        try await reader.next { $0.missing == [root] }
        try shell("mkdir release-1; echo 2 >release-1/app.py", in: tree.path)
        try await reader.next { $0.missing.isEmpty }
        try shell("echo 3 >release-1/app.py", in: tree.path)
        try await reader.expect([root + "/app.py"])
    }

    @Test func aRootAppearsWithTheFoldersAboveIt() async throws {
        let root = tree.path + "/dist/deep/code"
        let reader = try await WatchReader(watch, [root])
        try shell("mkdir -p dist/deep/code; echo 1 >dist/deep/code/app.py", in: tree.path)
        try await reader.next { $0.missing.isEmpty }
        try shell("mv dist old; mkdir -p dist/deep/code", in: tree.path)
        try await reader.next { $0.missing.isEmpty }
        try shell("echo 1 >old/deep/code/app.py; echo 1 >dist/deep/code/new.py", in: tree.path)
        // On a busy machine the file may be there before the new folder is watched: then the folder itself is the news.
        try await reader.next { $0.missing.isEmpty && !Set($0.paths).isDisjoint(with: [root, root + "/new.py"]) }
    }

    @Test func aRootThatIsALinkIsPointedElsewhere() async throws {
        let root = tree.path + "/current"
        let reader = try await WatchReader(watch, [root])
        try shell("echo 2 >release-1/app.py", in: tree.path)
        try await reader.expect([root + "/app.py"])
        try shell("ln -s release-2 next; mv -T next current", in: tree.path)
        try await reader.expect([root])
        try shell("echo 3 >release-1/app.py; echo 3 >release-2/new.py", in: tree.path)
        try await reader.expect([root + "/new.py"])
    }

    @Test func linksOutOfATreeAreFollowedAndCirclesEnd() async throws {
        try tree.writeBeforeWatch("shared/lib/x.py", "1")
        try tree.writeBeforeWatch("one.py", "1")
        try tree.link("release-1/shared", to: "../shared")
        try tree.link("release-1/one.py", to: "../one.py")
        try tree.link("release-1/self", to: ".")
        try tree.link("release-1/everything", to: "/")
        try tree.link("shared/back", to: "../release-1")
        let root = tree.path + "/release-1"
        let reader = try await WatchReader(watch, [root], written: [root + "/app.py", root + "/one.py"])
        try shell("echo 2 >shared/lib/x.py", in: tree.path)
        try await reader.expect([root + "/shared/lib/x.py"])
        try shell("echo 2 >one.py", in: tree.path)
        try await reader.expect([root + "/one.py"])
        try shell("rm -r shared", in: tree.path)
        try await reader.next { _ in true }
        try shell("mkdir shared; echo 1 >shared/y.py", in: tree.path)
        try await reader.next { _ in true }
        try shell("echo 2 >shared/y.py", in: tree.path)
        try await reader.expect([root + "/shared/y.py"])
    }

    @Test func aZipIsReplacedWhileItsFolderIsBusy() async throws {
        try tree.writeBeforeWatch("out/fn.zip", "1")
        let root = tree.path + "/out/fn.zip"
        let reader = try await WatchReader(watch, [root])
        try shell("echo 1 >out/other; echo 2 >out/new; mv out/new out/fn.zip", in: tree.path)
        try await reader.expect([root])
        try shell("rm out/fn.zip", in: tree.path)
        try await reader.next { $0.missing == [root] }
    }
}
