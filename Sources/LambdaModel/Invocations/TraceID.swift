import Support

/// The header `X-Amzn-Trace-Id`, with which X-Ray joins a call with the calls that it makes. It has members such as
/// `Root=1-5759e988-bd862e3fe1be46a994272793`, `Parent=…`, `Sampled=0`, in any order, separated by `;`.
public enum TraceID {
    private static let longest = 100

    /// The value that all calls of a trace share: `Root`, X-Ray's trace id. Other forms are accepted, too; nil if there
    /// is none, or if it has characters other than letters, digits and `-_.:`.
    public static func root(of header: String) -> String? {
        for member in header.split(separator: ";") {
            let halves = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, trimmed(halves[0]).lowercased() == "root" else { continue }
            let value = trimmed(halves[1])
            guard (1...longest).contains(value.utf8.count), value.utf8.allSatisfy(isOfRoot) else { return nil }
            return String(value)
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let text = text.drop { $0 == " " || $0 == "\t" }
        return text.lastIndex { $0 != " " && $0 != "\t" }.map { text[...$0] } ?? ""
    }

    private static func isOfRoot(_ byte: UInt8) -> Bool { byte.isASCIIAlphanumeric || "-_.:".utf8.contains(byte) }
}
