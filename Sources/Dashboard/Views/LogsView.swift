import LambdaModel

/// The selected function's log, live.
enum LogsView {
    /// Cells before each line.
    static func timeWidth(_ model: Model) -> Int {
        model.showsTimes && model.size.width >= 60 ? 9 : 0
    }

    /// Rows that a line takes; 0 for one that is not shown.
    static func rows(_ record: LogRecord, width: Int, wraps: Bool, showsEmulator: Bool) -> Int {
        if record.source == .emulator, !showsEmulator { return 0 }
        guard wraps, !WrappedText.surelyFits(record.text, width: width) else { return 1 }
        return WrappedText.rows(spans(record), width: width)
    }

    static func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let item = model.item, item.log.total > 0 || model.showsEmulator && item.log.count > 0 else {
            return EmptyStates.logs(model, rect, in: &grid)
        }
        let scroller = model.logScroller(item)
        let timeWidth = timeWidth(model)
        let width = max(1, rect.width - timeWidth)
        var shownTime = ""
        for (y, place) in scroller.visible(from: model.logTop(item, scroller)).enumerated() {
            let record = item.log[place.line]
            if timeWidth > 0, place.row == 0 {
                // A time stands where it changes, so that a burst reads as one.
                let time = ClockTime.text(record.time + Double(model.secondsFromUTC))
                if time != shownTime { grid.put(time, x: rect.x, y: rect.y + y, style: Style(.dim)) }
                shownTime = time
            }
            let spans = spans(record)
            let row =
                model.wraps
                ? WrappedText.row(spans, place.row, width: width)
                : WrappedText.cut(spans, column: item.log.column, width: width)
            var x = rect.x + timeWidth
            for span in row {
                x += grid.put(span.text, x: x, y: rect.y + y, style: span.style, width: rect.x + rect.width - x)
            }
        }
    }

    private static func spans(_ record: LogRecord) -> [ResponsePage.Span] {
        ANSIText.spans(record.text, base: Style(role(of: record)))
    }

    /// The level that a line names itself, as the runtimes of Lambda and the common loggers write it.
    private static func role(of record: LogRecord) -> Role {
        switch record.source {
        case .marker, .emulator: return .dim
        case .lamdeck: return .info
        case .output, .errorOutput: break
        }
        let head = record.text.utf8.prefix(96)
        guard let level = Level.allCases.first(where: { $0.stands(in: head) }) else {
            return record.source == .errorOutput ? .warning : .text
        }
        return level.role
    }

    private enum Level: String, CaseIterable {
        case error = "ERROR"
        case critical = "CRITICAL"
        case fatal = "FATAL"
        case warning = "WARN"
        case info = "INFO"
        case debug = "DEBUG"
        case trace = "TRACE"

        var role: Role {
            switch self {
            case .error, .critical, .fatal: .error
            case .warning: .warning
            case .info: .text
            case .debug, .trace: .dim
            }
        }

        /// Whether the level's word stands alone, in capitals, near the start of a line.
        func stands(in head: Substring.UTF8View.SubSequence) -> Bool {
            stands(in: Array(head))
        }

        func stands(in bytes: [UInt8]) -> Bool {
            let word = Array(rawValue.utf8)
            guard bytes.count >= word.count else { return false }
            for start in 0...(bytes.count - word.count) where bytes[start] == word[0] {
                let end = start + word.count
                let isWord =
                    bytes[start..<end].elementsEqual(word)
                    && (start == 0 || !Self.isLetter(bytes[start - 1]))
                    && (end == bytes.count || !Self.isLetter(bytes[end]) || self == .warning)
                if isWord { return true }
            }
            return false
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
        }
    }
}

/// A time of day.
enum ClockTime {
    /// `12:04:12`, from seconds since 1970 in local time.
    static func text(_ seconds: Double) -> String {
        let second = Int(seconds.rounded(.down)) % 86_400
        return [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(
            separator: ":")
    }
}
