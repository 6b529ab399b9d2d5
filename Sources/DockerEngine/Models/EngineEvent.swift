/// An event of the engine (`GET /events`).
public struct EngineEvent: Sendable, Hashable {
    /// `container`, `image`, `network`, `volume`, `daemon`, …
    public var type: String
    /// `create`, `start`, `die`, `oom`, `kill`, `destroy`, …; some have more after a colon (`exec_start: ls`).
    public var action: String
    /// The container's or image's id.
    public var actorID: String
    /// The actor's labels, and details of the action (`exitCode`, `signal`, `name`, `image`).
    public var attributes: [String: String]
    /// Billionths of a second since 1970, by the engine's clock.
    public var timeNanoseconds: Int64

    /// The exit code of a `die` event. Podman spells the attribute differently.
    public var exitCode: Int? {
        (attributes["exitCode"] ?? attributes["containerExitCode"]).flatMap { Int($0) }
    }

    /// The time as a value for `since` and `until`.
    public var time: EngineTimestamp { EngineTimestamp(nanosecondsSince1970: timeNanoseconds) }
}
