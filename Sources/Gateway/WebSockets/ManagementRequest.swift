import JSONText
import LambdaModel
import Support

/// A request of the API Gateway Management API, by which functions reach connections: `POST /@connections/ID` (API Gateway
/// developer guide, "Use @connections commands in your backend service").
public struct ManagementRequest: Sendable, Hashable {
    /// What it does.
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        /// Sends a message (`PostToConnection`).
        case post = "POST"
        /// Describes the connection (`GetConnection`).
        case get = "GET"
        /// Ends the connection (`DeleteConnection`).
        case delete = "DELETE"
    }

    /// What a request is.
    public enum Reading: Sendable, Hashable {
        /// A request of the Management API.
        case request(ManagementRequest)
        /// A request of the Management API that cannot be carried out.
        case refused(WebResponse)
        /// Another request.
        case other
    }

    /// What it does.
    public let operation: Operation
    /// The connection's id, of the right form.
    public let connectionID: String

    private static let folder = "@connections"

    /// Reads a request. The stage may be missing in the path, as at a domain of one's own.
    public static func read(_ request: WebRequest, stage: String) -> Reading {
        var parts = request.rawPath.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(decoded)
        if parts.first == stage { parts.removeFirst() }
        guard parts.first == folder else { return .other }
        guard let operation = Operation(rawValue: request.method), parts.count == 2, !parts[1].isEmpty else {
            return .refused(.managementError(403, "ForbiddenException", "Forbidden"))
        }
        guard GatewayID.isValid(parts[1]) else {
            let message = "Invalid connectionId: \(parts[1].prefix(128))"
            return .refused(.managementError(400, "BadRequestException", message))
        }
        return .request(ManagementRequest(operation: operation, connectionID: parts[1]))
    }

    private static func decoded(_ part: Substring) -> String {
        String(decoding: PercentCoding.decodedLoosely(part.utf8), as: UTF8.self)
    }

    // MARK: Answers

    /// The answer to `POST`.
    public static let sent = WebResponse(status: 200)
    /// The answer to `DELETE`.
    public static let deleted = WebResponse(status: 204)
    /// The answer if there is no such connection, or if its `$connect` has not answered yet. AWS sends no body, and names
    /// the error in a header, which SDKs read.
    public static let gone = WebResponse(status: 410, fields: [HTTPField("x-amzn-ErrorType", "GoneException")])
    /// The answer to a message that is too large.
    public static let tooLarge = WebResponse.managementError(413, "PayloadTooLargeException", "Payload Too Large")
    /// The answer if the client does not read what was sent to it before.
    public static let fullBuffer = WebResponse.managementError(429, "LimitExceededException", "Too Many Requests")

    /// The answer to `GET`. The times are in seconds since 1970.
    public static func description(
        connectedAt: Double, lastActiveAt: Double, sourceAddress: String, userAgent: String?
    ) -> WebResponse {
        var writer = JSONWriter()
        writer.object {
            $0.member("connectedAt", ISO8601.text(connectedAt, hasMilliseconds: true))
            $0.key("identity")
            $0.object {
                $0.member("sourceIp", sourceAddress)
                $0.member("userAgent", userAgent ?? "")
            }
            $0.member("lastActiveAt", ISO8601.text(lastActiveAt, hasMilliseconds: true))
        }
        return WebResponse(
            status: 200, fields: [HTTPField("content-type", "application/json")], body: writer.bytes)
    }
}

extension WebResponse {
    /// An error of the Management API.
    fileprivate static func managementError(_ status: Int, _ type: String, _ message: String) -> WebResponse {
        error(status, message, [HTTPField("x-amzn-ErrorType", type)])
    }
}
