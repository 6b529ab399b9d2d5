import DockerEngine
import Foundation
import LambdaModel

/// Reads the log of one container, from any position to its end: each line once and in order, masked. If the connection
/// breaks while the container runs, it opens the log again. It reports lost lines at their place in the log.
///
/// If a container fills log files faster than they are read, the engine silently skips whole files. A sign of that is
/// that lines arrive at once although they were written some time apart. The lines between them are then read again, as
/// far as they still exist.
struct ContainerLogFollower: Sendable {
    /// What a reader receives.
    enum News: Sendable {
        /// Lines, in the log's order.
        case lines([LogRecord])
        /// Lines are missing here: a remark from lamdeck.
        case lost(LogRecord)
        /// The log cannot be read at present: a remark from lamdeck.
        case broken(LogRecord)
    }

    /// The pause before the log is opened again.
    static func pause(afterFailures count: Int) -> Duration {
        min(.milliseconds(250) * (1 << min(max(0, count - 1), 5)), .seconds(5))
    }

    /// Consecutive failures before the reader is told.
    private static let failuresUntilReported = 4
    /// A new reader begins so many seconds before the last line read: the engine stamps the two outputs independently,
    /// so lines of one output can follow later ones of the other.
    private static let overlap: Int64 = 2
    /// How much further apart two lines may be by their times than by their arrival.
    private static let leap = 0.2
    /// Besides each line, the engine's file has a time, the output's name and punctuation.
    private static let bytesBesideLine = 80

    let container: String
    private let engine: any Engine
    private let timing: Timing
    /// Hides the AWS credentials in the container's environment.
    private let masking: Masking?
    /// How many bytes are read between two checks for skipped files: a sixteenth of a file, because the engine reads
    /// all files for a check. If the engine skips a file before so many bytes are read, no check finds that.
    private let bytesBetweenLooks: Int

    /// The last timestamp read, per output.
    private var read: [LogOutput: EngineTimestamp] = [:]
    /// `read` as it was when the log was last opened again: lines up to here are already known.
    private var known: [LogOutput: EngineTimestamp] = [:]
    /// The newest line's time when the log was last opened again: if that line does not appear again, lines are lost.
    private var expected: EngineTimestamp?
    private var newest: Newest?

    /// The newest line: when it arrived, and how many seconds old it was then.
    private struct Newest {
        var time: EngineTimestamp
        var arrival: ContinuousClock.Instant
        var age: Double
    }
    /// Bytes since the last check that no line was missing.
    private var unverified = 0

    init(
        of container: String, _ engine: any Engine, masking: Masking?, timing: Timing = .real,
        bytesBetweenLooks: Int = 8 << 20
    ) {
        self.container = container
        self.engine = engine
        self.timing = timing
        self.masking = masking
        self.bytesBetweenLooks = bytesBetweenLooks
    }

    /// Lines as records, without those that were already read.
    mutating func records(_ lines: some Sequence<LogLine>) -> [LogRecord] {
        var records: [LogRecord] = []
        for line in lines {
            if let time = line.time {
                if let limit = known[line.output], time <= limit { continue }
                read[line.output] = time
            }
            unverified += line.bytes.count + Self.bytesBesideLine
            records += LogRecord.records(
                line: masking?.masked(line.bytes).bytes ?? line.bytes, isStandardError: line.output == .stderr,
                time: line.time?.secondsSince1970 ?? 0, dropped: line.droppedBytes, end: line.end)
        }
        return records
    }

    // MARK: Following

    /// Whether the container ended and its log was read to the end: then nothing can be added to it.
    private(set) var hasReadAll = false

    /// Reads until the container ends, is removed, or the task is cancelled. Continues after the last line read, or at the
    /// beginning.
    ///
    /// - Parameter retry: signals when it is worth trying at once.
    mutating func follow(retry: ChangeSignal? = nil, _ deliver: (News) async -> Void) async {
        var failures = 0
        while !Task.isCancelled {
            let version = retry?.version ?? 0
            var (problem, lines) = (EngineError?.none, 0)
            do throws(EngineError) {
                try await readOn(&lines, deliver)
            } catch {
                problem = error
            }
            guard !Task.isCancelled, await mayGoOn(behind: problem) else { return }
            failures = lines > 0 ? 1 : failures + 1
            if failures == Self.failuresUntilReported {
                let message = problem.map { "\($0)" } ?? "the engine ended it"
                await deliver(.broken(remark("the log cannot be read: \(message); lamdeck tries again")))
            }
            let pause = Self.pause(afterFailures: failures)
            if let retry {
                await retry.wait(after: version, atMost: pause)
            } else {
                try? await timing.sleep(for: pause)
            }
        }
    }

