import LambdaModel
import Support

/// How a result opens: its chip with the message, the source lines around the failing line, the other frames of the
/// user's code, and the trace.
struct FailureView: Sendable {
    /// The chip.
    let chip: VerdictChip
    /// The error's type; empty if it says nothing.
    let type: String
    /// The error's message, which can have several lines.
    let message: String
    /// Where it failed.
    let trace: StackTrace
    /// The lines of the trace that are shown after everything else.
    private let traceLines: [String]
    /// Where the function's files are.
    private let map: CodeMap
    /// When the call began, seconds since 1970; nil for a start.
    private let calledAt: Double?
    /// The source lines; nil until they are read, or if there are none.
    var source: SourceExcerpt?
    /// Whether the other frames are visible.
    var isUnfolded = false
    /// The output of a build; nil for a call or a start.
    private let build: BuildFailureLines?
    /// Whether the message is shown: not if the response is that message.
    private let showsMessage: Bool
    /// What the client of a call by HTTP got; nil for another call.
    private let clientStatus: FunctionStatus?
    /// Whether the trace is shown: not if the response has it.
    private let showsTrace: Bool

    /// The view of a finished call.
    ///
    /// - Parameter status: the HTTP status in the function's answer.
    init(_ result: InvocationResult, status: FunctionStatus?, _ map: CodeMap) {
        chip = VerdictChip(result.verdict, status: status, isDoubtful: result.error?.isDoubtful ?? false)
        let error = result.error
        type = error.map { Self.shown($0.type, result.verdict) } ?? ""
        message = error?.message ?? ""
        let isFailure = result.verdict != .ok || error != nil
        let found = isFailure ? StackTrace.find(error, log: (result.log + result.lastLines).map(\.text)) : .none
        trace = found
        traceLines = error.map { $0.trace.isEmpty ? found.lines : $0.trace } ?? []
        self.map = map
        calledAt = result.startedAt
        showsMessage = !Self.isMessage(message, of: result.body)
        build = nil
        clientStatus = result.statusOfFailure
        showsTrace = !["stackTrace", "trace"].contains { result.body.contains(key: $0) }
    }

    /// The view of a start that failed.
    ///
    /// - Parameter isInit: whether the handler's init failed; otherwise its container did not start, or it died.
    init(start reason: FailureReason, isInit: Bool, _ map: CodeMap) {
        chip = VerdictChip(isInit ? "INIT FAILED" : "FAILED TO START", .chipBad)
        var summary = reason.summary
        if let found = summary.firstRange(of: "init failed: ") { summary = String(summary[found.upperBound...]) }
        let colon = isInit ? summary.firstRange(of: ": ") : nil
        let name = colon.map { String(summary[..<$0.lowerBound]) } ?? ""
        type = name.contains(" ") ? "" : name
        message = type.isEmpty ? summary : colon.map { String(summary[$0.upperBound...]) } ?? summary
        let error = InvocationError(type: type, message: message, trace: reason.lastLines)
        trace = StackTrace.find(error, log: reason.lastLines)
        traceLines = reason.lastLines
        self.map = map
        (calledAt, build, clientStatus) = (nil, nil, nil)
        (showsMessage, showsTrace) = (true, true)
    }

    /// The view of a build that failed.
    init(build failure: BuildFailure, _ info: BuildInfo?, _ map: CodeMap) {
        let lines = BuildFailureLines(failure, info, map)
        chip = VerdictChip("BUILD FAILED", .chipBad)
        let words = failure.reason.hasPrefix("failed with ") ? failure.reason.dropFirst("failed with ".count) : nil
        type = words.map(String.init) ?? failure.reason
        message = lines.error?.message ?? ""
        (trace, traceLines, calledAt, build, self.map) = (.none, failure.lastLines, nil, lines, map)
        (showsMessage, showsTrace, clientStatus) = (true, true, nil)
    }

    /// Whether an answer consists only of the message, apart from blanks around it.
    private static func isMessage(_ message: String, of body: [UInt8]) -> Bool {
        func trimmed(_ text: String) -> Substring {
            let text = text.drop { $0.isWhitespace }
            return text.lastIndex { !$0.isWhitespace }.map { text[...$0] } ?? ""
        }
        return !body.isEmpty && trimmed(message) == trimmed(String(decoding: body.prefix(500), as: UTF8.self))
    }

    /// The question for the source lines; nil if no frame is in a file of this machine.
    var request: SourceRequest? { build?.request ?? SourceRequest(trace, map, calledAt: calledAt) }

    /// lamdeck and the emulator have types for failures that the chip already names.
    private static func shown(_ type: String, _ verdict: Verdict) -> String {
        switch verdict {
        case .ok, .functionError, .initFailed: type
        case .timeout, .crashed, .outOfMemory, .responseTooLarge, .unreachable, .cancelled:
            ["Sandbox.", "Container.", "Unreachable", "NotRunning", "Function.ResponseSize"].contains {
                type.hasPrefix($0)
            } ? "" : type
        }
    }
}

extension FailureView {
    /// The lines of the view.
    struct Page: Sendable {
        /// The lines, with the position that Enter opens.
        var lines: [ResponsePage.Line] = []
        /// The line that folds the other frames; nil if there is none.
        var foldLine: Int?

        /// Adds an empty line, unless there is nothing before it.
        fileprivate mutating func separate() { if !lines.isEmpty { lines.append(ResponsePage.Line([])) } }
    }

