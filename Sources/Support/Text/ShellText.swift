/// Text for a POSIX shell.
public enum ShellText {
    /// A word that any POSIX shell takes as this text: unchanged if it is plain, else in single quotes.
    ///
    /// Source: POSIX.1-2024, Shell Command Language, 2.2.2.
    public static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { plain.contains($0) } && !text.hasPrefix("=")
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }

    // No `~`, and no leading `=`, which some shells expand.
    private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,@%+=".utf8)
}
