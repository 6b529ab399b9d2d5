import Foundation
import JSONText
import LambdaModel
import NIOHTTP1
import Support

/// Makes the answers of the Runtime API and the Extensions API.
struct RuntimeReplies {
    let facts: RuntimeFacts

    /// The event of a call, for the runtime.
    ///
    /// - Parameter time: when the runtime gets it, in seconds since 1970.
    func event(of call: RuntimeCall, at time: Double) -> RuntimeReply {
        RuntimeReply(
            status: .ok, headers: headers(of: call, deadline: call.deadline(from: time)), body: call.request.payload)
    }

    private func headers(of call: RuntimeCall, deadline: Double) -> [(String, String)] {
        let (request, identity) = (call.request, call.identity)
        var headers = [
            (RuntimeHeader.requestID, identity.requestID), (RuntimeHeader.invocationID, identity.invocationID),
            (RuntimeHeader.deadline, "\(Int(deadline * 1000))"), (RuntimeHeader.arn, facts.arn),
            (RuntimeHeader.traceID, call.traceID),
        ]
        // The runtime gets the JSON text itself, on one line.
        if let context = request.clientContext.flatMap({ Data(base64Encoded: $0) }) {
            let text = String(decoding: context, as: UTF8.self)
            headers.append((RuntimeHeader.clientContext, text.split { $0.isNewline }.joined(separator: " ")))
        }
        if let identity = request.cognitoIdentity { headers.append((RuntimeHeader.cognitoIdentity, identity)) }
        if let tenant = request.tenantID { headers.append((RuntimeHeader.tenantID, tenant)) }
        return headers
    }

    /// The event of a call, for an extension (AWS Lambda's developer guide, "Extensions API", Next).
    ///
    /// - Parameter time: when the runtime got its own, in seconds since 1970.
    func invoke(_ call: RuntimeCall, at time: Double) -> RuntimeReply {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("eventType", "INVOKE")
            writer.member("deadlineMs", Int(call.deadline(from: time) * 1000))
            writer.member("requestId", call.identity.requestID)
            writer.member("invokedFunctionArn", facts.arn)
            writer.key("tracing")
            writer.object { writer in
                writer.member("type", "X-Amzn-Trace-Id")
                writer.member("value", call.traceID)
            }
        }
        return Self.extensionEvent(writer.bytes)
    }

    /// The end of the environment, for an extension.
    ///
    /// - Parameter time: when it begins, in seconds since 1970.
    func shutdown(_ reason: ShutdownReason, at time: Double) -> RuntimeReply {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("eventType", "SHUTDOWN")
            writer.member("shutdownReason", reason.rawValue)
            writer.member("deadlineMs", Int((time + facts.grace.seconds) * 1000))
        }
        return Self.extensionEvent(writer.bytes)
    }

    private static func extensionEvent(_ body: [UInt8]) -> RuntimeReply {
        RuntimeReply(status: .ok, headers: [(RuntimeHeader.extensionEventID, RequestID.make())], body: body)
    }

    /// An extension is registered.
    func registered(_ id: ExtensionID, _ exchange: RuntimeExchange) -> RuntimeReply {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("functionName", facts.functionName)
            writer.member("functionVersion", "$LATEST")
            writer.member("handler", facts.handler)
            if exchange.accepts(feature: "accountId") { writer.member("accountId", facts.account) }
        }
        return RuntimeReply(status: .ok, headers: [(RuntimeHeader.extensionID, id)], body: writer.bytes)
    }
}

extension RuntimeReply {
    /// .NET's clients fail on an answer without a body.
    static let accepted = RuntimeReply(body: Array(#"{"status":"OK"}"#.utf8))
    /// The environment is restored from its snapshot.
    static let restored = RuntimeReply(status: .ok, body: Array("{}".utf8))
    static let pong = RuntimeReply(status: .ok, body: Array("pong".utf8))
    /// An extension is subscribed to records.
    static let subscribed = RuntimeReply(status: .ok, body: Array(#""OK""#.utf8))

    /// A call that should be delivered has gone.
    static let noCall = refusal(RuntimeRefusal(500, "Runtime.NoCall", "no call"))

    /// The error object of the Runtime API.
    static func refusal(_ refusal: RuntimeRefusal) -> RuntimeReply {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("errorMessage", refusal.message)
            writer.member("errorType", refusal.type)
        }
        return RuntimeReply(status: HTTPResponseStatus(statusCode: refusal.status), body: writer.bytes)
    }
}
