import LambdaModel

/// An HTTP request that arrived at a front, with all that an event says of it.
public struct WebRequest: Sendable, Hashable {
    /// The method in upper case as received.
    public var method: String
    /// The request target without the host, as received: `/a%20b?x=1&x=2`.
    public var target: String
    /// The header fields as received, in order.
    public var fields: [HTTPField]
    /// The body, decoded from chunks.
    public var body: [UInt8]
    /// The client's address without the port: `127.0.0.1`.
    public var sourceAddress: String
    /// The port at which the request arrived.
    public var port: Int
    /// The time of arrival: seconds since 1970.
    public var time: Double
    /// The request id (a UUID). It is also the id of the call.
    public var requestID: String
    /// The value of `X-Amzn-Trace-Id` for the call.
    public var traceID: String

    /// A request.
    public init(
        method: String, target: String, fields: [HTTPField] = [], body: [UInt8] = [],
        sourceAddress: String = "127.0.0.1", port: Int, time: Double, requestID: String, traceID: String
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
        self.sourceAddress = sourceAddress
        self.port = port
        self.time = time
        self.requestID = requestID
        self.traceID = traceID
    }

    /// Method and target in a line for the user: `GET /orders?x=1`. A long target is shortened.
    public var label: String { "\(method.prefix(40)) \(HTTPCall.shortened(target))" }

    /// The path of the target as received, still percent-encoded.
    public var rawPath: Substring { target.prefix { $0 != "?" } }

    /// What follows the first question mark, as received; empty if there is none.
    public var rawQuery: Substring { target.drop { $0 != "?" }.dropFirst() }
}
