import Foundation
import JSONText

/// An HTTP response as `curl -i` prints it.
struct HTTPAnswer: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    /// Sends a request like `GET /orders/7` to a port of this machine. The target is sent as it is.
    ///
    /// - Parameter headers: lines, or names with `;` at the end for empty ones.
    static func get(
        _ request: String, port: Int, headers: [String] = [], body: [UInt8]? = nil, options: [String] = []
    ) async throws -> HTTPAnswer {
        let parts = request.split(separator: " ", maxSplits: 1).map(String.init)
        var arguments = ["-sS", "-i", "--path-as-is", "--globoff", "--max-time", "60"] + options
        arguments += parts[0] == "HEAD" ? ["--head"] : ["-X", parts[0]]
        arguments += headers.flatMap { ["-H", $0] }
        if body != nil { arguments += ["--data-binary", "@-"] }
        arguments.append("http://127.0.0.1:\(port)\(parts[1])")
        let result = try await Program.run("curl", arguments, input: body ?? [])
        // A server that refuses a body may close the connection before curl has sent all of it.
        guard let answer = HTTPAnswer(result.output) else {
            throw NeverCame(description: "\(request): no response: \(result.messages)")
        }
        return answer
    }

    /// Reads what curl printed; the heads of interim responses (`100 Continue`) are skipped.
    init?(_ output: [UInt8]) {
        var output = output[...]
        let end = Array("\r\n\r\n".utf8)
        while true {
            guard let border = output.indices.first(where: { output[$0...].starts(with: end) }) else { return nil }
            let lines = String(decoding: output[..<border], as: UTF8.self).split(separator: "\r\n")
            guard let first = lines.first?.split(separator: " "), first.count > 1, let status = Int(first[1]) else {
                return nil
            }
            output = output[(border + end.count)...]
            guard status >= 200 else { continue }
            self.status = status
            headers = lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (parts[0].lowercased(), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
            }
            body = Array(output)
            return
        }
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body, read as JSON.
    var json: JSONNode { get throws { try JSONDocument(body).root } }

    /// The values of a header's lines.
    func lines(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }

    /// The values of a header's lines, which may have several each.
    func values(_ name: String) -> [String] {
        lines(name).flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    }

    /// Why lamdeck, and not the function, gave this answer; empty if the function gave it.
    var problem: String { lines("x-lamdeck-problem").first ?? "" }

    /// For a failure's message.
    var summary: String { "\(status) \(problem) \(text.prefix(1_000))" }
}
