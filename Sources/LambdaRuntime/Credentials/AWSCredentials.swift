import Foundation
import JSONText
import Support

/// AWS credentials. Printing them shows only when they expire, so that no message or log shows them by mistake.
struct AWSCredentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    var accessKeyID: String
    var secretAccessKey: String
    /// Only temporary credentials have one.
    var sessionToken: String?
    /// When they expire; nil if they do not, or do not say.
    var expiration: Date?
    /// The region of their profile; nil if it names none.
    var region: String?

    var description: String {
        expiration.map { "credentials until \(ISO8601.text($0.timeIntervalSince1970))" } ?? "credentials"
    }
    var debugDescription: String { description }

    /// lamdeck's environment, with its credentials replaced by these. A region in the environment wins over the
    /// profile's, as in the AWS CLI.
    func environment(over host: [String: String]) -> [String: String] {
        var variables = host
        variables["AWS_ACCESS_KEY_ID"] = accessKeyID
        variables["AWS_SECRET_ACCESS_KEY"] = secretAccessKey
        variables["AWS_SESSION_TOKEN"] = sessionToken
        if let region, host["AWS_REGION"] == nil, host["AWS_DEFAULT_REGION"] == nil { variables["AWS_REGION"] = region }
        return variables
    }
}

extension AWSCredentials {
    /// Why an answer has no credentials.
    struct Problem: Error, Equatable {
        let message: String
    }

    /// Reads the output of a `credential_process` (AWS SDKs and Tools Reference Guide, "Process credential provider"):
    /// `{"Version": 1, "AccessKeyId", "SecretAccessKey", "SessionToken"?, "Expiration"?: ISO 8601}`.
    init(processOutput bytes: [UInt8]) throws(Problem) {
        let root = try Self.object(bytes)
        guard root["Version"]?.int == 1 else { throw Problem(message: "its \"Version\" is not 1") }
        try self.init(members: root)
    }

    /// Reads a file of the AWS CLI's cache, `~/.aws/cli/cache/….json`, with the same members in `Credentials`.
    init(cacheFile bytes: [UInt8]) throws(Problem) {
        guard let members = try Self.object(bytes)["Credentials"], members.kind == .object else {
            throw Problem(message: "it has no \"Credentials\"")
        }
        try self.init(members: members)
    }

    private static func object(_ bytes: [UInt8]) throws(Problem) -> JSONNode {
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(bytes).root
        } catch {
            // Without the parser's message, which may quote a secret.
            throw Problem(message: "it is not JSON (line \(error.position.line), column \(error.position.column))")
        }
        guard root.kind == .object else { throw Problem(message: "it is not a JSON object") }
        return root
    }

    private init(members: JSONNode) throws(Problem) {
        func text(_ name: String) -> String? { members[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        guard let key = text("AccessKeyId") else { throw Problem(message: "it has no \"AccessKeyId\"") }
        guard let secret = text("SecretAccessKey") else { throw Problem(message: "it has no \"SecretAccessKey\"") }
        self.init(accessKeyID: key, secretAccessKey: secret, sessionToken: text("SessionToken"))
        guard let time = text("Expiration") else { return }
        guard let date = AWSTime.date(time) else {
            throw Problem(message: "its \"Expiration\" is not an ISO 8601 time")
        }
        expiration = date
    }
}

/// Times in the formats of AWS's tools.
enum AWSTime {
    /// ISO 8601 with or without fractions, and botocore's older `2026-01-31T12:00:00UTC`.
    static func date(_ text: String) -> Date? {
        let text = text.hasSuffix("UTC") ? text.dropLast(3) + "Z" : text
        return ISO8601.seconds(text).map(Date.init(timeIntervalSince1970:))
    }
}