    /// Whether the container runs, or may run: its log ends with it.
    private mutating func mayGoOn(behind problem: EngineError?) async -> Bool {
        if case .notFound? = problem?.kind { return false }
        do throws(EngineError) {
            let isRunning = try await engine.inspectContainer(container).state.isRunning
            hasReadAll = !isRunning && problem == nil
            return isRunning
        } catch {
            if case .notFound = error.kind { return false }
            return true
        }
    }

    private mutating func readOn(_ count: inout Int, _ deliver: (News) async -> Void) async throws(EngineError) {
        known = read
        expected = read.values.max()
        newest = nil
        unverified = 0
        let since = expected?.earlier(bySeconds: Self.overlap)
        for try await lines in engine.logs(container, follow: true, since: since, timestamps: true) {
            count += lines.count
            await self.handle(lines, deliver)
        }
    }

    /// Handles a batch: the lines before a gap, the missing lines, and the rest.
    private mutating func handle(_ lines: [LogLine], _ deliver: (News) async -> Void) async {
        let (arrival, now) = (timing.now, Date().timeIntervalSince1970)
        var rest = lines[...]
        for index in lines.indices {
            guard let time = lines[index].time else { continue }
            defer {
                if time > newest?.time ?? .distantPast {
                    newest = Newest(time: time, arrival: arrival, age: now - time.secondsSince1970)
                }
            }
            if let last = expected {
                if time == last { expected = nil }
                guard time > last else { continue }
                expected = nil
                await forward(rest[..<index], deliver)
                await deliver(.lost(lost(at: time)))
                rest = lines[index...]
            } else if let newest, isLeap(from: newest, to: time, arrival) {
                await forward(rest[..<index], deliver)
                await bridge(from: newest.time, to: time, deliver)
                rest = lines[index...]
            }
        }
        await forward(rest, deliver)
    }

    private mutating func forward(_ lines: ArraySlice<LogLine>, _ deliver: (News) async -> Void) async {
        // An empty batch shows that data is arriving.
        await deliver(.lines(records(lines)))
    }

    /// Whether the engine may have skipped a file between the newest line and a line with this time. Either the lines
    /// were written some time apart and arrived at once; or the engine, under load, paused between them, although the
    /// second line had been written when the first arrived.
    private func isLeap(from last: Newest, to time: EngineTimestamp, _ arrival: ContinuousClock.Instant) -> Bool {
        guard unverified >= bytesBetweenLooks, time > last.time else { return false }
        let written = Double(time.nanosecondsSince1970 - last.time.nanosecondsSince1970) * 1e-9
        return written > Self.leap && (written - (arrival - last.arrival).seconds > Self.leap || last.age > written)
    }

    /// Reads the lines that the engine left out between two others. If the first is no longer in the log, lines are
    /// lost.
    private mutating func bridge(
        from last: EngineTimestamp, to next: EngineTimestamp, _ deliver: (News) async -> Void
    ) async {
        var isWhole = false
        var isReported = false
        known = read
        do throws(EngineError) {
            let between = engine.logs(container, follow: false, since: last, until: next, timestamps: true)
            for try await batch in between {
                if batch.contains(where: { $0.time == last }) { isWhole = true }
                let missing = batch.filter { line in
                    guard let time = line.time, time < next else { return false }
                    return time > known[line.output] ?? .distantPast
                }
                guard !missing.isEmpty else { continue }
                if !isWhole, !isReported {
                    isReported = true
                    await deliver(.lost(lost(at: missing.first?.time)))
                }
                await deliver(.lines(records(missing)))
            }
        } catch {
            // It is unknown whether anything is missing.
            isWhole = true
        }
        if !isWhole, !isReported { await deliver(.lost(lost(at: next))) }
        unverified = 0
    }

    /// The remark for lost lines, without a number: the engine does not count them.
    private func lost(at time: EngineTimestamp?) -> LogRecord {
        LogRecord(time: time?.secondsSince1970 ?? 0, source: .lamdeck, text: "… lines lost: the log rotated")
    }

    private func remark(_ text: String) -> LogRecord {
        let time = read.values.max()?.secondsSince1970 ?? Date().timeIntervalSince1970
        return LogRecord(time: time, source: .lamdeck, text: text)
    }
}

extension EngineTimestamp {
    /// Seconds since 1970.
    var secondsSince1970: Double { Double(seconds) + Double(nanoseconds) * 1e-9 }

    /// Earlier than any line of a log.
    fileprivate static let distantPast = EngineTimestamp(nanosecondsSince1970: 0)
}
