import Foundation
import LambdaModel
import OrderedCollections
import Synchronization
import Testing

@testable import LambdaRuntime

/// functions.json on a real disk, changed in the ways of users and their editors. Each act without a report is followed
/// by an act with one: a wrong report would arrive before it.
@Suite(.serialized) struct ManifestSessionTests {
    private let tree: FileTree
    private var file: String { tree.path + "/functions.json" }

    init() throws {
        tree = try FileTree()
        try tree.makeFolder("hello")
        try tree.makeFolder("orders")
    }

    private static func text(_ names: String..., keys: String = "") -> String {
        let functions = names.map { name in
            "\"\(name)\": { \"runtime\": \"nodejs22.x\", \"handler\": \"app.handler\", \"code\": \"\(name)\"\(keys) }"
        }
        return "{ \"functions\": { \(functions.joined(separator: ", ")) } }"
    }

    private func reader(
        named: String? = nil, from folder: String? = nil, watch: FileWatch = FileWatch(),
        disk: any ManifestFiles = LocalFiles()
    ) async -> SessionReader {
        await SessionReader(
            ManifestSession(named: named, from: folder ?? tree.path, environment: [:], watch: watch, disk: disk))
    }

    // MARK: Saving

    @Test func `a save is reported with the file's new content`() async throws {
        try tree.write("functions.json", Self.text("hello"))
        let reader = await reader()
        #expect(reader.first.names == ["hello"] && reader.first.path == file)
        try await reader.watches(file)
        try tree.write("functions.json", Self.text("hello", "orders"))
        #expect(try await reader.manifest().names == ["hello", "orders"])
        try shell("echo >hello/app.js; echo >functions.json.txt; touch orders", in: tree.path)
        try tree.write("functions.json", Self.text("orders"))
        #expect(try await reader.manifest().names == ["orders"])
    }

    @Test(arguments: [
        "mv new.json functions.json",
        "mv functions.json functions.json~; cp new.json functions.json; rm functions.json~",
        "rm functions.json; cp new.json functions.json",
        "touch 4913; rm 4913; mv functions.json functions.json~; cat new.json >functions.json; rm functions.json~",
        "ln -f new.json functions.json",
    ])
    func `editors save in many ways`(script: String) async throws {
        try tree.write("functions.json", Self.text("hello"))
        try tree.write("new.json", Self.text("orders"))
        let reader = await reader()
        try await reader.watches(file)
        try shell(script, in: tree.path)
        try await reader.manifest { $0.names == ["orders"] }
        // The file that is there now is watched.
        try shell("echo '{' >functions.json", in: tree.path)
        try await reader.manifest { $0.manifest == nil }
    }

    @Test func `a change while the file is read is seen`() async throws {
        try tree.write("functions.json", Self.text("hello"))
        let tree = tree
        // The first reading is before the watch, the second when it has begun, and the third is that of the second's change.
        let disk = ChangingDisk(changes: [
            { try? tree.write("functions.json", Self.text("orders")) },
            { try? tree.write("functions.json", Self.text("hello", "orders")) },
        ])
        let reader = await reader(disk: disk)
        #expect(reader.first.names == ["hello"])
        try await reader.manifest { $0.names == ["hello", "orders"] }
        #expect(disk.isDone)
    }

    @Test func `a link is followed, and may lead elsewhere later`() async throws {
        try tree.write("one.json", Self.text("hello"))
        try tree.write("two.json", Self.text("orders"))
        try tree.link("functions.json", to: "one.json")
        let reader = await reader()
        #expect(reader.first.path == tree.path + "/one.json")
        try await reader.watches(file)
        try tree.write("one.json", Self.text("hello", "orders"))
        try await reader.manifest { $0.names == ["hello", "orders"] }
        try shell("ln -sfn two.json functions.json", in: tree.path)
        try await reader.manifest { $0.path == tree.path + "/two.json" && $0.names == ["orders"] }
    }

    // MARK: Files that cannot be used

    @Test func `each save reports its mistakes, and the last valid functions stay known`() async throws {
        try tree.write("functions.json", Self.text("hello"))
        try tree.write("events/hello/a.json", "{\"n\": 1}")
        let reader = await reader()
        for _ in 0..<2 {
            try tree.write("functions.json", "{")
            let broken = try await reader.manifest()
            #expect(broken.manifest == nil && broken.path == file && broken.problems.count == 1)
            let request = try await reader.session.request("hello", "a.json")
            #expect(request.payload == Array("{\"n\": 1}".utf8))
        }
        try tree.write("functions.json", Self.text("hello"))
        try await reader.manifest { $0.names == ["hello"] }
    }

    @Test func `the file becomes usable when what it lacks appears`() async throws {
        try tree.write("functions.json", Self.text("hello", keys: ", \"layers\": [\"build/deep/layer\"]"))
        let reader = await reader()
        #expect(reader.first.manifest == nil)
        try await reader.watches(file)
        try shell("mkdir -p build/deep; echo >build/deep/note", in: tree.path)
        try shell("mkdir build/deep/layer", in: tree.path)
        try await reader.manifest { $0.names == ["hello"] }
    }

