/// Something that happened in the engine (`GET /events`).
public struct EngineEvent: Sendable, Hashable {
    /// `container`, `image`, `network`, `volume`, `daemon`, …
    public var type: String
    /// `create`, `start`, `die`, `oom`, `kill`, `destroy`, …; some carry more after a colon (`exec_start: ls`).
    public var action: String
    /// The container's or image's id.
    public var actorID: String
    /// The actor's labels, and what belongs to the action (`exitCode`, `signal`, `name`, `image`).
    public var attributes: [String: String]
    /// Billionths of a second since 1970, by the engine's clock.
    public var timeNanoseconds: Int64

    /// The exit code of a `die` event. Podman spells it another way.
    public var exitCode: Int? {
        (attributes["exitCode"] ?? attributes["containerExitCode"]).flatMap { Int($0) }
    }

    /// The time in the form that `since` and `until` take.
    public var time: EngineTimestamp { EngineTimestamp(nanosecondsSince1970: timeNanoseconds) }
}
