import Foundation
import JSONText
import LambdaModel
import Support

extension HTTPCall {
    /// Where the request arrived: `function URL`, `API shop, http2`.
    var place: String {
        if let api { return "API \(api), \(format.rawValue)" }
        return format == .functionURL ? "function URL" : format.rawValue
    }

    /// Writes the request as the member `http` of an object, and the response if it is known.
    func write(to writer: inout JSONWriter, _ response: ClientResponse? = nil) {
        writer.key("http")
        writer.object { writer in
            writer.member("format", format.rawValue)
            writer.member("method", method)
            writer.member("target", target)
            if let api { writer.member("api", api) }
            response?.write(to: &writer)
        }
    }
}

extension ClientResponse {
    /// Writes the members of a response: a header's name is in lower case, and its values are a list.
    fileprivate func write(to writer: inout JSONWriter) {
        writer.member("status", response.status)
        var names: [String] = []
        for field in response.fields where !names.contains(field.name.lowercased()) {
            names.append(field.name.lowercased())
        }
        writer.key("headers")
        writer.object { writer in
            for name in names {
                writer.key(name)
                writer.array { writer in for value in response.fields.values(of: name) { writer.string(value) } }
            }
        }
        if let text = String(validating: response.body, as: UTF8.self) {
            writer.member("body", text)
        } else {
            writer.member("bodyBase64", Data(response.body).base64EncodedString())
        }
        if let problem { writer.member("problem", problem.description) }
    }
}

extension InvocationSummary {
    /// ``name`` for a table or a line: a long request is cut.
    var shortName: String? { http?.label.fitted(80) ?? name }
}
