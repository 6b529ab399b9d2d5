import JSONText

/// Makes an HTTP response of a function's response, as the service does that sent the event.
///
/// What the developer guides leave open is as AWS answers: the recorded responses of AWS's own Lambda Test Tool
/// (aws/aws-lambda-dotnet, for API Gateway) and of LocalStack's tests that ran against AWS (REST APIs and function URLs)
/// show it.
public enum ResponseMapping {
    /// Reads a function's response.
    ///
    /// - Parameters:
    ///   - response: the response as the runtime sent it. For a function URL it may be a stored stream that begins with
    ///     a prelude; see ``StreamedResponse``.
    ///   - format: the form of the event that the function got.
    ///   - decodesBase64: whether a body in base64 is decoded; see ``BinaryMedia/decodesResponse(accept:_:)``. It counts
    ///     for REST APIs alone, since other services always decode.
    /// - Throws: what is wrong with the response. The service then answers with ``GatewayError/malformedResponse``.
    public static func read(
        _ response: [UInt8], as format: EventFormat, decodesBase64: Bool = true
    ) throws(ResponseShapeProblem) -> WebResponse {
        switch format {
        case .functionURL:
            if let stored = try storedStream(response) { return stored }
            return try payload2(response, format)
        case .http2: return try payload2(response, format)
        case .rest:
            var reader = try ResponseReader(response, format)
            reader.decodesBase64 = decodesBase64
            return try reader.response()
        case .alb, .albMultiValue:
            guard response.count <= loadBalancerLimit else {
                throw ResponseShapeProblem(
                    path: ".",
                    "the response has \(response.count) bytes; a load balancer takes at most \(loadBalancerLimit)")
            }
            return try ResponseReader(response, format).response()
        case .http1, .websocket: return try ResponseReader(response, format).response()
        }
    }

    /// The most bytes of the response JSON that a load balancer takes: 1 MB (Elastic Load Balancing user guide, "Lambda
    /// functions as targets").
    private static let loadBalancerLimit = 1 << 20

    /// Reads what a function streamed, after it ended: with or without a prelude.
    ///
    /// - Parameter contentType: the type that the runtime gave it; see ``StreamedResponse/init(contentType:)``.
    public static func read(
        stream: [UInt8], contentType: String? = nil
    ) throws(ResponseShapeProblem) -> WebResponse {
        // Without a byte there is no type, and no prelude.
        var reader = StreamedResponse(contentType: stream.isEmpty ? nil : contentType)
        let (first, start) = try reader.add(stream)
        let (last, rest) = try reader.finish()
        var response = first ?? last ?? WebResponse(status: 200)
        response.body = start + rest
        return response.withoutForbiddenBody
    }

    // MARK: Payload 2.0

    /// A response without `statusCode` is a body: JSON, or text from a runtime that does not write JSON. Of a JSON string
    /// the body is its text.
    private static func payload2(
        _ response: [UInt8], _ format: EventFormat
    ) throws(ResponseShapeProblem) -> WebResponse {
        guard let root = try? JSONDocument(response).root else { return inferred(response) }
        switch root.kind {
        case .object where root["statusCode"] != nil: return try ResponseReader(root, format).response()
        case .string: return inferred(root.textBytes)
        case .object, .array, .number, .bool, .null:
            // A function URL formats the JSON without blanks; an HTTP API passes its bytes.
            guard format == .functionURL else { return inferred(response) }
            var writer = JSONWriter()
            writer.raw(root)
            return inferred(writer.bytes)
        }
    }

    private static func inferred(_ body: [UInt8]) -> WebResponse {
        WebResponse(status: 200, fields: [HTTPField("content-type", "application/json")], body: body)
    }

    /// The response in a stored stream; nil if the bytes are not an object with the border of a prelude after it.
    private static func storedStream(_ response: [UInt8]) throws(ResponseShapeProblem) -> WebResponse? {
        guard response.first == UInt8(ascii: "{"), response.prefix(StreamedResponse.preludeLimit).contains(0) else {
            return nil
        }
        return try read(stream: response)
    }
}

extension JSONNode {
    /// The bytes of a string's text; empty for other kinds.
    var textBytes: [UInt8] { string.map { Array($0.utf8) } ?? [] }
}
