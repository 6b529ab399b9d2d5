import Support

/// The severity of a log line, as Lambda's runtimes and common loggers name it.
public enum LogLevel: String, CaseIterable, Sendable {
    /// Something failed.
    case error = "ERROR"
    /// A failure that needs attention at once.
    case critical = "CRITICAL"
    /// A failure that ended the program.
    case fatal = "FATAL"
    /// Something that may become a failure.
    case warning = "WARN"
    /// What happened.
    case info = "INFO"
    /// Details for finding mistakes.
    case debug = "DEBUG"
    /// Each step.
    case trace = "TRACE"

    /// The level with a logger's name, in small or capital letters; .NET has different names.
    public init?(named name: String) {
        switch name.uppercased() {
        case "ERROR", "ERR", "FAIL": self = .error
        case "CRITICAL", "CRIT": self = .critical
        case "FATAL", "PANIC", "DPANIC": self = .fatal
        case "WARN", "WARNING": self = .warning
        case "INFO", "INFORMATION", "NOTICE": self = .info
        case "DEBUG", "DBUG": self = .debug
        case "TRACE", "TRCE", "VERBOSE", "SILLY": self = .trace
        default: return nil
        }
    }

    /// The level for a number, as pino and bunyan write it: 10 to 60.
    public init?(number: Int) {
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
    public init?(firstIn text: String) {
        let head = Array(text.utf8.prefix(96))
        let places = Self.allCases.compactMap { level in level.place(in: head).map { (place: $0, level: level) } }
        guard let first = places.min(by: { $0.place < $1.place }) else { return nil }
        self = first.level
    }

    /// The severity: 0 for ``trace`` to 5 for ``critical`` and ``fatal``.
    public var severity: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .warning: 3
        case .error: 4
        case .critical, .fatal: 5
        }
    }

    /// The word with at least five cells, so that the messages of most levels are in one column.
    public var column: String { rawValue.padded(max(5, rawValue.utf8.count)) }

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
