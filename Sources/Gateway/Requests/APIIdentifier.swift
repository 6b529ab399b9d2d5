import Support

/// The identifier of an API, which AWS chooses at random: it is part of `apiId`, of domain names and of ARNs.
public enum APIIdentifier {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".unicodeScalars)

    /// Ten lower-case letters and digits, the first of which is a letter. The same name has the same identifier in each
    /// run, so that saved events and policies stay valid.
    public static func of(_ name: String) -> String {
        var hash = FNV1a.hash(name.utf8)
        var text = ""
        for position in 0..<10 {
            let count = UInt64(position == 0 ? 26 : letters.count)
            text.unicodeScalars.append(letters[Int(hash % count)])
            hash /= count
        }
        return text
    }
}
