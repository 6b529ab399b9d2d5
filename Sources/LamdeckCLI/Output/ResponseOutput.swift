import Foundation
import JSONText
import LambdaModel
import Support

/// An HTTP response as the user reads it: status line, headers, a blank line, and the body, formatted if it is JSON.
struct ResponseOutput {
    let response: WebResponse

    /// The status line and the headers, with a blank line after them.
    var head: String {
        let label = FunctionStatus(response.status)?.label ?? "\(response.status)"
        let lines = ["HTTP/1.1 \(label)"] + response.fields.map { "\($0.name): \($0.value)" }
        return lines.joined(separator: "\n") + "\n\n"
    }

    /// Writes it; false if it is lost. A binary body goes to a file or a pipe only.
    func isSettled(on output: Output) -> Bool {
        guard output.isSettled(head) else { return false }
        let body = response.body
        if body.isEmpty { return true }
        if let document = try? JSONDocument(body) { return output.isSettled(document.formatted(), .json) }
        if let text { return output.isSettled(text) }
        guard output.isTerminal else { return output.isSettled(raw: body) }
        let type = response.fields.first("content-type").map { " of \($0)" } ?? ""
        return output.isSettled("(\(ByteCount.text(body.count))\(type): --raw writes them to a file or a pipe)")
    }

    /// The body as text; nil if it is none.
    private var text: String? {
        response.body.contains(0) ? nil : String(validating: response.body, as: UTF8.self)
    }
}
