import Support

/// Recognizes the emulator's own lines by their text.
enum LogMarker {
    private static let beginnings = ["START RequestId: ", "END RequestId: ", "REPORT RequestId: "].map {
        Array($0.utf8)
    }
    private static let common = Array("RequestId: ".utf8)
    private static let rapid = Array("(rapid)".utf8)
    private static let time = Array("time=\"".utf8)
    private static let level = Array("\" level=".utf8)
    private static let idLength = 36

    /// The start of the emulator's marker anywhere in the line: if the function's last line has no line break, the next
    /// marker is on the same line.
    static func start(in line: ArraySlice<UInt8>) -> Int? {
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
