import LambdaModel

/// How long a log may be quiet before no more of it is expected.
enum LogQuietPeriod {
    /// The longest quiet period, given what is known of a call.
    ///
    /// - Parameters:
    ///   - callLog: the call's log so far; nil if not even its start is there.
    ///   - isLost: whether lines are missing that may belong to it.
    ///   - isSilent: whether an earlier call did not appear in the same log, as with an image that has another
    ///     emulator.
    static func of(_ callLog: InvocationLog?, isLost: Bool = false, isSilent: Bool) -> Duration {
        if isLost, callLog.map({ !$0.isReported }) ?? true { return .seconds(1) }
        if callLog == nil, isSilent { return .seconds(1) }
        // The emulator's lines after REPORT, and the last lines of a runtime that ended, take only milliseconds.
        if let callLog, callLog.isReported || callLog.mayTrail { return .milliseconds(300) }
        // The emulator reports every call, but a busy engine can take seconds to send the report: while it read a line
        // of 20 MB, it sent nothing for two seconds.
        return .seconds(10)
    }
}
