import Support

/// The header `X-Amzn-Trace-Id`, with which X-Ray joins a call with the calls that it makes. It has members such as
/// `Root=1-5759e988-bd862e3fe1be46a994272793`, `Parent=…`, `Sampled=0`, in any order, separated by `;`.
public enum TraceID {
    private static let longest = 100

    /// The value that all calls of a trace share: `Root`, X-Ray's trace id. Other forms are accepted, too; nil if there
    /// is none, or if it has characters other than letters, digits and `-_.:`.
    public static func root(of header: String) -> String? {
        // In bytes: this is read for every call.
        for member in header.utf8.split(separator: UInt8(ascii: ";")) {
            guard let equals = member.firstIndex(of: UInt8(ascii: "=")),
                trimmed(member[..<equals]).elementsEqual("root".utf8, by: { $0 | 0x20 == $1 })
            else { continue }
            let value = trimmed(member[member.index(after: equals)...])
            guard (1...longest).contains(value.count), value.allSatisfy(isOfRoot) else { return nil }
            return String(Substring(value))
        }
        return nil
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let rest = text.drop(while: isBlank)
        return rest.lastIndex { !isBlank($0) }.map { rest[...$0] } ?? rest.prefix(0)
    }

    private static func isOfRoot(_ byte: UInt8) -> Bool { byte.isASCIIAlphanumeric || "-_.:".utf8.contains(byte) }
}
