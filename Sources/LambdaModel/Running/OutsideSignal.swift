/// A signal that another process sent to a container.
public struct OutsideSignal: Hashable, Sendable {
    /// Its number; nil if the engine did not report it.
    public var number: Int?
    /// When it was sent: seconds by the engine's clock.
    public var time: Double

    /// Seconds from a signal to the death that it caused: `docker stop` gives a container ten before it kills it.
    private static let longest = 15.0

    /// A signal.
    public init(number: Int?, time: Double) {
        (self.number, self.time) = (number, time)
    }

    /// Whether it ended a container. Such an end is not a failure. A process may survive a signal that it handles (HUP,
    /// USR1, WINCH) for hours, and then crash for another reason.
    ///
    /// - Parameters:
    ///   - exitCode: the container's exit code; nil if it is not known.
    ///   - end: when the container ended, by the same clock; nil if it is not known.
    ///   - stopSignal: the image's stop signal, such as `SIGQUIT` or `3`; nil for SIGTERM.
    public func explains(exitCode: Int?, at end: Double?, stopSignal: String? = nil) -> Bool {
        if let end, end - time > Self.longest { return false }
        guard let number else { return true }
        // If the process does not handle the signal, the exit code is 128 plus its number.
        return [9, 15, stopSignal.flatMap(Self.number)].contains(number) || exitCode == 128 + number
    }

    /// The number of a signal on Linux: containers run there.
    private static func number(of name: String) -> Int? {
        let names = ["HUP": 1, "INT": 2, "QUIT": 3, "KILL": 9, "USR1": 10, "USR2": 12, "TERM": 15, "WINCH": 28]
        let short = name.hasPrefix("SIG") ? String(name.dropFirst(3)) : name
        return Int(short) ?? names[short]
    }
}
