#if os(Linux)
    import Foundation
    import Synchronization
    import Testing

    @testable import LambdaRuntime

    /// inotify with a limit of watches. It loses events when a test asks for that, and knows whether it is closed.
    private final class LimitedNotifier: FolderNotifier {
        private let real: Inotify
        private let limit: Int
        private let watches = Mutex<Set<Int32>>([])
        private let isLosing = Atomic(false)
        private let isOver = Atomic(false)

        init(limit: Int) throws {
            real = try #require(Inotify())
            self.limit = limit
        }

        var descriptor: Int32 { real.descriptor }
        var count: Int { watches.withLock { $0.count } }
        var isClosed: Bool { isOver.load(ordering: .acquiring) }

        func lose() { isLosing.store(true, ordering: .releasing) }

        func watch(_ folder: String, content: Bool) -> FolderWatchResult {
            watches.withLock { watches in
                let result = real.watch(folder, content: content)
                guard case .watching(let watch) = result, !watches.contains(watch) else { return result }
                if watches.count == limit {
                    real.unwatch(watch)
                    return .exhausted
                }
                watches.insert(watch)
                return result
            }
        }

        func unwatch(_ watch: Int32) {
            watches.withLock { _ = $0.remove(watch) }
            real.unwatch(watch)
        }

        func read() -> [FolderEvent] {
            let events = real.read()
            guard !events.isEmpty, isLosing.exchange(false, ordering: .acquiringAndReleasing) else { return events }
            return [FolderEvent(watch: -1, name: "", kind: .lost)]
        }

        func close() {
            real.close()
            isOver.store(true, ordering: .releasing)
        }
    }

    @Suite(.serialized) struct WatchLimitTests {
        private let tree: FileTree
        private var code: String { tree.path + "/code" }

        init() throws {
            tree = try FileTree()
            for number in 0..<30 { try tree.writeBeforeWatch("code/d\(number)/a.py", "1") }
        }

        private func watch(_ notifier: (any FolderNotifier)?) -> FileWatch {
            FileWatch(
                timing: WatchTiming(poll: .milliseconds(50)), notifier: notifier, isAlwaysPolling: false)
        }

        @Test func withoutWatchesTheTreeIsPolledAndTheUserIsToldOnce() async throws {
            let notifier = try LimitedNotifier(limit: 20)
            let watch = watch(notifier)
            let reader = try await WatchReader(watch, [code])
            #expect(reader.notices.count == 1)
            #expect(reader.notices.first?.contains("sudo sysctl fs.inotify.max_user_watches=") ?? false)
            #expect(notifier.count == 0)
            for script in ["echo 22 >d7/a.py", "echo 1 >d8/new.py", "rm -r d9", "mkdir d10/x", "mv d11 d12/d11"] {
                try shell("chmod 600 d1/a.py; echo >d1/.a.py.swp; \(script)", in: code)
                try await reader.expect([code])
            }
            try shell("rm -r code", in: tree.path)
            try await reader.next { $0.missing == [code] }
            #expect(reader.notices.count == 1)
        }

        @Test func theWatchesEndWhileATreeGrows() async throws {
            let notifier = try LimitedNotifier(limit: 50)
            let watch = watch(notifier)
            let reader = try await WatchReader(watch, [code])
            #expect(reader.notices.isEmpty)
            try shell("mkdir -p more; cd more; mkdir $(seq 40)", in: code)
            while reader.notices.isEmpty { _ = try await reader.next() }
            try shell("echo 22 >d3/a.py", in: code)
            while try await !reader.next().paths.contains(code) {}
        }

        @Test func withoutAnInstanceTheOtherLimitIsNamed() async throws {
            let watch = watch(nil)
            let reader = try await WatchReader(watch, [code])
            #expect(reader.notices.first?.contains("fs.inotify.max_user_instances") ?? false)
            try shell("echo 22 >d3/a.py", in: code)
            #expect(try await reader.next().paths == [code])
        }

        @Test func lostEventsAreAChangeAndTheTreeIsReadAgain() async throws {
            let notifier = try LimitedNotifier(limit: 1000)
            let watch = watch(notifier)
            let reader = try await WatchReader(watch, [code])
            notifier.lose()
            try shell("mkdir unseen", in: code)
            try await reader.next { $0.paths.contains(code) }
            try shell("echo 1 >unseen/a.py", in: code)
            try await reader.expect([code + "/unseen/a.py"])
        }

        @Test func watchesAreSharedAndGivenBack() async throws {
            let notifier = try LimitedNotifier(limit: 1000)
            let watch = watch(notifier)
            let first = try await WatchReader(watch, [code])
            let alone = notifier.count
            var second: WatchReader? = try await WatchReader(watch, [code], ignoring: ["*.md"])
            #expect(notifier.count == alone)
            #expect(second != nil)
            second = nil
            try shell("echo 2 >d1/a.py", in: code)
            #expect(try await first.next().count == 1)
            #expect(notifier.count == alone)
            watch.close()
            #expect(await first.isEnded())
            while !notifier.isClosed { await Task.yield() }
        }
    }
#endif