    @Test func `variables follow the environment file, also when it is removed and created again`() async throws {
        try tree.write(".env", "STAGE=one\n")
        try tree.write("functions.json", Self.text("hello", keys: ", \"environmentFile\": \".env\""))
        let reader = await reader()
        func stage(_ reading: ManifestReading) -> String? { reading.manifest?.functions.first?.environment["STAGE"] }
        #expect(stage(reader.first) == "one")
        try await reader.watches(file)
        try shell("echo STAGE=two >.env", in: tree.path)
        try await reader.manifest { stage($0) == "two" }
        try shell("rm .env", in: tree.path)
        try await reader.manifest { $0.manifest == nil && $0.problems.count == 1 }
        try shell("echo STAGE=three >.env", in: tree.path)
        try await reader.manifest { stage($0) == "three" }
    }

    @Test func `a missing file is found when it appears, and reported when it is removed`() async throws {
        try tree.makeFolder("deep/down")
        let folder = tree.path + "/deep/down"
        let reader = await reader(from: folder)
        #expect(reader.first.path == nil)
        let looked = [folder, tree.path + "/deep", tree.path].map { $0 + "/functions.json" }
        #expect(Array(reader.first.looked.prefix(3)) == looked)
        try tree.write("functions.json", Self.text("hello"))
        try await reader.manifest { $0.path == file && $0.names == ["hello"] }
        try shell("rm functions.json", in: tree.path)
        try await reader.manifest { $0.path == nil && !$0.looked.isEmpty }
        try tree.makeFolder("deep/hello")
        try tree.write("deep/functions.json", Self.text("hello"))
        try await reader.manifest { $0.path == tree.path + "/deep/functions.json" }
    }

    @Test func `a named file is expected at its path`() async throws {
        let reader = await reader(named: "services/functions.json")
        #expect(reader.first.looked == [tree.path + "/services/functions.json"])
        try tree.makeFolder("services/hello")
        try tree.write("services/functions.json", Self.text("hello"))
        try await reader.manifest { $0.names == ["hello"] }
    }

    // MARK: Systems that report nothing

    @Test func `without notifications the files are checked`() async throws {
        try tree.write("functions.json", Self.text("hello"))
        let watch = FileWatch(
            timing: WatchTiming(poll: .milliseconds(20)), notifier: nil, isAlwaysPolling: true)
        try await followsAll(await reader(watch: watch))
    }

    #if os(Linux)
        @Test func `on a network file system files are polled, and limits are not reported`() async throws {
            try tree.write("functions.json", Self.text("hello"))
            let notifier = try #require(SilentNotifier())
            let watch = FileWatch(
                timing: WatchTiming(poll: .milliseconds(20)), notifier: notifier, isAlwaysPolling: false,
                isRemote: { [tree] in $0.hasPrefix(tree.path) })
            let reader = await reader(watch: watch)
            try await followsAll(reader)
            var news = watch.news(of: WatchPlan(roots: [file], seesOtherMachines: true)).makeAsyncIterator()
            #expect(await news.next() == .watching)
            reader.session.files.close()
        }
    #endif

    /// A save, a mistake, an event, and a folder of events that is made later.
    private func followsAll(_ reader: SessionReader) async throws {
        reader.select("hello")
        try await reader.events(of: "hello", [])
        try tree.write("events/hello/a.json", "{}")
        try await reader.events(of: "hello", ["a.json"])
        try tree.write("functions.json", "{ ")
        try await reader.manifest { $0.manifest == nil }
        try tree.write("functions.json", Self.text("hello", "orders"))
        try await reader.manifest { $0.names == ["hello", "orders"] }
    }

    @Test func `the news end with the watch`() async throws {
        try tree.write("functions.json", Self.text("hello"))
        let reader = await reader()
        reader.session.files.close()
        await #expect(throws: SessionReader.Ended.self) { while true { _ = try await reader.next() } }
    }
}

/// A disk on which a manifest changes while it is read.
private final class ChangingDisk: ManifestFiles {
    private let disk = LocalFiles()
    private let changes: Mutex<[@Sendable () -> Void]>

    init(changes: [@Sendable () -> Void]) { self.changes = Mutex(changes) }

    var isDone: Bool { changes.withLock(\.isEmpty) }

    func kind(of path: String) -> FileKind? { disk.kind(of: path) }

    func read(_ path: String) throws(FileError) -> [UInt8] {
        let bytes = try disk.read(path)
        let change = changes.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        change?()
        return bytes
    }

    func names(inFolder path: String) throws(FileError) -> [String] { try disk.names(inFolder: path) }

    func realPath(_ path: String) -> String { disk.realPath(path) }
}

#if os(Linux)
    /// inotify of a file system that reports nothing.
    private struct SilentNotifier: FolderNotifier {
        private let real: Inotify

        init?() {
            guard let real = Inotify() else { return nil }
            self.real = real
        }

        var descriptor: Int32 { real.descriptor }
        func watch(_ folder: String, content: Bool) -> FolderWatchResult { .watching(1) }
        func unwatch(_ watch: Int32) {}
        func read() -> [FolderEvent] { [] }
        func close() { real.close() }
    }
#endif
