import JSONText
import LambdaModel

extension EventMistake {
    /// The most characters of a line that are shown.
    private static let longestLine = 200

    /// The first mistake of a text; nil if it is JSON. Parsing megabytes takes time, so callers do it off the main
    /// actor.
    public init?(_ bytes: [UInt8]) {
        do throws(JSONError) {
            _ = try JSONDocument(EventBytes.withoutMark(bytes))
            return nil
        } catch {
            let position = error.position
            self.init(
                line: position.line, column: position.column, message: error.message,
                text: Self.line(position.line, of: EventBytes.withoutMark(bytes)))
        }
    }

    /// A line of a text, without its end.
    private static func line(_ number: Int, of bytes: [UInt8]) -> String {
        var (start, current) = (0, 1)
        var index = 0
        while index < bytes.count, current < number {
            let byte = bytes[index]
            // `\r\n` is one end of a line.
            let isEnd = byte == 0x0A || byte == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A)
            if isEnd { (current, start) = (current + 1, index + 1) }
            index += 1
        }
        guard current == number else { return "" }
        let line = bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }.prefix(4 * longestLine)
        return PlainText.line(String(decoding: line, as: UTF8.self).prefix(longestLine).description)
    }
}
