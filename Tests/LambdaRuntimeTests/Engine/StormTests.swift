import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Synchronization
import TestSupport
import Testing

@testable import LambdaRuntime

/// Many saves in a short time, while the function is called again and again.
@Suite("Storms of saves")
struct StormTests {
    /// How the writes of a storm were spread over time.
    private struct Pace: Sendable {
        var firstPause: Duration?
        var longestPause = Duration.zero
        var total = Duration.zero

        /// Whether the writes were one burst: on a busy machine a pause may look like the end of a save. It ends 50 ms
        /// after a single file, 150 ms after several, and after two seconds.
        var isOneBurst: Bool {
            (firstPause ?? .zero) < .milliseconds(30) && longestPause < .milliseconds(110)
                && total < .milliseconds(1_800)
        }
    }

    /// Writes files and measures the pauses. It belongs to one thread.
    private struct Writer {
        let project: TestProject
        var pace = Pace()
        private let begin = ContinuousClock.now
        private var last: ContinuousClock.Instant?

        init(_ project: TestProject) { self.project = project }

        mutating func write(_ name: String, _ text: String) throws {
            try project.write("hello/\(name)", text)
            noteWrite()
        }

        /// Replaces a half of the code as editors do: the file has the old or the new text at each moment, also if an
        /// init reads it at that moment.
        mutating func replace(half name: String, _ value: Int) throws {
            try project.write("next", "value = \(value)\n")
            guard rename(project.path("next"), project.path("hello/\(name).py")) == 0 else {
                throw CocoaError(.fileWriteUnknown)
            }
            noteWrite()
        }

        private mutating func noteWrite() {
            let now = ContinuousClock.now
            if let last {
                pace.firstPause = pace.firstPause ?? now - last
                pace.longestPause = max(pace.longestPause, now - last)
            }
            pace.total = now - begin
            last = now
        }

        /// One half of the code, which must not be loaded with the half of another save.
        mutating func write(half name: String, _ value: Int) throws { try write("\(name).py", "value = \(value)\n") }
    }

    /// A handler that answers with the values of two files, which it loads during init.
    private static let source = """
        import first, second
        def handler(event, context): return [first.value, second.value]
        """

    /// Counts the containers that the engine creates for a project.
    private final class Created: Sendable {
        private let project: TestProject
        private let ids = Mutex<Set<String>>([])
        private let reader = Mutex<Task<Void, Never>?>(nil)

        /// Begins to count. The project must not have a container yet.
        init(for project: TestProject) {
            self.project = project
            let label = ProjectIdentity(manifest: project.path("functions.json")).label
            let filters = ["type": ["container"], "event": ["create"], "label": ["\(Labels.project)=\(label)"]]
            let since = EngineTimestamp(nanosecondsSince1970: Int64(Date().timeIntervalSince1970 * 1e9))
            let task = Task { [weak self] in
                do {
                    for try await event in TestEngine.client.events(filters: filters, since: since) {
                        self?.ids.withLock { _ = $0.insert(event.actorID) }
                    }
                } catch {
                    if !Task.isCancelled { Issue.record("the engine's events broke off: \(error)") }
                }
            }
            reader.withLock { $0 = task }
        }

        deinit { reader.withLock { $0?.cancel() } }

        /// How many were created. The engine sends events in order: all are known when those of living containers are.
        func count() async throws -> Int {
            try await asking(for: "the events of the engine") {
                let living = Set(try await project.containers().map(\.id))
                return ids.withLock { living.isSubset(of: $0) ? $0.count : nil }
            }
        }
    }

