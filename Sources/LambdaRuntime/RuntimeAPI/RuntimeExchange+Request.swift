import Foundation
import JSONText
import LambdaModel
import NIOCore
import NIOHTTP1

/// What a request says.
extension RuntimeExchange {
    /// Refuses browsers, whose pages can send requests to this machine, and callers that use another name for it.
    ///
    /// - Parameter address: the one that the container is given; empty if it is not known yet.
    func refusal(at address: String) -> RuntimeRefusal? {
        let headers = head.headers
        if headers.contains(name: "Origin") || headers.contains(where: { Self.isOfBrowsers($0.name) }) {
            return RuntimeRefusal(403, "Forbidden", "browsers may not use the Runtime API")
        }
        let hosts = headers["Host"]
        guard address.isEmpty || hosts == [address] else {
            return RuntimeRefusal(403, "Forbidden", "the request is for another host")
        }
        return nil
    }

    /// Whether a header's name begins with `Sec-Fetch-`. Checked for each header of each request, so it makes no text.
    private static func isOfBrowsers(_ name: String) -> Bool {
        name.utf8.prefix(10).elementsEqual("sec-fetch-".utf8) { $0 | 0x20 == $1 }
    }

    // MARK: From a runtime

    /// The call that the request is about.
    ///
    /// - Parameter id: that of the path.
    func claim(_ id: String) -> CallIdentity.Claim {
        CallIdentity.Claim(requestID: id, invocationID: header(RuntimeHeader.invocationID))
    }

    /// How the runtime says that it sends its response.
    var responseMode: ResponseMode {
        switch header(RuntimeHeader.responseMode) {
        case nil: .buffered
        case "streaming": .streaming
        case let other?: .invalid(String(other.prefix(100)))
        }
    }

    /// The error that a runtime or an extension reports in the body.
    var reportedError: ReportedError {
        ReportedError(
            body: Array(body.readableBytesView),
            type: header(RuntimeHeader.errorType) ?? header(RuntimeHeader.extensionErrorType))
    }

    // MARK: From an extension

    /// The identifier that an extension sends.
    func extensionID() throws(RuntimeRefusal) -> ExtensionID {
        if let id = header(RuntimeHeader.extensionID) { return id }
        let message = "\(RuntimeHeader.extensionID) is missing"
        throw RuntimeRefusal(403, "Extension.MissingExtensionIdentifier", message)
    }

    /// The identifier and the error of an extension that has failed.
    func extensionError() throws(RuntimeRefusal) -> (id: ExtensionID, error: ReportedError) {
        let id = try extensionID()
        guard header(RuntimeHeader.extensionErrorType) != nil else {
            throw RuntimeRefusal(
                403, "Extension.MissingErrorType", "\(RuntimeHeader.extensionErrorType) is missing")
        }
        return (id, reportedError)
    }

    /// What an extension registers for, with a new identifier.
    func registration() throws(RuntimeRefusal) -> ExtensionRegistration {
        let root = try? JSONDocument(Array(body.readableBytesView)).root
        guard let events = root?["events"], events.kind == .array else {
            throw RuntimeRefusal(403, "InvalidRequestFormat", "the body is not {\"events\": [...]}")
        }
        return ExtensionRegistration(
            id: RequestID.make(), name: header(RuntimeHeader.extensionName) ?? "",
            events: events.elements.compactMap(\.string))
    }

    /// Whether an extension wants a feature in the answer to its registration.
    func accepts(feature: String) -> Bool {
        let features = header(RuntimeHeader.acceptFeature) ?? ""
        return features.split(separator: ",").contains { $0.drop { $0 == " " } == feature }
    }
}

extension HTTPHeaders {
    /// The error in the trailers of a streamed response; nil if there is none.
    var reportedError: ReportedError? {
        guard let type = first(name: RuntimeHeader.errorType) else { return nil }
        let body = first(name: RuntimeHeader.errorBody).flatMap { Data(base64Encoded: $0) } ?? Data()
        return ReportedError(body: [UInt8](body), type: type)
    }
}
