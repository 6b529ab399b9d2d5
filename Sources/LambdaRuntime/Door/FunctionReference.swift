/// A function as the path of a request names it: by its name, a full ARN (`arn:aws:lambda:REGION:ACCOUNT:function:NAME`)
/// or a partial one (`ACCOUNT:function:NAME`), each with `:QUALIFIER` behind it or without (AWS Lambda API, Invoke).
struct FunctionReference: Hashable {
    var name: String
    var qualifier: String?

    /// Reads a part of a path, decoded; nil where it cannot name a function.
    init?(_ text: String) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 8 else { return nil }
        if parts.first == "arn" {
            guard parts.count >= 7, parts[2] == "lambda", parts[5] == "function" else { return nil }
            parts.removeFirst(6)
        } else if let marker = parts.firstIndex(of: "function"), marker > 0, parts.count > marker + 1 {
            // `ACCOUNT:function:NAME`, and with the region before it.
            guard marker <= 2 else { return nil }
            parts.removeFirst(marker + 1)
        }
        guard parts.count <= 2, let name = parts.first, Self.isName(name) else { return nil }
        self.name = name
        if parts.count == 2 {
            guard Self.isQualifier(parts[1]) else { return nil }
            qualifier = parts[1]
        }
    }

    static func isQualifier(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: ".") }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 140 && text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
