import Support

/// The severity of a log line, as Lambda's runtimes and common loggers name it.
enum LogLevel: String, CaseIterable {
    case error = "ERROR"
    case critical = "CRITICAL"
    case fatal = "FATAL"
    case warning = "WARN"
    case info = "INFO"
    case debug = "DEBUG"
    case trace = "TRACE"

    /// The level with a logger's name, in small or capital letters; .NET has different names.
    init?(named name: String) {
        switch name.uppercased() {
        case "ERROR", "ERR", "FAIL": self = .error
        case "CRITICAL", "CRIT": self = .critical
        case "FATAL": self = .fatal
        case "WARN", "WARNING": self = .warning
        case "INFO", "INFORMATION", "NOTICE": self = .info
        case "DEBUG", "DBUG": self = .debug
        case "TRACE", "TRCE": self = .trace
        default: return nil
        }
    }

    /// The level for a number, as pino and bunyan write it: 10 to 60.
    init?(number: Int) {
        switch number {
        case 10..<20: self = .trace
        case 20..<30: self = .debug
        case 30..<40: self = .info
        case 40..<50: self = .warning
        case 50..<60: self = .error
        case 60..<70: self = .fatal
        default: return nil
        }
    }

    /// The first level that a line names near its start; a later one is part of the message.
    init?(firstIn text: String) {
        let head = Array(text.utf8.prefix(96))
        let places = Self.allCases.compactMap { level in level.place(in: head).map { (place: $0, level: level) } }
        guard let first = places.min(by: { $0.place < $1.place }) else { return nil }
        self = first.level
    }

    /// The role for the line's colour.
    var role: Role {
        switch self {
        case .error, .critical, .fatal: .error
        case .warning: .warning
        case .info: .text
        case .debug, .trace: .dim
        }
    }

    /// The style of the level's word if it is separate from the line.
    var style: Style {
        switch self {
        case .error, .critical, .fatal: Style(.error, attributes: .bold)
        case .warning: Style(.warning, attributes: .bold)
        case .info: Style(.info)
        case .debug, .trace: Style(.dim)
        }
    }

    /// The position of the level as a separate word in capitals.
    private func place(in bytes: [UInt8]) -> Int? {
        let word = Array(rawValue.utf8)
        guard bytes.count >= word.count else { return nil }
        for start in 0...(bytes.count - word.count) where bytes[start] == word[0] {
            let end = start + word.count
            let isWord =
                bytes[start..<end].elementsEqual(word)
                && (start == 0 || !Self.isLetter(bytes[start - 1]))
                && (end == bytes.count || !Self.isLetter(bytes[end]) || self == .warning)
            if isWord { return start }
        }
        return nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte.isASCIILetter || byte == UInt8(ascii: "_") }
}
