/// Why a request to the Runtime API is refused.
public struct RuntimeRefusal: Error, Hashable, Sendable {
    /// The HTTP status.
    public var status: Int
    /// `errorType` of the answer.
    public var type: String
    /// `errorMessage` of the answer.
    public var message: String

    /// A refusal.
    public init(_ status: Int, _ type: String, _ message: String) {
        (self.status, self.type, self.message) = (status, type, message)
    }

    static let state = RuntimeRefusal(403, "InvalidStateTransition", "the request is not allowed in this state")
    static let requestID = RuntimeRefusal(400, "InvalidRequestID", "no call with this request id waits for an answer")
    static let tooLate = RuntimeRefusal(410, "InvokeTimeout", "the call is over: the answer is too late")
    static let mode = RuntimeRefusal(400, "InvalidFunctionResponseMode", "the only response mode is \"streaming\"")
    static let tooLarge = RuntimeRefusal(
        413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (\(RuntimeLimits.responseBytes) bytes).")
    static let unknownExtension = RuntimeRefusal(
        403, "Extension.UnknownExtensionIdentifier", "no extension has this identifier")
}
