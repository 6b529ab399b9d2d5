import JSONText
import Support

/// What users can set in a template.
public struct EventParameter: Sendable, Hashable, Identifiable {
    /// The name, in small letters: `log-group`.
    public let name: String
    /// What it means, in a few words.
    public let summary: String
    /// The value if the user gives none.
    public let defaultValue: String
    /// Which values are good.
    public let kind: Kind

    /// The name.
    public var id: String { name }

    /// Kinds of values.
    public enum Kind: Sendable, Hashable {
        /// Any text.
        case text
        /// Any JSON value.
        case json
        /// A JSON object.
        case object
        /// A whole number, 0 or more.
        case number
        /// A method of HTTP in capital letters.
        case method
        /// A path with a slash at its start.
        case path
        /// The 12 digits of an AWS account.
        case account
        /// A region of AWS.
        case region
        /// A moment as ISO 8601 writes it.
        case time
        /// One of these words.
        case word([String])

        /// What a value must be, if this is none; nil if the value is good.
        func refusal(_ value: String) -> String? {
            switch self {
            case .text: nil
            case .json: (try? JSONDocument(value)) == nil ? "JSON" : nil
            case .object: (try? JSONDocument(value))?.root.kind == .object ? nil : "a JSON object"
            case .number:
                !value.isEmpty && value.utf8.allSatisfy(\.isASCIIDigit) && Int(value) != nil ? nil : "a number"
            case .method:
                Self.methods.contains(value) ? nil : "an HTTP method (\(Self.methods.joined(separator: ", ")))"
            case .path: value.hasPrefix("/") ? nil : "a path with / at its start"
            case .account:
                value.utf8.count == 12 && value.utf8.allSatisfy(\.isASCIIDigit) ? nil : "an account of 12 digits"
            case .region: Partition.isRegion(value) ? nil : "a region, such as us-east-1"
            case .time: ISO8601.seconds(value) != nil ? nil : "a time, such as 2026-01-31T12:00:00Z"
            case .word(let words): words.contains(value) ? nil : Self.choice(words)
            }
        }

        /// The methods of RFC 9110, section 9.3, and PATCH (RFC 5789).
        private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"]

        private static func choice(_ words: [String]) -> String {
            words.count < 2
                ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
        }
    }

    init(_ name: String, _ summary: String, _ defaultValue: String, _ kind: Kind = .text) {
        (self.name, self.summary, self.defaultValue, self.kind) = (name, summary, defaultValue, kind)
    }

    /// The parameters that most templates have.
    static let common = ["account", "region", "partition", "time"]

    private static let byName = Dictionary(uniqueKeysWithValues: catalogue.map { ($0.name, $0) })

    static func named(_ name: String) -> EventParameter? { byName[name] }

    func with(defaultValue: String?) -> EventParameter {
        EventParameter(name, summary, defaultValue ?? self.defaultValue, kind)
    }
}

/// The partitions of AWS's regions (AWS General Reference, "Amazon Resource Names"; "AWS service endpoints").
enum Partition {
    private static let byPrefix = [("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc")]
    static let all = ["aws"] + byPrefix.map { $0.1 }

    static func of(region: String) -> String { byPrefix.first { region.hasPrefix($0.0) }?.1 ?? "aws" }

    /// The end of the names of a partition's hosts.
    static func hosts(_ partition: String) -> String {
        switch partition {
        case "aws-cn": "amazonaws.com.cn"
        case "aws-eusc": "amazonaws.eu"
        default: "amazonaws.com"
        }
    }

    /// Whether a text has the form of a region: two or more words and a number.
    static func isRegion(_ text: String) -> Bool {
        let words = text.split(separator: "-", omittingEmptySubsequences: false).map { Array($0.utf8) }
        guard words.count >= 3, let last = words.last, !last.isEmpty else { return false }
        return last.allSatisfy(\.isASCIIDigit)
            && words.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x61...0x7A).contains($0) } }
    }
}
