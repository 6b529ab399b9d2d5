import DockerEngine
import LambdaModel

/// What a host reaches containers with, and the clock that it waits by. Tests put scripted ones in their place.
struct HostWorld: Sendable {
    /// Finds the engine that was chosen. Nothing is connected yet.
    var locate: @Sendable (EngineChoice) throws(FailureReason) -> any Engine = { (choice) throws(FailureReason) in
        try choice.locate()
    }
    /// Speaks to the containers.
    var emulator: any EmulatorAccess = EmulatorClient()
    var timing = Timing.real
}
