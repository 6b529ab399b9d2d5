import Foundation
import Synchronization
import Testing

@testable import LambdaRuntime

/// Watches nothing, and lets something happen right before a folder is watched.
private final class HastyNotifier: FolderNotifier {
    private let numbers = Mutex<[String: Int32]>([:])
    private let act: @Sendable (String) -> Void

    init(_ act: @escaping @Sendable (String) -> Void) { self.act = act }

    var descriptor: Int32 { -1 }
    var watched: Set<String> { numbers.withLock { Set($0.keys) } }

    func watch(_ folder: String, content: Bool) -> FolderWatchResult {
        act(folder)
        let number = numbers.withLock { numbers in
            let number = numbers[folder] ?? Int32(numbers.count)
            numbers[folder] = number
            return number
        }
        return .watching(number)
    }

    func unwatch(_ watch: Int32) {}
    func read() -> [FolderEvent] { [] }
    func close() {}
}

/// Changes between the listing of a folder and the start of its watch, which cause no event.
@Suite struct WatchForestTests {
    private let tree: FileTree

    init() throws {
        tree = try FileTree()
        try tree.write("dist/README", "1")
        try tree.write("code/app.py", "1")
    }

    private func makes(_ name: String, before folder: String) -> HastyNotifier {
        let path = tree.path
        return HastyNotifier { asked in
            guard asked == "\(path)/\(folder)" else { return }
            try? FileManager.default.createDirectory(
                atPath: "\(path)/\(name)", withIntermediateDirectories: true)
        }
    }

    @Test func aFolderAboveTheRootThatAppearsDuringTheScanIsSeen() {
        let notifier = makes("dist/deep/code", before: "dist")
        var forest = WatchForest(notifier: notifier, pollTime: .seconds(1))
        let id = forest.add(tree.path + "/dist/deep/code", rules: IgnoreRules())
        #expect(forest.trees[id]?.exists == true)
        #expect(notifier.watched.isSuperset(of: ["dist", "dist/deep", "dist/deep/code"].map { "\(tree.path)/\($0)" }))
    }

    @Test func aLinkTargetThatAppearsDuringTheScanIsSeen() throws {
        try tree.link("code/shared", to: "../dist/lib")
        let notifier = makes("dist/lib", before: "dist")
        var forest = WatchForest(notifier: notifier, pollTime: .seconds(1))
        let id = forest.add(tree.path + "/code", rules: IgnoreRules())
        #expect(forest.trees[id]?.links == ["shared"])
        #expect(forest.trees[id]?.folders.keys.contains("shared") == true)
    }
}
