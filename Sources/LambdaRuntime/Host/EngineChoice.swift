import DockerEngine
import Foundation
import LambdaModel

/// Which engine to use, as the user or the environment names it.
public struct EngineChoice: Sendable {
    /// `--host`; nil if it was not given.
    public var host: String?
    /// lamdeck's own environment.
    public var environment: [String: String]

    /// A choice.
    public init(host: String? = nil, environment: [String: String]) {
        self.host = host
        self.environment = environment
    }

    /// The engine, looked for the way the `docker` command does. Nothing is connected yet.
    func locate() throws(FailureReason) -> any Engine {
        do {
            let located = try located()
            guard located.endpoint.isLocal else {
                throw EngineError(
                    .unsupportedEndpoint("\(located.endpoint)"), operation: "use the engine of \(located.source)",
                    source: located.source)
            }
            return EngineClient(endpoint: located.endpoint, source: located.source)
        } catch {
            throw FailureReason(.engine, "\(error)")
        }
    }

    /// The engine's address as it is found; nil if none can be found.
    public var address: String? { (try? located()).map { "\($0.endpoint)" } }

    /// A message about the part of the `docker` command's configuration that cannot be read; nil if all of it can.
    public var warning: String? { (try? located())?.warning }

    private func located() throws(EngineError) -> LocatedEngine {
        try EngineLocator.locate(
            host: host, environment: environment, homeDirectory: environment["HOME"] ?? NSHomeDirectory(),
            userID: getuid(), files: LocalEngineFiles())
    }
}
