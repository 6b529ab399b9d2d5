import Foundation
import JSONText

/// A request of the table `Apps/fast/requests.json`, and what its function must see of it or answer.
///
/// The cases are those of the tests of Mangum that a client can send: its tests begin with an event, these with HTTP.
struct AdapterRequest: Sendable, CustomStringConvertible {
    /// What answers the request. `url` is a Function URL, `http1` an HTTP API with payload 1.0; the REST API has the
    /// binary media type `*/*`; `alb-multi` is a load balancer with `multiValueHeaders`.
    enum Front: String, CaseIterable, Sendable {
        case url, http, http1, rest, alb
        case albMulti = "alb-multi"
    }

    private let row: JSONNode

    /// All requests that a front takes, whose function has that handler: `handler`, or `configured`, whose adapter has
    /// settings.
    static func all(to front: Front, handler: String = "handler") throws -> [AdapterRequest] {
        let table = try String(contentsOfFile: "\(WebApps.folder)/fast/requests.json", encoding: .utf8)
        return try JSONDocument(table).root.elements.map(AdapterRequest.init(row:)).filter { request in
            let fronts = request.row["fronts"]?.elements.compactMap(\.string) ?? Front.allCases.map(\.rawValue)
            return fronts.contains(front.rawValue) && (request.row["handler"]?.string ?? "handler") == handler
        }
    }

    var description: String { row["case"]?.string ?? row.text }

    /// Sends the request to a port of this machine, and lists what is wrong with the response.
    func problems(port: Int) async throws -> [String] {
        let response = try await send(port: port)
        var problems: [String] = []
        if let scope = row["scope"] { problems += Self.differences(of: response, from: scope) }
        for member in row["response"]?.members.map({ $0 }) ?? [] {
            problems += response.problems(with: member.key, member.value)
        }
        return problems.map { "\(description): \($0)" }
    }

    private func send(port: Int) async throws -> HTTPAnswer {
        let headers = row["headers"]?.elements.map { header in
            header.elements.compactMap(\.string).joined(separator: ": ")
        }
        let body = row["body"]?.string.map { Array($0.utf8) } ?? row["base64"]?.decoded
        return try await HTTPAnswer.get(
            "\(row["method"]?.string ?? "GET") \(row["target"]?.string ?? "/")", port: port, headers: headers ?? [],
            body: body)
    }

    /// The members of the scope that the function returned and that the row names.
    private static func differences(of response: HTTPAnswer, from expected: JSONNode) -> [String] {
        guard let scope = try? JSONDocument(response.body).root, response.status == 200 else {
            return ["status \(response.status), body \(String(decoding: response.body, as: UTF8.self))"]
        }
        var problems: [String] = []
        if scope["type"]?.string != "http" || scope["started"]?.string != "yes" || scope["event"]?.bool != true
            || scope["client"]?[0]?.string != "127.0.0.1"
        {
            problems.append("the scope is \(scope.text)")
        }
        for member in expected.members {
            if member.key == "headers" {
                let pairs = scope["headers"]?.elements.map { $0.elements.compactMap(\.string) } ?? []
                let wanted = member.value.elements.map { $0.elements.compactMap(\.string) }
                let seen = pairs.filter { pair in wanted.contains { $0.first == pair.first } }
                if seen != wanted { problems.append("headers \(seen), not \(wanted)") }
                continue
            }
            let seen = scope[member.key]
            if !(seen.map { JSONDocument.valuesEqual($0, member.value) } ?? false) {
                problems.append("\(member.key) is \(seen?.text ?? "missing"), not \(member.value.text)")
            }
        }
        return problems
    }
}

extension HTTPAnswer {
    /// Compares with a member of `response` in the table.
    fileprivate func problems(with what: String, _ expected: JSONNode) -> [String] {
        switch what {
        case "status": status == expected.int ? [] : ["status \(status), not \(expected.text)"]
        case "headers":
            expected.members.filter { member in
                let wanted = member.value.string?.split(separator: ",").map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                return values(member.key) != wanted
            }.map { "\($0.key): \(values($0.key)), not \($0.value.text)" }
        case "cookies":
            lines("set-cookie") == expected.elements.compactMap(\.string) ? [] : ["cookies \(headers)"]
        case "without": expected.elements.compactMap(\.string).filter { !values($0).isEmpty }.map { "there is \($0)" }
        case "body":
            body == Array((expected.string ?? "").utf8) ? [] : ["body \(String(decoding: body, as: UTF8.self))"]
        case "base64": body == expected.decoded ? [] : ["body \(Data(body).base64EncodedString())"]
        case "zipped": body.starts(with: [0x1F, 0x8B]) ? [] : ["the body is not compressed"]
        default: ["the table has the unknown member \(what)"]
        }
    }
}

extension JSONNode {
    /// The bytes of a string in base64.
    fileprivate var decoded: [UInt8]? { string.flatMap { Data(base64Encoded: $0) }.map { Array($0) } }
}