    /// Runs blocking work on a separate thread, so that its pauses do not depend on the tasks of other tests.
    private static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }

    /// Calls the function again and again while `body` runs.
    private static func calling<Value: Sendable>(
        _ deck: TestHost, _ body: () async throws -> Value
    ) async throws -> (value: Value, results: [InvocationResult]) {
        let ends = Counter()
        let calls = Task {
            var results: [InvocationResult] = []
            while ends.current == 0 {
                results.append(await deck.invoke("hello"))
                try? await Task.sleep(for: .milliseconds(5))
            }
            return results
        }
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        ends.increment()
        return (try outcome.get(), await calls.value)
    }

    // MARK: Storms

    /// Runs storms on a function that has been saved once, and checks that no call is hurt and few containers are made.
    ///
    /// - Parameters:
    ///   - most: how many storms there may be until one was as meant.
    ///   - isMeant: whether the writes were fast enough; on a busy machine pauses are longer.
    ///   - storm: writes the code with this value, on a separate thread.
    private static func run(
        most: Int, isMeant: @escaping @Sendable (Pace) -> Bool = { $0.isOneBurst },
        _ storm: @escaping @Sendable (inout Writer, _ value: Int) throws -> Void
    ) async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.source) {
                ($0.spare, $0.watch) = (true, .on)
            }
            for half in ["first", "second"] { try project.write("hello/\(half).py", "value = 0\n") }
            let created = Created(for: project)
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            try await project.waitForStandby(spares: 1)
            await deck.expect("hello", answers: "[0, 0]")
            let before = try await created.count()
            for half in ["first", "second"] { try project.write("hello/\(half).py", "value = 1\n") }
            try await deck.journal.wait(for: "the save") { $0.saved["hello"]?.last }
            await deck.expect("hello", answers: "[1, 1]")
            try await project.waitForStandby(spares: 1)
            let ofOneSave = try await created.count() - before

            for value in 2..<(2 + most) {
                let start = try await created.count()
                let (pace, results) = try await calling(deck) {
                    let pace = try await onThread {
                        var writer = Writer(project)
                        try storm(&writer, value)
                        return writer.pace
                    }
                    await deck.expect("hello", answers: "[\(value), \(value)]", "the newest code")
                    return pace
                }
                for result in results {
                    #expect(result.verdict == .ok, "\(result.account(seen: deck.journal))")
                    let halves = result.text.split { !$0.isNumber }
                    #expect(halves.count == 2, "\(result.text)")
                    // Pauses between two bursts let a call load what is there.
                    if pace.isOneBurst { #expect(halves.first == halves.last, "a half of each save") }
                }
                let newest = results.compactMap { $0.text.split { !$0.isNumber }.first.flatMap { Int($0) } }
                #expect(newest == newest.sorted(), "no call goes back to earlier code")
                try await project.waitForStandby(spares: 1)
                let made = try await created.count() - start
                if isMeant(pace) { #expect(made <= ofOneSave + 2, "one save makes \(ofOneSave)") }
                let states = deck.journal.seen.states["hello", default: []].map(\.state).drop { !$0.isServing }
                let isWithout = states.contains { !$0.isServing }
                #expect(!isWithout, "never without a container: \(states)")
                if isMeant(pace) { return }
            }
        }
    }

    @Test(.tags(.long)) func aCheckoutOfTwoThousandFiles() async throws {
        try await Self.run(most: 3) { writer, value in
            try writer.write(half: "first", value)
            for number in 0..<2_000 { try writer.write("lib/\(number % 40)/\(number).txt", "\(value)") }
            try writer.write(half: "second", value)
        }
    }

    @Test(.tags(.long)) func aBundlerThatWritesForSeconds() async throws {
        try await Self.run(most: 5) { writer, value in
            try writer.write(half: "first", value)
            for number in 0..<60 {
                try writer.write("chunk-\(number).txt", "\(value)")
                Thread.sleep(forTimeInterval: 0.025)
            }
            try writer.write(half: "second", value)
        }
    }

    /// Each save is complete by itself.
    @Test(.tags(.long)) func anEditorThatSavesEvery300Milliseconds() async throws {
        // Three saves in a row are too many for a restart each: what follows is one burst.
        let isMeant: @Sendable (Pace) -> Bool = { $0.longestPause < .milliseconds(450) }
        try await Self.run(most: 3, isMeant: isMeant) { writer, value in
            try writer.replace(half: "second", value)
            for _ in 0..<8 {
                Thread.sleep(forTimeInterval: 0.3)
                try writer.replace(half: "first", value)
            }
        }
    }
}
