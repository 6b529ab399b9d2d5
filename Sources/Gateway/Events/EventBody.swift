import Foundation
import JSONText
import LambdaModel

/// The body of an event: text, or base64.
struct EventBody {
    /// Nil if the request has no body, or an empty one.
    let text: String?
    let isBase64: Bool

    /// A body that is not UTF-8 is in base64, whatever its type: AWS replaces its bytes, so that it is lost.
    init(_ request: WebRequest, _ place: RequestPlace) {
        guard !request.body.isEmpty else {
            (text, isBase64) = (nil, false)
            return
        }
        if Self.isText(request, place), let text = String(validating: request.body, as: UTF8.self) {
            (self.text, isBase64) = (text, false)
        } else {
            (text, isBase64) = (Data(request.body).base64EncodedString(), true)
        }
    }

    /// Whether the service passes the body as text.
    ///
    /// - REST API: unless its type is a binary media type (API Gateway developer guide, "Content type conversions
    ///   in API Gateway").
    /// - Load balancer: if it has no `content-encoding`, and one of four types (Elastic Load Balancing user guide, "Use
    ///   Lambda functions as targets of an Application Load Balancer").
    /// - HTTP API and function URL: AWS does not document the types. Requests to AWS show the same four, and forms and
    ///   bodies without a type in base64.
    private static func isText(_ request: WebRequest, _ place: RequestPlace) -> Bool {
        let type = request.fields.first("content-type")
        switch place.format {
        case .rest: return !BinaryMedia.matches(type, in: place.binaryMediaTypes)
        case .functionURL, .http2, .http1, .alb, .albMultiValue, .websocket:
            guard request.fields.first("content-encoding") == nil, let type else { return false }
            let essence = BinaryMedia.essence(type)
            return essence.hasPrefix("text/") || textTypes.contains(essence)
        }
    }

    private static let textTypes: Set<String> = ["application/json", "application/javascript", "application/xml"]
}
