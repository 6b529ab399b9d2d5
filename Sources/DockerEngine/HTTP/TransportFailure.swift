import AsyncHTTPClient
import NIOCore
import NIOHTTP1

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension EngineError.Kind {
    /// What an error of async-http-client or NIO means.
    ///
    /// - Parameter duringBody: whether the answer had begun; the same error means "nobody listens" before that and
    ///   "the engine went away" after it.
    static func transport(_ error: any Error, duringBody: Bool, endpoint: EngineEndpoint) -> Self {
        if !duringBody, let problem = tlsProblem(error, endpoint) { return .invalidSetting(problem) }
        switch error {
        case is CancellationError:
            return .cancelled
        case let error as HTTPClientError:
            return client(error, duringBody: duringBody, endpoint: endpoint)
        case let error as IOError:
            return system(error, duringBody: duringBody, endpoint: endpoint)
        case let error as HTTPParserError:
            return error == .invalidEOFState
                ? .disconnected(reason: "the answer ended too early") : .protocolViolation("not HTTP: \(error)")
        case let error as NIOTooManyBytesError:
            return .protocolViolation("the answer is longer than \(error.maxBytes.map(String.init) ?? "allowed") bytes")
        case let error as ChannelError:
            guard case .connectTimeout = error else {
                // Such as a kept connection that the engine closed just now.
                return .disconnected(reason: "\(error)")
            }
            return .noEngine(looked: ["\(endpoint) (no answer)"])
        default:
            return duringBody ? .disconnected(reason: "\(error)") : .noEngine(looked: ["\(endpoint) (\(error))"])
        }
    }

    /// What to do about an engine that speaks TLS and was not asked so.
    static let wantsTLS =
        "it speaks TLS. Set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of its ca.pem, cert.pem and key.pem"

    /// What is wrong if only one of both sides speaks TLS; nil if that cannot be.
    private static func tlsProblem(_ error: any Error, _ endpoint: EngineEndpoint) -> String? {
        guard case .tcp(_, _, let tls) = endpoint else { return nil }
        if tls != nil {
            let words = "\(error)"
            guard words.contains("WRONG_VERSION_NUMBER") || words.contains("EOF during handshake") else { return nil }
            return "\(endpoint) does not speak TLS. Unset DOCKER_TLS_VERIFY and DOCKER_TLS, or use its TLS port"
        }
        // The answer of a server that speaks TLS is an alert, which is no HTTP.
        guard error is HTTPParserError, error as? HTTPParserError != .invalidEOFState else { return nil }
        return "\(endpoint) does not answer in HTTP; perhaps \(wantsTLS)"
    }

    private static func client(_ error: HTTPClientError, duringBody: Bool, endpoint: EngineEndpoint) -> Self {
        switch error {
        case .cancelled, .alreadyShutdown, .requestStreamCancelled:
            return .cancelled
        case .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
            return .noEngine(looked: ["\(endpoint) (no answer)"])
        case .remoteConnectionClosed:
            return .disconnected(reason: "closed by the engine")
        default:
            return duringBody ? .disconnected(reason: "\(error)") : .protocolViolation("\(error)")
        }
    }

    private static func system(_ error: IOError, duringBody: Bool, endpoint: EngineEndpoint) -> Self {
        let reason = String(cString: strerror(error.errnoCode))
        guard !duringBody else {
            return .disconnected(reason: reason)
        }
        switch error.errnoCode {
        case EACCES, EPERM:
            guard case .unix(let path) = endpoint else {
                return .noEngine(looked: ["\(endpoint) (\(reason))"])
            }
            return .permissionDenied(path: path)
        case ECONNRESET, EPIPE, ENOTCONN:
            return .disconnected(reason: reason)
        default:
            return .noEngine(looked: ["\(endpoint) (\(reason))"])
        }
    }
}