    /// The most bytes of a message for which the row of the chip has room.
    private static let longestInHead = 48

    /// The lines below the row with the chip, which has the type and the start of the message, too.
    func page() -> Page {
        var page = Page(lines: showsMessage ? messageLines : [])
        if let clientStatus {
            page.lines.append(ResponsePage.Line("The client got \(clientStatus.label) instead.", Style(.dim)))
        }
        if let place = source?.place ?? likelyPlace {
            page.separate()
            page.lines.append(position(place))
        }
        if let source {
            if let remark = source.remark { page.lines.append(ResponsePage.Line("  " + remark, Style(.dim))) }
            page.lines += excerpt(source)
        }
        let others = otherFrames
        if !others.isEmpty {
            page.foldLine = page.lines.count
            let words = Count.text(others.count, "more frame", "more frames")
            page.lines.append(ResponsePage.Line((isUnfolded ? "▾ " : "▸ ") + words, Style(.dim)))
            if isUnfolded { page.lines += others.map { line(of: $0) } }
        }
        let trace = build?.lines ?? (showsTrace ? ErrorLines.trace(traceLines, map) : [])
        if !trace.isEmpty {
            page.separate()
            page.lines += trace
        }
        return page
    }

    /// The message, unless the row of the chip has room for it.
    private var messageLines: [ResponsePage.Line] {
        let first = message.prefix { !$0.isNewline }
        if build != nil { return first.isEmpty ? [] : [ResponsePage.Line([(message, Style(chip.role))])] }
        guard first.count < message.count || first.utf8.count > Self.longestInHead else { return [] }
        var lines = message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        while lines.count > 1, lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
        return lines.map { LeadingText.line(ANSIText.spans($0, base: Style(chip.role)), map, renames: true) }
    }

    // MARK: The source

    /// The position of the innermost frame before its file is read, if there is no doubt which file it is.
    private var likelyPlace: LocalPlace? {
        if let build { return build.place }
        guard let frame = trace.shown.first, let line = frame.line else { return nil }
        return frame.isInContainer ? map.local(frame.path).map { LocalPlace(path: $0, line: line) } : nil
    }

    /// `orders/app.py:31  in handler`, and what Enter does.
    private func position(_ place: LocalPlace) -> ResponsePage.Line {
        let path = source.map { $0.path.hasPrefix("/") ? map.shown($0.path) : $0.path } ?? map.shown(place.path)
        let name = "\(path):\(source?.line ?? place.line)"
        var spans: [ResponsePage.Span] = [(name, Style(.link))]
        if let function = source?.function ?? trace.shown.first?.function {
            spans.append(("  in \(function)", Style(.dim)))
        }
        if source?.isNewer == true { spans.append(("  saved since this call", Style(.stale))) }
        spans.append((" · ⏎ opens it", Style(.dim)))
        return ResponsePage.Line(spans, place)
    }

    private func excerpt(_ source: SourceExcerpt) -> [ResponsePage.Line] {
        let count = 2 * SourceExcerpt.margin + 1
        let index = source.lines.firstIndex { $0.number == source.line } ?? 0
        var start = max(0, index - count / 2)
        let end = min(source.lines.count, start + count)
        start = max(0, min(start, end - count))
        let digits = source.lines.last.map { "\($0.number)".count } ?? 1
        let isHere = source.place.path == source.path
        return source.lines[start..<end].map { line in
            let isFailing = line.number == source.line
            let place = isHere ? LocalPlace(path: source.path, line: line.number) : source.place
            let number = String(repeating: " ", count: digits - "\(line.number)".count) + "\(line.number)"
            let ground: Highlight = isFailing ? .codeLine : .none
            let spans: [ResponsePage.Span] = [
                (isFailing ? "▶ " : "  ", Style(.error, highlight: ground)),
                (number, Style(isFailing ? .text : .dim, highlight: ground)),
                (" │ ", Style(.border, highlight: ground)),
                (line.text, Style(.text, highlight: ground, attributes: isFailing ? .bold : [])),
            ]
            return ResponsePage.Line(spans, place, isCut: true)
        }
    }

    // MARK: The other frames

    /// The frames after the one whose source is visible.
    private var otherFrames: [StackFrame] {
        let frames = trace.shown.filter { $0.kind != .runtime }
        guard let shown = source?.frame ?? frames.first, let index = frames.firstIndex(of: shown) else { return frames }
        return Array(frames[..<index] + frames[(index + 1)...])
    }

    private func line(of frame: StackFrame) -> ResponsePage.Line {
        let path = frame.isInContainer ? map.local(frame.path) : nil
        let name =
            path.map(map.shown) ?? [frame.package ?? "", frame.path].filter { !$0.isEmpty }.joined(separator: "/")
        var spans: [ResponsePage.Span] = [
            ("  ", Style()), (frame.line.map { "\(name):\($0)" } ?? name, Style(path == nil ? .dim : .link)),
        ]
        if let function = frame.function { spans.append(("  in \(function)", Style(.dim))) }
        return ResponsePage.Line(spans, path.map { LocalPlace(path: $0, line: frame.line ?? 1) })
    }
}

extension [UInt8] {
    /// Whether JSON begins with an object that seems to have a member with a key; only its first 64 KB are read.
    fileprivate func contains(key: String) -> Bool {
        guard first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "{") else { return false }
        let start = prefix(64 << 10)
        return start.firstRange(of: Array("\"\(key)\"".utf8)) != nil
    }
}
