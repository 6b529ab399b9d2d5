import Foundation
import JSONText

/// Reads the object that a proxy integration expects: `statusCode`, headers, `body`, `isBase64Encoded`.
///
/// API Gateway and function URLs take numbers and booleans for strings, and `null` for a missing member. A load balancer
/// takes neither, so that it answers 502 to `"body": null`.
struct ResponseReader {
    let root: JSONNode
    let format: EventFormat
    /// Whether a body in base64 is decoded.
    var decodesBase64 = true

    /// - Throws: the response is not an object.
    init(_ response: [UInt8], _ format: EventFormat) throws(ResponseShapeProblem) {
        let root: JSONNode
        do {
            root = try JSONDocument(response).root
        } catch {
            let what = response.isEmpty ? "the response is empty" : "the response is not JSON (\(error))"
            throw ResponseShapeProblem(path: ".", "\(what); \(Self.expected)")
        }
        try self.init(root, format)
    }

    /// - Throws: the response is not an object.
    init(_ root: JSONNode, _ format: EventFormat) throws(ResponseShapeProblem) {
        guard root.kind == .object else {
            throw ResponseShapeProblem(path: ".", "the response is \(root.kind.noun); \(Self.expected)")
        }
        (self.root, self.format) = (root, format)
    }

    private static let expected = "it is an object with `statusCode`"

    var isLoadBalancer: Bool { format == .alb || format == .albMultiValue }

    /// The value of a member; nil if there is none. `null` counts as none, except for a load balancer.
    func member(_ name: String) -> JSONNode? {
        guard let node = root[name], isLoadBalancer || !node.isNull else { return nil }
        return node
    }

    func response() throws(ResponseShapeProblem) -> WebResponse {
        if format == .rest { try refuseUnknownMembers() }
        let status = try status()
        if isLoadBalancer, let node = root["statusDescription"], node.kind != .string {
            throw .wrongKind(".statusDescription", node, "it is a string like \"200 OK\"")
        }
        let fields = try ResponseFields(self).fields
        let isBase64 = try isBase64()
        let body = try body(isBase64: isBase64)
        return WebResponse(status: status, fields: fields, body: body, remark: remark).withoutForbiddenBody
    }

    /// The status and the fields of a stream's prelude. Its body follows, so that a `body` in it counts for nothing.
    func head() throws(ResponseShapeProblem) -> WebResponse {
        let status = root["statusCode"] == nil ? 200 : try status()
        return WebResponse(
            status: status, fields: try ResponseFields(self, defaultType: "application/octet-stream").fields,
            remark: remark)
    }

    // MARK: Status

    private static let statuses = 200...599

    private func status() throws(ResponseShapeProblem) -> Int {
        guard let node = member("statusCode") else {
            // A REST API takes 200.
            if format == .rest { return 200 }
            throw ResponseShapeProblem(path: ".statusCode", missingStatus)
        }
        let number: Int?
        switch node.kind {
        case .number: number = node.int
        case .string: number = node.string.flatMap { Int($0) }
        case .object, .array, .bool, .null: throw .wrongKind(".statusCode", node, "it is a number")
        }
        guard let number, Self.statuses.contains(number) else {
            throw ResponseShapeProblem(
                path: ".statusCode", "`.statusCode` is \(node.text); a status is a whole number from 200 to 599")
        }
        return number
    }

    private var missingStatus: String {
        if root["statusCode"] != nil { return "`.statusCode` is null; it is a number" }
        if let name = misspelled("statusCode") {
            return "`.statusCode` is missing; write `statusCode` instead of `\(name)`"
        }
        let body = root["body"]
        let inner = body?.kind == .string ? body?.string.flatMap { try? JSONDocument($0).root } : body
        if inner?["statusCode"] != nil { return "`.statusCode` is missing; it is inside of `.body`" }
        return "`.statusCode` is missing"
    }

    /// The name of a member that differs from a known one only in capitals.
    private func misspelled(_ name: String) -> String? {
        root.members.first { $0.key != name && $0.key.lowercased() == name.lowercased() }?.key
    }

    /// `base64Encoded` is not documented; REST APIs take it.
    private static let restMembers = [
        "statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "base64Encoded",
    ]

    private func refuseUnknownMembers() throws(ResponseShapeProblem) {
        for member in root.members where !Self.restMembers.contains(member.key) {
            let path = ResponsePath.member(member.key, of: ".")
            let near = Self.restMembers.first { $0.lowercased() == member.key.lowercased() }
            let hint =
                near.map { "; write `\($0)`" }
                ?? (member.key == "cookies" ? "; a REST API has cookies in `.multiValueHeaders[\"set-cookie\"]`" : "")
            throw ResponseShapeProblem(path: path, "a REST API takes no member `\(path)`\(hint)")
        }
    }

    // MARK: Body

    private func isBase64() throws(ResponseShapeProblem) -> Bool {
        let name = format == .rest && member("base64Encoded") != nil ? "base64Encoded" : "isBase64Encoded"
        guard let node = member(name) else { return false }
        if let flag = node.bool { return flag }
        switch node.string?.lowercased() {
        case "true" where !isLoadBalancer: return true
        case "false" where !isLoadBalancer: return false
        default: throw .wrongKind(".\(name)", node, "it is true or false")
        }
    }

    private func body(isBase64: Bool) throws(ResponseShapeProblem) -> [UInt8] {
        guard let node = member("body") else { return [] }
        let bytes: [UInt8]
        switch node.kind {
        case .string: bytes = node.textBytes
        case .number where !isLoadBalancer, .bool where !isLoadBalancer: bytes = Array(node.text.utf8)
        case .object, .array: throw .wrongKind(".body", node, "a body is a string: write the value as JSON text")
        case .number, .bool, .null: throw .wrongKind(".body", node, "a body is a string")
        }
        guard isBase64, decodesBase64 else { return bytes }
        let padding = repeatElement(UInt8(ascii: "="), count: (4 - bytes.count % 4) % 4)
        guard let data = Data(base64Encoded: Data(bytes + padding)) else {
            throw ResponseShapeProblem(path: ".body", "`.body` is not base64, but `.isBase64Encoded` is true")
        }
        return Array(data)
    }
}

extension ResponseShapeProblem {
    /// A value of another kind than expected.
    static func wrongKind(_ path: String, _ node: JSONNode, _ expected: String) -> ResponseShapeProblem {
        ResponseShapeProblem(path: path, "`\(path)` is \(node.kind.noun); \(expected)")
    }
}
