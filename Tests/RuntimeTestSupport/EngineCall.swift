import DockerEngine

/// A request to a scripted engine.
enum EngineCall: Hashable, Sendable {
    case connect
    case ping
    case create(name: String)
    case start(String)
    case kill(String, signal: String)
    case rename(String, to: String)
    case remove(String)
    case wait(String)
    case inspect(String)
    case list
    case stats(String)
    case logs(String, follows: Bool)
    case events
    case image(String)
    case digest(String)
    case pull(String)
    case network(String)

    /// Whether it opens a container's log to follow it.
    func follows(_ id: String) -> Bool { self == .logs(id, follows: true) }
}
