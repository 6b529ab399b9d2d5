/// The stack trace of a failure, read from the runtime's error, or from the log if the error has none.
public struct StackTrace: Hashable, Sendable {
    /// The frames, the innermost one first; empty if there is no trace.
    public let frames: [StackFrame]
    /// Its lines, as they were written.
    public let lines: [String]

    /// No trace.
    public static let none = StackTrace([], [])

    /// The most lines of a log that are read, from its end.
    private static let mostLines = 400
    /// The most frames that are kept.
    private static let mostFrames = 100

    private init(_ frames: [StackFrame], _ lines: [String]) {
        (self.frames, self.lines) = (frames, lines)
    }

    /// The frames to show, the innermost one first: the user's own, otherwise those of packages,
    /// otherwise the runtime's.
    public var shown: [StackFrame] {
        for kind in [StackFrame.Kind.own, .dependency] {
            let found = frames.filter { $0.kind == kind }
            if !found.isEmpty { return found }
        }
        return frames
    }

    /// Finds the frames of a failure.
    ///
    /// - Parameters:
    ///   - error: the error that the runtime reported; nil if there is none.
    ///   - log: the lines of the call, or the last lines of the container.
    public static func find(_ error: InvocationError?, log: [String] = []) -> StackTrace {
        let log = log.suffix(mostLines).flatMap(LoggedTrace.lines)
        let message = error.map { $0.message.split(whereSeparator: \.isNewline).map(String.init) } ?? []
        let reported = read(error?.trace ?? [], readsAnyText: true)
        if reported.hasOwn { return reported }
        if let missing = MissingModule.frame(in: message + (error?.trace ?? []) + log) {
            return StackTrace([missing], reported.lines)
        }
        let others = [read(message, readsAnyText: true), read(log, readsAnyText: false)]
        let best = others.first { $0.hasOwn } ?? (reported.frames.isEmpty ? others.first { !$0.frames.isEmpty } : nil)
        return best ?? reported
    }

    private var hasOwn: Bool { frames.contains { $0.kind == .own } }

    // MARK: Reading

    /// Frames on lines that follow each other.
    private struct Block {
        var frames: [StackFrame] = []
        var lines: [String] = []
        var isPanic = false
        var hasOwn: Bool { frames.contains { $0.kind == .own } }
    }

    /// The trace of the error that ended the call. A text may hold several, such as those of an error's causes.
    private static func read(_ lines: [String], readsAnyText: Bool) -> StackTrace {
        let blocks = blocks(lines, readsAnyText).filter { !$0.frames.isEmpty }
        // A Go program that panics writes the stack of the goroutine that failed first. In all other languages the
        // cause, or the last error, is last.
        let chosen = blocks.first { $0.isPanic && $0.hasOwn } ?? blocks.last { $0.hasOwn } ?? blocks.last
        guard let chosen else { return StackTrace([], []) }
        var frames = chosen.frames
        if frames.first?.form == .python { frames.reverse() }
        return StackTrace(Array(frames.prefix(mostFrames)), Array(chosen.lines.drop { $0.isEmpty }))
    }

    private static func blocks(_ lines: [String], _ readsAnyText: Bool) -> [Block] {
        var blocks = [Block()]
        var isPanic = false
        for (index, line) in lines.enumerated() {
            let plain = ColourSequence.removed(from: line)
            let before = index > 0 ? ColourSequence.removed(from: lines[index - 1]) : nil
            var frame = FrameReader.frame(plain, after: before)
            if frame == nil, readsAnyText { frame = FrameReader.anywhere(plain) }
            let current = blocks.count - 1
            if let frame {
                if blocks[current].frames.isEmpty { blocks[current].isPanic = isPanic }
                blocks[current].frames.append(frame)
                blocks[current].lines.append(line)
            } else if continues(plain) {
                blocks[current].lines.append(line)
            } else {
                if blocks[current].frames.isEmpty {
                    blocks[current].lines = []
                } else {
                    blocks.append(Block())
                    isPanic = false
                }
                if plain.hasPrefix("panic: ") || plain.hasPrefix("fatal error: ") { isPanic = true }
            }
        }
        return blocks
    }

    /// Whether a line without a file belongs to the frames around it.
    private static func continues(_ line: String) -> Bool {
        guard let first = line.first else { return true }
        if first.isWhitespace || first == "|" || first == "^" { return true }
        let starts = ["at ", "... ", "--- End of ", "created by ", "stack backtrace:", "from "]
        if starts.contains(where: line.hasPrefix) { return true }
        // A function of Go before its file, and a frame of Java without a file.
        return line.hasSuffix(")") && line.contains("(") && !line.prefix { $0 != "(" }.contains(" ")
    }
}
