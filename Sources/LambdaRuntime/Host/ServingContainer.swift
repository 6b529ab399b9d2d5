import DockerEngine
import LambdaModel
import Logging
import Synchronization

/// A container that serves a function: where it is reached, and who reads its log.
final class ServingContainer: Sendable {
    /// The engine's id.
    let id: String
    /// The loopback port that reaches the emulator.
    let port: Int
    /// The hash of the settings that shaped it.
    let spec: String

    private struct State {
        var wasCalled = false
        var follower: Task<Void, Never>?
        var lastLogTime: EngineTimestamp?
    }

    private let state = Mutex(State())

    init(id: String, port: Int, spec: String) {
        self.id = id
        self.port = port
        self.spec = spec
    }

    /// Whether no call was made before, and notes that one is.
    func takeFirstCall() -> Bool {
        state.withLock { state in
            defer { state.wasCalled = true }
            return !state.wasCalled
        }
    }

    /// The time of the last line that was read.
    var lastLogTime: EngineTimestamp? { state.withLock { $0.lastLogTime } }

    /// Reads the log into the inbox until the container ends. A second reader is not made while the first one reads.
    func follow(_ context: SupervisorContext, function: String, tail: Int?) {
        guard let inbox = context.inbox else { return }
        state.withLock { state in
            guard state.follower == nil else { return }
            let since = state.lastLogTime?.next
            state.follower = Task {
                let stream = context.engine.logs(
                    id, follow: true, since: since, tail: since == nil ? tail : nil, timestamps: true)
                do {
                    for try await lines in stream { inbox.append(self.records(lines), of: function) }
                } catch {
                    context.logger.debug("log of \(function) ended: \(error)")
                }
                self.state.withLock { $0.follower = nil }
            }
        }
    }

    /// Lets the reader come to the end of a dead container's log.
    func finishFollowing(within limit: Duration) async {
        guard let follower = state.withLock({ $0.follower }) else { return }
        let timer = Task {
            try? await Task.sleep(for: limit)
            follower.cancel()
        }
        await follower.value
        timer.cancel()
    }

    /// Ends the reader.
    func stopFollowing() {
        state.withLock { $0.follower?.cancel() }
    }

    private func records(_ lines: [LogLine]) -> [LogRecord] {
        var last: EngineTimestamp?
        let records = lines.flatMap { line -> [LogRecord] in
            let time = line.timestamp.flatMap { EngineTimestamp($0) }
            last = time ?? last
            return LogRecord.records(
                line: line.bytes, isStandardError: line.output == .stderr, time: time?.secondsSince1970 ?? 0,
                dropped: line.droppedBytes)
        }
        let wasCalled = records.contains { $0.source == .marker }
        state.withLock { state in
            state.lastLogTime = last ?? state.lastLogTime
            state.wasCalled = state.wasCalled || wasCalled
        }
        return records
    }
}

extension EngineTimestamp {
    /// Seconds since 1970.
    var secondsSince1970: Double { Double(seconds) + Double(nanoseconds) * 1e-9 }
}
