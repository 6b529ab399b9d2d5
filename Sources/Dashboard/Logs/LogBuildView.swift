import LambdaModel
import Support

/// What a log shows of a build: its lines, the row of a folded build, and the header that stays in sight.
struct LogBuildView {
    typealias Span = ResponsePage.Span

    /// The build.
    let build: LogBuild
    /// The animation and the seconds so far while it runs; nil if it does not.
    private(set) var running: (spinner: String, seconds: Double)?
    /// Whether its command watches the sources by itself.
    private(set) var isWatching = false
    /// How many lines its command has written.
    var lines = 0

    init(_ build: LogBuild) { self.build = build }

    /// Takes what the host says of the function's build, of which this is the latest.
    mutating func take(_ status: BuildStatus?, _ model: Model) {
        guard build.ending == nil else { return }
        switch status {
        case .building(let since): running = (model.spinner, model.elapsed(since: since))
        case .watching: isWatching = true
        case .succeeded, .failed, nil: break
        }
    }

    // MARK: Lines

    /// A line of the build: its command, its end, or one of its output with the colours that the command has set.
    func text(_ record: LogRecord, _ number: Int, width: Int) -> LogText {
        if let ending = BuildEnding(record) { return LogText(remark: result(ending, width: width)) }
        if number == build.first, build.command != nil { return LogText(remark: head(width: width)) }
        let line = BuildLine(record.text)
        let isColoured = record.text.utf8.contains(0x1B)
        let role: Role =
            switch line.level {
            case .error: isColoured ? .text : .error
            case .warning: isColoured ? .text : .warning
            default: .dim
            }
        let spans = ANSIText.spans(record.text, base: Style(role))
        let marked = line.location.map { LeadingText.marked(spans, $0.range) } ?? spans
        return LogText(remark: marked, gutter: ("│ ", Style(.border)))
    }

    /// The first line of an open build: `▾ build  npm run build  ✗ failed with exit code 2  1.2 s`.
    private func head(width: Int) -> [Span] { row("▾ ", [], width: width) }

    /// The only row of a folded build: `▸ build  npm run build  ✓ built  1.2 s  12 lines`.
    func folded(width: Int) -> [Span] { row("▸ ", [[("  " + Count.text(lines, "line"), Style(.dim))]], width: width) }

    private func row(_ mark: String, _ facts: [[Span]], width: Int) -> [Span] {
        var more: [[Span]] = []
        if let running {
            more.append([("  " + Self.words(running), Style(.busy))])
        } else if let ending = build.ending {
            more.append([("  ", Style())] + Self.outcome(ending))
            if !ending.time.isEmpty { more.append([("  " + ending.time, Style(.dim))]) }
        } else if isWatching {
            more.append([("  watching", Style(.dim))])
        }
        more += facts
        // How it ended is more important than the end of a long command.
        let needed = more.reduce(0) { $0 + LogResultView.cells($1) }
        let command = (build.command ?? "").fittedKeepingEnds(max(LogResultView.leastName, width - 9 - needed))
        let parts: [Span] = [(mark, Style(.accent)), ("build", Style(.accent)), ("  " + command, Style(.text))]
        return LogResultView.fitted(build.command == nil ? Array(parts.prefix(2)) : parts, more, width)
    }

    /// The header of a build whose first line is above the pane: `build · npm run build · 11:24:54 · ✗ failed`.
    func header(time: String, width: Int) -> [Span] {
        let dot: Span = (" · ", Style(.dim))
        var more: [[Span]] = [[dot, (time, Style(.dim))]]
        if let running {
            more.append([dot, (Self.words(running), Style(.busy))])
        } else if let ending = build.ending {
            more.append([dot] + Self.outcome(ending))
            if !ending.time.isEmpty { more.append([dot, (ending.time, Style(.dim))]) }
        }
        var parts: [Span] = [("build", Style(.accent))]
        if let command = build.command {
            let room = max(LogResultView.leastName, width / 2 - 8)
            parts += [dot, (command.fittedKeepingEnds(room), Style(.text))]
        }
        return LogResultView.fitted(parts, more, width)
    }

    /// The row below the lines of a build that has not ended.
    func result(width: Int) -> [Span] {
        let corner: Span = ("└ ", Style(.dim))
        if let running { return LogResultView.fitted([corner, (Self.words(running), Style(.busy))], [], width) }
        let words = isWatching ? "watching the sources" : "its end was not reported"
        return LogResultView.fitted([corner, (words, Style(.dim))], [], width)
    }

    /// The last line of a build: `└ ✗ failed with exit code 2 after 1.2 s`.
    private func result(_ ending: BuildEnding, width: Int) -> [Span] {
        let isGood = ending.outcome == .good
        let time: Span = ((isGood ? " in " : " after ") + ending.time, Style(.dim))
        let parts: [Span] = [("└ ", Style(.dim))] + Self.outcome(ending)
        return LogResultView.fitted(parts, ending.time.isEmpty ? [] : [[time]], width)
    }

    // MARK: Parts

    private static func words(_ running: (spinner: String, seconds: Double)) -> String {
        "\(running.spinner) building \(Int(running.seconds)) s"
    }

    private static func outcome(_ ending: BuildEnding) -> [Span] {
        switch ending.outcome {
        case .good: [("✓ ", Style(.success)), ("built", Style(.dim))]
        case .cancelled: [("· ", Style(.dim)), ("cancelled", Style(.dim))]
        case .failed(let words):
            [("✗ " + words, Style(.error, attributes: .bold))]
        }
    }
}
