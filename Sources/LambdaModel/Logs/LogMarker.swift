import Support

/// Recognizes by their text the lines that the function has not written.
public enum LogMarker {
    /// Begins the lines that lamdeck's shell writes in a container. ASCII's record separator occurs in no text.
    public static let shellMark: UInt8 = 0x1E

    private static let beginnings = ["START RequestId: ", "END RequestId: ", "REPORT RequestId: "].map {
        Array($0.utf8)
    }
    private static let common = Array("RequestId: ".utf8)
    private static let rapid = Array("(rapid)".utf8)
    private static let time = Array("time=\"".utf8)
    private static let level = Array("\" level=".utf8)
    private static let idLength = 36

    /// The start of the emulator's marker anywhere in the line: if the function's last line has no line break, the next
    /// marker is on the same line. The same for the runtime's exit code, as lamdeck's shell writes it.
    static func start(in line: ArraySlice<UInt8>) -> Int? {
        if let exit = exitStart(in: line) { return exit }
        var from = line.startIndex
        while let found = line[from...].firstIndex(of: common) {
            for beginning in beginnings {
                let start = found + common.count - beginning.count
                guard start >= line.startIndex, line[start...].starts(with: beginning),
                    isRequestID(line[(found + common.count)...].prefix(idLength))
                else { continue }
                return start
            }
            from = found + common.count
        }
        return nil
    }

    /// The start of an extension's line, as lamdeck's shell writes it, after output without a line break: a runtime may
    /// write a line in several pieces.
    static func extensionStart(in line: ArraySlice<UInt8>) -> Int? {
        guard let start = line.firstIndex(of: shellMark), start > line.startIndex else { return nil }
        let name = line[(start + 1)...].prefix { $0 != UInt8(ascii: " ") }
        return !name.isEmpty && name.endIndex < line.endIndex && isName(name) ? start : nil
    }

    /// Whether these bytes can be the name of an extension. JSON text sequences (RFC 7464) have the same mark before each
    /// value.
    public static func isName(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy { $0 > UInt8(ascii: " ") && $0 != 0x7F && !#"{}[]":,"#.utf8.contains($0) }
    }

    /// The start of a runtime's exit code at the end of a line: the mark, a space and up to three digits.
    private static func exitStart(in line: ArraySlice<UInt8>) -> Int? {
        guard let start = line.suffix(5).firstIndex(of: shellMark) else { return nil }
        let code = line[(start + 1)...]
        guard code.count > 1, code.first == UInt8(ascii: " ") else { return nil }
        return code.dropFirst().allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ? start : nil
    }

    /// Whether a line of standard error is the emulator's own message. Old emulators write `time="…" level=info
    /// msg="…"`.
    static func isEmulator(_ line: ArraySlice<UInt8>) -> Bool {
        let head = line.prefix(80)
        return head.firstIndex(of: rapid) != nil || (head.starts(with: time) && head.firstIndex(of: level) != nil)
    }

    private static func isRequestID(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == idLength else { return false }
        for (offset, byte) in bytes.enumerated() {
            let isDash = offset == 8 || offset == 13 || offset == 18 || offset == 23
            guard isDash ? byte == 0x2D : byte.hexDigitValue != nil else { return false }
        }
        return true
    }
}
