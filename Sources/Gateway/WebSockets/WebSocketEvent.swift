import JSONText
import LambdaModel
import OrderedCollections
import Support

/// The facts about a connection that are known from its handshake on.
public struct WebSocketSession: Sendable, Hashable {
    /// `connectionId`.
    public let connectionID: String
    /// `requestId` and `extendedRequestId` of the handshake, for `$connect` and its authorizer.
    public let handshakeID: String
    /// The handshake.
    public let request: WebRequest
    /// The API.
    public var place: Place

    /// What the events say about the API.
    public struct Place: Sendable, Hashable {
        /// The API's name.
        public var apiName: String
        /// The stage.
        public var stage: String
        /// The variables of the stage.
        public var stageVariables: OrderedDictionary<String, String>
        /// `requestContext.authorizer`: the text of the JSON object that the authorizer of `$connect` gave; nil for none.
        public var authorizer: String?

        /// A place.
        public init(
            apiName: String, stage: String, stageVariables: OrderedDictionary<String, String> = [:],
            authorizer: String? = nil
        ) {
            self.apiName = apiName
            self.stage = stage
            self.stageVariables = stageVariables
            self.authorizer = authorizer
        }
    }

    /// A connection. Its ids are of the form of ``GatewayID``.
    public init(
        connectionID: String = GatewayID.make(), handshakeID: String = GatewayID.make(), request: WebRequest,
        place: Place
    ) {
        self.connectionID = connectionID
        self.handshakeID = handshakeID
        self.request = request
        self.place = place
    }

    /// `identity.userAgent`; nil if the client does not name itself.
    public var userAgent: String? { request.fields.first("user-agent") }

    /// `domainName`: the client's name for this machine, with the port, since functions build the address of
    /// `@connections` with it.
    var domain: String { request.fields.first("host") ?? "localhost:\(request.port)" }
}

/// Builds the events of a WebSocket API (API Gateway developer guide, "WebSocket API mapping template reference"). The
/// page names the values, and recorded events show where AWS puts them.
public enum WebSocketEvent {
    /// The event of `$connect`.
    public static func connect(_ session: WebSocketSession) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            // AWS sorts the names; `Connection` and `Upgrade` are not among them.
            var headers = EventHeaders(session.request, .rest).values
            headers.sort { $0.key.lowercased() < $1.key.lowercased() }
            $0.member("headers", headers.last)
            $0.member("multiValueHeaders", headers)
            let query = EventQuery(session.request.rawQuery, .decoded).values
            if !query.isEmpty {
                $0.member("queryStringParameters", query.last)
                $0.member("multiValueQueryStringParameters", query)
            }
            let context = Context(
                session: session, routeKey: RouteKey.connect, type: "CONNECT",
                requestID: session.handshakeID, time: session.request.time)
            context.write(to: &$0)
            $0.member("isBase64Encoded", false)
        }
        return writer.bytes
    }

    /// The event of a message.
    ///
    /// - Parameters:
    ///   - route: the key of the route that takes it.
    ///   - body: the message, in UTF-8.
    ///   - time: when it arrived, in seconds since 1970.
    public static func message(
        _ session: WebSocketSession, route: RouteKey, body: [UInt8], messageID: String, requestID: String,
        at time: Double
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            let context = Context(
                session: session, routeKey: route.path, type: "MESSAGE", requestID: requestID, time: time,
                messageID: messageID)
            context.write(to: &$0)
            $0.member("body", String(decoding: body, as: UTF8.self))
            $0.member("isBase64Encoded", false)
        }
        return writer.bytes
    }

    /// The event of `$disconnect`. Of the headers AWS has only the host's value.
    ///
    /// - Parameter time: when the connection ended, in seconds since 1970.
    public static func disconnect(
        _ session: WebSocketSession, _ closing: WebSocketClosing, requestID: String, at time: Double
    ) -> [UInt8] {
        let headers: OrderedDictionary<String, [String]> = [
            "Host": [session.domain], "x-api-key": [""], "X-Forwarded-For": [""], "x-restapi": [""],
        ]
        var writer = JSONWriter()
        writer.object {
            $0.member("headers", headers.last)
            $0.member("multiValueHeaders", headers)
            let context = Context(
                session: session, routeKey: RouteKey.disconnect, type: "DISCONNECT", requestID: requestID, time: time,
                closing: closing)
            context.write(to: &$0)
            $0.member("isBase64Encoded", false)
        }
        return writer.bytes
    }

    /// `requestContext`, and the variables of the stage.
    private struct Context {
        let session: WebSocketSession
        let routeKey: String
        let type: String
        let requestID: String
        let time: Double
        var messageID: String?
        var closing: WebSocketClosing?

        func write(to writer: inout JSONWriter) {
            if !session.place.stageVariables.isEmpty { writer.member("stageVariables", session.place.stageVariables) }
            writer.key("requestContext")
            writer.object(writeMembers)
        }

        private func writeMembers(to writer: inout JSONWriter) {
            writer.member("routeKey", routeKey)
            writer.authorizer(session.place.authorizer)
            if let messageID { writer.member("messageId", messageID) }
            if let closing { writer.member("disconnectStatusCode", closing.code) }
            writer.member("eventType", type)
            writer.member("extendedRequestId", requestID)
            writer.member("requestTime", EventNames.time(time))
            writer.member("messageDirection", "IN")
            if let closing { writer.member("disconnectReason", closing.reason) }
            writer.member("stage", session.place.stage)
            writer.member("connectedAt", ISO8601.milliseconds(session.request.time))
            writer.member("requestTimeEpoch", ISO8601.milliseconds(time))
            writer.key("identity")
            writer.object {
                if let agent = session.userAgent { $0.member("userAgent", agent) }
                $0.member("sourceIp", session.request.sourceAddress)
            }
            writer.member("requestId", requestID)
            writer.member("domainName", session.domain)
            writer.member("connectionId", session.connectionID)
            writer.member("apiId", APIIdentifier.of(session.place.apiName))
        }
    }
}
