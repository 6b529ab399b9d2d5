/// A failure between lamdeck and the engine: what happened, where, and what the user can do about it.
public struct EngineError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds that a caller may want to distinguish.
    public enum Kind: Sendable, Equatable {
        /// Nothing listens: the sockets are missing or refuse connections. Holds every place that was tried.
        case noEngine(looked: [String])
        /// The socket exists, but this user may not write to it.
        case permissionDenied(path: String)
        /// An engine that cannot be used, such as one over ssh; the address as the user wrote it.
        case unsupportedEndpoint(String)
        /// A malformed address, an unknown context, TLS files that cannot be read; the message.
        case invalidSetting(String)
        /// The engine refused, in its own words. The status is HTTP's; 200 if the engine reported a failure in the
        /// middle of a successful answer.
        case api(status: Int, message: String)
        /// The container or image does not exist (HTTP 404), in the engine's words.
        case notFound(message: String)
        /// The container's state, or a name in use, forbids it (HTTP 409), in the engine's words.
        case conflict(message: String)
        /// The image could not be pulled, in the engine's words.
        case imageUnavailable(reference: String, message: String)
        /// The engine supports no API version that lamdeck knows; its newest version, or "unknown".
        case versionTooOld(engine: String)
        /// The answer does not conform to the API; the message.
        case protocolViolation(String)
        /// The connection broke; the reason as the system reports it.
        case disconnected(reason: String)
        /// No complete answer within this time.
        case timedOut(after: Duration)
        /// The task was cancelled, or the client was shut down.
        case cancelled
    }

    /// The kind of failure.
    public let kind: Kind
    /// What lamdeck was doing, in words that follow "could not": `start container 4f…`; for a setting, its name.
    public let operation: String
    /// The engine concerned, if known.
    public let endpoint: EngineEndpoint?
    /// What named that engine, as in ``LocatedEngine/source``; nil if not known.
    public let source: String?

    /// A failure of an operation.
    public init(_ kind: Kind, operation: String, endpoint: EngineEndpoint? = nil, source: String? = nil) {
        self.kind = kind
        self.operation = operation
        self.endpoint = endpoint
        self.source = source
    }

    /// The engine's own message, if there is one.
    public var engineMessage: String? {
        switch kind {
        case .api(_, let message), .notFound(let message), .conflict(let message), .imageUnavailable(_, let message):
            return message
        case .noEngine, .permissionDenied, .unsupportedEndpoint, .invalidSetting, .versionTooOld, .protocolViolation,
            .disconnected, .timedOut, .cancelled:
            return nil
        }
    }

    /// One or two sentences for the user: what, where, what to do.
    public var description: String {
        switch kind {
        case .noEngine(let looked):
            return "no container engine answers at \(looked.joined(separator: ", "))\(naming). \(advice)"
        case .permissionDenied(let path):
            return "no permission to use the engine's socket \(path). "
                + "Add yourself to the docker group (sudo usermod -aG docker $USER) and log in again, "
                + "or use a rootless engine"
        case .unsupportedEndpoint(let address):
            return "an engine at \(address)\(naming) can't be used: code is mounted from this machine's folders, "
                + "which needs an engine on this machine, over a unix socket or tcp://127.0.0.1"
                + (remedy.map { ". \($0.prefix(1).uppercased())\($0.dropFirst()), or name such an engine" } ?? "")
        case .invalidSetting(let problem):
            return "\(operation): \(problem)"
        case .api(let status, let message):
            return "could not \(operation): \(message) (HTTP \(status))"
        case .notFound(let message), .conflict(let message):
            return "could not \(operation): \(message)"
        case .imageUnavailable(let reference, let message):
            return "could not pull the image \(reference): \(message)"
        case .versionTooOld(let version):
            return
                "the engine\(place) speaks API version \(version); lamdeck needs \(APIVersion.oldest) (Docker 20.10) "
                + "or newer. Update the engine, or name another with --host or DOCKER_HOST"
        case .protocolViolation(let problem):
            return "could not \(operation): the engine\(place) sent an invalid answer: \(problem)"
        case .disconnected(let reason):
            return "could not \(operation): the connection to the engine\(place) broke (\(reason)). "
                + "Is the engine still running?"
        case .timedOut(let duration):
            return "could not \(operation): the engine\(place) did not answer for \(duration.components.seconds) s. "
                + "It may be overloaded or stuck"
        case .cancelled:
            return "could not \(operation): cancelled"
        }
    }

    private var place: String {
        endpoint.map { " at \($0)\(naming)" } ?? ""
    }

    /// What named the engine, if the user did.
    private var naming: String {
        switch source {
        case "--host": " (named by --host)"
        case let source? where source.hasPrefix("DOCKER_"): " (named by the variable \(source))"
        case let source? where source.hasPrefix("context "): " (named by the docker \(source))"
        default: ""
        }
    }

    /// What to do about an engine that cannot be reached.
    private var advice: String {
        guard let remedy else {
            return "Start Docker (sudo systemctl start docker) or name an engine with --host or DOCKER_HOST"
        }
        return "Start that engine, or \(remedy)"
    }

    /// How to use another engine than the one that the user named; nil if the user named none.
    private var remedy: String? {
        switch source {
        case "--host": "leave --host out"
        case let source? where source.hasPrefix("DOCKER_"): "unset \(source)"
        case let source? where source.hasPrefix("context "): "choose this machine's: docker context use default"
        default: nil
        }
    }
}
