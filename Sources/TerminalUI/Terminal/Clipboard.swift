import Support

/// What happened to a text for the clipboard.
public enum CopyResult: Hashable, Sendable {
    /// It was given to the terminal or to tmux. No terminal says whether it takes it.
    case sent
    /// It is longer than terminals accept; the most bytes that they do.
    case tooLong(limit: Int)
    /// The terminal has no clipboard.
    case unsupported
}

/// Texts for the terminal's clipboard (xterm's OSC 52), as a terminal and what is in front of it take them.
enum Clipboard {
    /// The most bytes of a text. Terminals accept 100,000 bytes of a control string, some of them 74,994 with the text in
    /// base 64.
    static let limit = 74_994 / 4 * 3
    /// The longest piece that screen passes on.
    private static let screenPiece = 250

    /// The command that puts its input on tmux's clipboard and its terminal's. tmux (3.3, with its defaults) ignores OSC
    /// 52 from programs, and passes nothing on; it offers this instead.
    static let tmuxCommand = ["tmux", "load-buffer", "-w", "-"]

    /// The bytes to send. For tmux, twice: which of the two arrives depends on its version and its options
    /// `set-clipboard` and `allow-passthrough`.
    static func sequence(_ text: [UInt8], through multiplexer: TerminalFamily.Multiplexer?) -> String {
        // BEL and not ESC \ as the end, which would end the string around it.
        let plain = "\u{1B}]52;c;" + base64(text) + "\u{7}"
        switch multiplexer {
        case nil: return plain
        case .tmux, .distantTmux:
            return plain + "\u{1B}Ptmux;" + plain.replacing("\u{1B}", with: "\u{1B}\u{1B}") + "\u{1B}\\"
        case .screen:
            let bytes = Array(plain.utf8)
            return stride(from: 0, to: bytes.count, by: screenPiece).map { start in
                let piece = bytes[start..<min(start + screenPiece, bytes.count)]
                return "\u{1B}P" + String(decoding: piece, as: UTF8.self) + "\u{1B}\\"
            }.joined()
        }
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Texts for the terminal's window.
enum WindowText {
    /// Sets the title (xterm's OSC 2).
    static func title(_ text: String) -> String { "\u{1B}]2;" + plain(text, atMost: 200) + "\u{1B}\\" }

    /// Rings the bell, and shows a text as a notification (OSC 9) if the terminal has them.
    static func bell(_ text: String, showsNotifications: Bool) -> String {
        let shown = plain(text, atMost: 200)
        guard showsNotifications, !shown.isEmpty else { return "\u{7}" }
        // Terminals with the bell's sound on the notification would ring twice.
        return "\u{1B}]9;" + shown + "\u{1B}\\"
    }

    /// The text without controls, which would end the control string.
    private static func plain(_ text: String, atMost count: Int) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !$0.isControl }.prefix(count)))
    }
}
