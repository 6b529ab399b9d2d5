import Foundation
import JSONText
import Support

/// The AWS CLI's caches, with the names of their files (botocore, `credentials.py` and `utils.py`).
struct CommandLineCaches: Sendable {
    /// `~/.aws`.
    let folder: String

    /// Credentials that the CLI fetched for a profile of an SSO account, or for a role.
    func credentials(_ key: String) -> AWSCredentials? {
        guard let bytes = Self.read("\(folder)/cli/cache/\(SHA1.of(key)).json") else { return nil }
        return try? AWSCredentials(cacheFile: bytes)
    }

    /// A signed-in SSO session, as stored by `aws sso login`.
    struct Token: Equatable {
        var expiration: Date
        /// Whether the CLI can renew it without asking the user.
        var isRenewable: Bool
    }

    /// The token of an SSO session.
    ///
    /// - Parameter key: the session's name; the start URL for a profile without a session.
    func token(_ key: String) -> Token? {
        guard let bytes = Self.read("\(folder)/sso/cache/\(SHA1.of(key)).json"),
            let root = try? JSONDocument(bytes).root, root["accessToken"]?.string != nil,
            let date = root["expiresAt"]?.string.flatMap(AWSTime.date)
        else { return nil }
        let isRenewable = root["refreshToken"]?.string != nil && root["clientSecret"]?.string != nil
        return Token(expiration: date, isRenewable: isRenewable)
    }

    /// The cache key for credentials of an SSO account's role.
    static func key(account: String, role: String, session: String?, startURL: String) -> String {
        var members = [("accountId", account), ("roleName", role)]
        members.append(session.map { ("sessionName", $0) } ?? ("startUrl", startURL))
        return "{" + members.map { "\(quoted($0)):\(quoted($1))" }.joined(separator: ",") + "}"
    }

    /// The cache key for credentials of an assumed role; the settings have their names in `AssumeRole`.
    static func key(role settings: [String: String], seconds: Int?) -> String {
        var members = settings.map { ($0.key, quoted($0.value)) }
        if let seconds { members.append(("DurationSeconds", "\(seconds)")) }
        members.sort { $0.0 < $1.0 }
        return "{" + members.map { "\(quoted($0)): \($1)" }.joined(separator: ", ") + "}"
    }

    /// A text in the format of Python's `json.dumps`.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for unit in text.utf16 {
            switch unit {
            case 0x22: result += "\\\""
            case 0x5C: result += "\\\\"
            case 0x20..<0x7F: result.unicodeScalars.append(UnicodeScalar(UInt8(unit)))
            default:
                result += "\\u" + Hex.text(unit, digits: 4)
            }
        }
        return result + "\""
    }

    /// The bytes of a small file.
    private static func read(_ path: String) -> [UInt8]? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        return (try? file.read(upToCount: 1 << 20)).map(Array.init)
    }
}
