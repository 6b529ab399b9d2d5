import Foundation
import Testing

@testable import LambdaRuntime

/// Reads a watch's news for a test. A limit ends the waiting of a test that fails, and decides nothing else.
final class WatchReader {
    private var news: AsyncStream<WatchNews>.Iterator
    private(set) var notices: [String] = []
    private var watchdog: Task<Void, Never>?

    /// Begins, and returns once everything is watched.
    init(_ watch: FileWatch, _ roots: [String], ignoring: [String] = []) async throws {
        news = watch.news(of: WatchPlan(roots: roots, ignoring: ignoring)).makeAsyncIterator()
        watchdog = Task {
            if (try? await Task.sleep(for: .seconds(60))) != nil { watch.close() }
        }
        while let next = await news.next(isolation: #isolation) {
            switch next {
            case .watching: return
            case .notice(let words): notices.append(words)
            case .changed(let changes): Issue.record("changed before it was watched: \(changes)")
            }
        }
        throw Ended()
    }

    deinit { watchdog?.cancel() }

    /// The stream ended: the test waited too long, or the watch was closed.
    struct Ended: Error {}

    /// The next burst.
    func next() async throws -> FileChanges {
        while let next = await news.next(isolation: #isolation) {
            switch next {
            case .watching: Issue.record("watched twice")
            case .notice(let words): notices.append(words)
            case .changed(let changes): return changes
            }
        }
        throw Ended()
    }

    /// Whether the stream is over.
    func isEnded() async -> Bool { await news.next(isolation: #isolation) == nil }
}

/// Runs a shell script in a folder.
func shell(_ script: String, in folder: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-ec", script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(script)")
}
