import LambdaModel

/// For how long a log may be quiet until no more of it is expected.
enum LogPatience {
    /// How long nothing may come, given what has come of a call.
    ///
    /// - Parameters:
    ///   - slice: what has come; nil if not even its beginning has.
    ///   - isLost: whether lines are missing that may have told of it.
    ///   - isSilent: whether the same log did not tell of a call before, as that of an image with another emulator.
    static func of(_ slice: InvocationSlice?, isLost: Bool = false, isSilent: Bool) -> Duration {
        if isLost, slice.map({ !$0.isReported }) ?? true { return .seconds(1) }
        if slice == nil, isSilent { return .seconds(1) }
        // What the emulator says behind REPORT, and the last lines of a runtime that ended, are a matter of milliseconds.
        if let slice, slice.isReported || slice.mayTrail { return .milliseconds(300) }
        // The emulator reports every call, but an engine under load can take seconds to send the report: while it read a line
        // of 20 MB, it sent nothing for two seconds.
        return .seconds(10)
    }
}
