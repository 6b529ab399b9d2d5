/// The outcome of work that had a time limit.
public struct TimedResult<Value: Sendable, Failure: Error>: Sendable {
    /// What the work returned or threw, after its cancellation too.
    public let result: Result<Value, Failure>
    /// Whether the time was over before the work ended, so that it was cancelled.
    public let isTimeUp: Bool
}

/// Runs work, and cancels it when its time is over. Returns when the work has ended, so work that ignores cancellation takes
/// longer. If the caller's task is cancelled, so is the work.
///
/// - Parameters:
///   - limit: the longest that the work may take.
///   - begin: the time begins when this returns, while the work already runs. It must return if its task is cancelled.
///   - onTimeUp: called when the time is over, before the work is cancelled.
///   - clock: measures the time.
public func withTimeout<Value: Sendable, Failure: Error>(
    _ limit: Duration, after begin: @escaping @Sendable () async -> Void = {},
    onTimeUp: @escaping @Sendable () -> Void = {}, clock: any Clock<Duration> = ContinuousClock(),
    _ work: @escaping @Sendable () async throws(Failure) -> Value
) async -> TimedResult<Value, Failure> {
    let task = Task { () -> Result<Value, Failure> in
        do throws(Failure) {
            return .success(try await work())
        } catch {
            return .failure(error)
        }
    }
    let timer = Task {
        await begin()
        guard (try? await clock.sleep(for: limit)) != nil else { return false }
        onTimeUp()
        task.cancel()
        return true
    }
    let result = await withTaskCancellationHandler {
        await task.value
    } onCancel: {
        task.cancel()
    }
    timer.cancel()
    return TimedResult(result: result, isTimeUp: await timer.value)
}

/// Waits for work, but not for longer than a time limit. The work is not cancelled when the time is over: it goes on by
/// itself.
///
/// - Parameters:
///   - limit: the longest that the caller waits.
///   - clock: measures the time.
/// - Returns: whether the work has ended. False, too, if the caller's task is cancelled.
@discardableResult
public func finishes(
    within limit: Duration, clock: any Clock<Duration> = ContinuousClock(),
    _ work: @escaping @Sendable () async -> Void
) async -> Bool {
    let (ends, end) = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingOldest(1))
    Task {
        await work()
        end.yield(true)
    }
    let timer = Task {
        if (try? await clock.sleep(for: limit)) != nil { end.yield(false) }
    }
    defer { timer.cancel() }
    for await isDone in ends { return isDone }
    return false
}
