import HTTPTransport
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension EngineError.Kind {
    /// The kind of error for a failed request.
    ///
    /// - Parameter limit: the time limit of the request, if it has one.
    static func transport(_ failure: HTTPFailure, endpoint: EngineEndpoint, limit: Duration? = nil) -> Self {
        switch failure {
        case .unreachable(let error):
            return unreachable(error, endpoint)
        case .closed(inAnswer: false):
            return .disconnected(reason: "closed by the engine")
        case .closed(inAnswer: true):
            return .disconnected(reason: "the answer ended too early")
        case .broken(let error as HTTPParserError, let inAnswer):
            // A TLS server answers a plain request with an alert, which is not HTTP.
            if !inAnswer, case .tcp(_, _, tls: nil) = endpoint {
                return .invalidSetting("\(endpoint) does not answer in HTTP; perhaps \(wantsTLS)")
            }
            return .protocolViolation("not HTTP: \(error)")
        case .broken(let error as IOError, _):
            return .disconnected(reason: message(error))
        case .broken(let error, _):
            return .disconnected(reason: "\(error)")
        case .commandMissing(let command):
            return .invalidSetting(
                "lamdeck reaches an engine behind TLS or ssh with the \(command.program) command, which is not in "
                    + "PATH. Install Docker's command line client")
        case .commandFailed(let message):
            // The messages of the docker command: Go's `crypto/tls`, `RecordHeaderError`; or an EOF if the server waits
            // for the rest of an HTTP request or closes.
            let signs = ["first record does not look like a TLS handshake", "raw stream connection: EOF"]
            if case .tcp = endpoint, signs.contains(where: message.contains) {
                return .invalidSetting(
                    "\(endpoint) does not speak TLS. Unset DOCKER_TLS_VERIFY and DOCKER_TLS, or use its TLS port")
            }
            if case .tcp(_, _, let tls?) = endpoint, let path = tls.unreadable {
                return .invalidSetting("the TLS file \(path) can't be read")
            }
            if case .tcp = endpoint, message.contains("ca.pem: no such file or directory") {
                return .invalidSetting(
                    "TLS needs the certificate of the engine's authority: set DOCKER_CERT_PATH to the folder of its "
                        + "ca.pem, cert.pem and key.pem")
            }
            return .noEngine(looked: ["\(endpoint) (\(message))"])
        case .tooLarge(let limit):
            return .protocolViolation("the answer is longer than \(limit) bytes")
        case .timedOut:
            return .timedOut(after: limit ?? .zero)
        case .cancelled:
            return .cancelled
        }
    }

    /// Advice for an engine that speaks TLS when lamdeck did not use it.
    static let wantsTLS =
        "it speaks TLS. Set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of its ca.pem, cert.pem and key.pem"

    /// Why no connection could be made.
    private static func unreachable(_ error: any Error, _ endpoint: EngineEndpoint) -> Self {
        switch error {
        case let error as IOError:
            if case .unix(let path) = endpoint, [EACCES, EPERM].contains(error.errnoCode) {
                return .permissionDenied(path: path)
            }
            return .noEngine(looked: ["\(endpoint) (\(message(error)))"])
        case ChannelError.connectTimeout:
            return .noEngine(looked: ["\(endpoint) (no answer)"])
        case let error as NIOConnectionError:
            // One error for each address of the name.
            let reasons = error.connectionErrors.map { ($0.error as? IOError).map(message) ?? "\($0.error)" }
            return .noEngine(looked: ["\(endpoint) (\(reasons.first ?? "there is no such host"))"])
        default:
            return .noEngine(looked: ["\(endpoint) (\(error))"])
        }
    }

    private static func message(_ error: IOError) -> String { String(cString: strerror(error.errnoCode)) }
}

extension TLSFiles {
    /// The first file that cannot be read.
    fileprivate var unreadable: String? {
        [authorities, certificate, privateKey].compactMap { $0 }.first { access($0, R_OK) != 0 }
    }
}
