/// An HTTP response that a service of AWS makes of a function's response.
public struct WebResponse: Sendable, Hashable {
    /// The status; one that a function returned is 200 to 599.
    public var status: Int
    /// The header fields, including `set-cookie`, without `content-length`.
    public var fields: [HTTPField]
    /// The body.
    public var body: [UInt8]
    /// What the service has not taken of the function's response, for the user: `.cookies` of payload 2.0 in a response of
    /// payload 1.0. Nil if nothing is lost.
    public var remark: String?

    /// A response.
    public init(status: Int, fields: [HTTPField] = [], body: [UInt8] = [], remark: String? = nil) {
        self.status = status
        self.fields = fields
        self.body = body
        self.remark = remark
    }

    /// Whether a response with this status may have a body (RFC 9110, 6.4.1): otherwise a client takes the body for the
    /// next response.
    public var mayHaveBody: Bool { status >= 200 && status != 204 && status != 304 }

    /// The response without a body that its status does not allow.
    var withoutForbiddenBody: WebResponse {
        var response = self
        if !mayHaveBody { response.body = [] }
        return response
    }
}

/// Why a function's response is not one that the service takes.
public struct ResponseShapeProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place in the response as a filter of jq: `.headers["x-a"]`; `.` for the whole response.
    public var path: String
    /// One line for the user: `.headers["x-a"] is an object; a header's value is a string`.
    public var description: String

    /// A problem.
    public init(path: String, _ description: String) {
        self.path = path
        self.description = description
    }
}
