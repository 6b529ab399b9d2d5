import JSONText
import LambdaModel
import Support

/// How a call of a route ended.
public enum FunctionOutcome: Sendable, Hashable {
    /// The function has answered: its response.
    case responded([UInt8])
    /// The function has failed, or could not be called; why, for the user.
    case failed(String)
    /// The function has not answered in time (29 s).
    case timedOut
    /// Too many calls wait; how many, for the user.
    case throttled(String)
}

/// What the outcome of a call means to a client.
public enum WebSocketAnswer: Sendable, Hashable {
    /// `$connect` accepts the client.
    ///
    /// - Parameter subprotocol: `Sec-WebSocket-Protocol` of the function's response; API Gateway passes no other header on.
    case accept(subprotocol: String?)
    /// `$connect` refuses the client.
    ///
    /// - Parameter problem: why, for the user; nil if the function's response refuses the client.
    case refuse(WebResponse, problem: String?)

    private static let subprotocol = "sec-websocket-protocol"

    /// Reads the outcome of `$connect`: a status of 200 to 299 accepts the client, and any other is the client's answer
    /// (API Gateway developer guide, "Manage connected users and client apps: $connect and $disconnect routes"). AWS
    /// answers 502 for a function that failed.
    public static func connect(_ outcome: FunctionOutcome) -> WebSocketAnswer {
        let response: [UInt8]
        switch outcome {
        case .responded(let bytes): response = bytes
        case .failed(let reason): return .refuse(.error(502, internalError), problem: reason)
        case .timedOut: return .refuse(.error(504, timedOut), problem: "the function has not answered in time")
        case .throttled(let reason): return .refuse(.error(429, throttled), problem: reason)
        }
        do throws(ResponseShapeProblem) {
            let answer = try ResponseMapping.read(response, as: .websocket)
            guard 200...299 ~= answer.status else { return .refuse(WebResponse(status: answer.status), problem: nil) }
            let name = answer.fields.first(subprotocol)
            guard name.map(isToken) ?? true else {
                throw ResponseShapeProblem(
                    path: ".headers", "`Sec-WebSocket-Protocol` is not the name of a protocol")
            }
            return .accept(subprotocol: name)
        } catch {
            return .refuse(.error(502, internalError), problem: error.description)
        }
    }

    /// The message that a client gets after its own one.
    public struct Reply: Sendable, Hashable {
        /// The bytes to send; nil for nothing.
        public var message: [UInt8]?
        /// What is wrong with the function's response; nil if it is as expected.
        public var problem: ResponseShapeProblem?

        /// A reply.
        public init(message: [UInt8]? = nil, problem: ResponseShapeProblem? = nil) {
            self.message = message
            self.problem = problem
        }
    }

    /// Reads the outcome of a message's route. The body of the response goes to the client only if the route has a route
    /// response (API Gateway developer guide, "Set up route responses for WebSocket APIs in API Gateway"); errors always
    /// do.
    ///
    /// - Parameters:
    ///   - hasRouteResponse: whether the route has a route response.
    ///   - most: the most bytes of a message.
    public static func message(
        _ outcome: FunctionOutcome, hasRouteResponse: Bool, most: Int, connectionID: String, requestID: String
    ) -> Reply {
        func error(_ text: String) -> [UInt8] { self.error(text, connectionID: connectionID, requestID: requestID) }
        switch outcome {
        case .responded(let response):
            do throws(ResponseShapeProblem) {
                let answer = try ResponseMapping.read(response, as: .websocket)
                guard hasRouteResponse, !answer.body.isEmpty else { return Reply() }
                guard answer.body.count <= most else {
                    throw ResponseShapeProblem(
                        path: ".body", "`.body` has \(answer.body.count) bytes; a message has at most \(most)")
                }
                return Reply(message: answer.body)
            } catch let problem {
                return Reply(message: error(internalError), problem: problem)
            }
        case .failed: return Reply(message: error(internalError))
        case .timedOut: return Reply(message: error(timedOut))
        case .throttled: return Reply(message: error(throttled))
        }
    }

    /// The message after one that has no route.
    public static func noRoute(connectionID: String, requestID: String) -> [UInt8] {
        error("Forbidden", connectionID: connectionID, requestID: requestID)
    }

    /// The answer to a handshake while no client can connect.
    public static let unavailable = WebResponse.error(503, "Service Unavailable")

    private static let internalError = "Internal server error"
    private static let timedOut = "Endpoint request timed out"
    private static let throttled = "Too Many Requests"

    private static func error(_ text: String, connectionID: String, requestID: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.member("message", text)
            $0.member("connectionId", connectionID)
            $0.member("requestId", requestID)
        }
        return writer.bytes
    }

    /// Whether text is a token (RFC 9110, section 5.6.2).
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isOfHTTPToken)
    }
}

extension WebResponse {
    /// A service's own response, with a message.
    static func error(_ status: Int, _ message: String, _ fields: [HTTPField] = []) -> WebResponse {
        var writer = JSONWriter()
        writer.object { $0.member("message", message) }
        return WebResponse(
            status: status, fields: [HTTPField("content-type", "application/json")] + fields, body: writer.bytes)
    }
}
