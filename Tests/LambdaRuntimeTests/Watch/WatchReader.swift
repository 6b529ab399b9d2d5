import Foundation
import Testing

@testable import LambdaRuntime

/// Reads a watch's news for a test. A limit ends the waiting of a test that fails, and decides nothing else.
final class WatchReader {
    private var news: AsyncStream<WatchNews>.Iterator
    private(set) var notices: [String] = []
    private var earlier: Set<String> = []
    private var watchdog: Task<Void, Never>?

    /// Begins, and returns once everything is watched.
    ///
    /// - Parameter written: files that the test wrote just before. On a busy machine the watch may still report them.
    init(_ watch: FileWatch, _ roots: [String], ignoring: [String] = [], written: Set<String> = []) async throws {
        earlier = written
        news = watch.news(of: WatchPlan(roots: roots, ignoring: ignoring)).makeAsyncIterator()
        watchdog = Task {
            if (try? await Task.sleep(for: .seconds(900))) != nil { watch.close() }
        }
        while let next = await news.next(isolation: #isolation) {
            switch next {
            case .watching: return
            case .notice(let words): notices.append(words)
            case .began, .wentOn: Issue.record("a beginning is reported")
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
            case .began, .wentOn: Issue.record("a beginning is reported")
            case .changed(let changes): return changes
            }
        }
        throw Ended()
    }

    /// The next burst of a kind; a busy machine may have cut an act in two.
    func next(where isMeant: (FileChanges) -> Bool) async throws {
        while true {
            let changes = try await next()
            earlier.formUnion(changes.paths)
            if isMeant(changes) { return }
        }
    }

    /// Reads until all of these paths are reported. Other paths are failures, except those of earlier acts.
    func expect(_ paths: Set<String>, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        var found: Set<String> = []
        while !paths.isSubset(of: found) { found.formUnion(try await next().paths) }
        #expect(found.subtracting(earlier).subtracting(paths) == [], sourceLocation: sourceLocation)
        earlier.formUnion(found)
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
