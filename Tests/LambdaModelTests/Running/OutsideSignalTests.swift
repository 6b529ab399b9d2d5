import LambdaModel
import Testing

@Suite("Signals that other processes send to containers")
struct OutsideSignalTests {
    struct Death: Sendable {
        var signal: Int
        var secondsLater: Double
        var exitCode: Int
        var stopSignal: String?

        var isExplained: Bool {
            OutsideSignal(number: signal, time: 1000)
                .explains(exitCode: exitCode, at: 1000 + secondsLater, stopSignal: stopSignal)
        }
    }

    @Test(arguments: [
        Death(signal: 9, secondsLater: 0.1, exitCode: 137), Death(signal: 15, secondsLater: 0.1, exitCode: 143),
        Death(signal: 15, secondsLater: 9.9, exitCode: 0), Death(signal: 15, secondsLater: 2, exitCode: 1),
        Death(signal: 3, secondsLater: 0.5, exitCode: 0, stopSignal: "SIGQUIT"),
        Death(signal: 3, secondsLater: 0.5, exitCode: 0, stopSignal: "3"),
        Death(signal: 2, secondsLater: 0.1, exitCode: 130), Death(signal: 1, secondsLater: 0.1, exitCode: 129),
    ])
    func endContainers(_ death: Death) { #expect(death.isExplained) }

    /// A handler that crashed hours after a signal was "stopped from outside", and the spare was not used.
    @Test(arguments: [
        Death(signal: 28, secondsLater: 0.1, exitCode: 1), Death(signal: 23, secondsLater: 0.1, exitCode: 137),
        Death(signal: 1, secondsLater: 2, exitCode: 1), Death(signal: 10, secondsLater: 0.1, exitCode: 137),
        Death(signal: 9, secondsLater: 3600, exitCode: 137), Death(signal: 15, secondsLater: 3600, exitCode: 1),
        Death(signal: 3, secondsLater: 0.5, exitCode: 0),
        Death(signal: 3, secondsLater: 0.5, exitCode: 0, stopSignal: "SIGTERM"),
    ])
    func areNotAlwaysTheCauseOfTheDeath(_ death: Death) { #expect(!death.isExplained) }

    @Test func areBelievedIfTheEngineTellsLittle() {
        #expect(OutsideSignal(number: nil, time: 1000).explains(exitCode: nil, at: nil))
        #expect(OutsideSignal(number: 9, time: 1000).explains(exitCode: nil, at: nil))
    }
}
