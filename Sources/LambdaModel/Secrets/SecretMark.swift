/// What the history has in the place of the value of a secret.
public enum SecretMark {
    /// The mark.
    public static let text = "•••"

    private static let needle = PlainNeedle(Array(text.utf8), ignoresCase: false)

    /// Whether bytes contain the mark.
    public static func isIn(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { needle.first(in: $0) != nil } }

    /// The end of a message about an event that was copied: `; its secrets are not in it`; empty if it has no mark.
    public static func remark(on event: [UInt8]) -> String { isIn(event) ? "; its secrets are not in it" : "" }
}
