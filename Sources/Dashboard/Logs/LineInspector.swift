import JSONText
import LambdaModel
import Support

/// A line of a log in full: the members of its object one below the other, or its text wrapped.
struct LineInspector {
    private let position: LogPosition?
    private let source: AllLogsMerge.Source?

    init(_ position: LogPosition?, _ merge: AllLogsMerge) {
        self.position = position
        source = position.flatMap { merge.source(of: $0) }
    }

    /// Draws a title and the rows that fit.
    func draw(_ rect: Rect, in grid: inout Grid) {
        guard rect.height > 0 else { return }
        guard let position, let source else {
            SectionLine(title: "LINE").draw(rect, in: &grid)
            return
        }
        let record = source.log.record(position.slot / 2)
        let id = record.invocation.map { " · request \($0.prefix(8))" } ?? ""
        let isResult = LogPage.isResult(position.slot)
        let build = source.log.build(of: position.slot / 2)
        if let build, isResult { return draw(build, source, position, rect, in: &grid) }
        let leads = build.flatMap { _ in source.log.buildLocation(of: position.slot / 2) }
        let document = isResult ? nil : StructuredLine(record.text, invocation: nil)?.object?.document
        let location = document?.root["location"]?.string.map { " · \($0)" } ?? ""
        SectionLine(
            title: isResult ? "CALL" : "LINE", subject: position.function,
            facts: build == nil ? id + location : " · build",
            right: leads.map { "y copy  ⏎ open \($0.path):\($0.line)" }
                ?? (build == nil ? "y copy  ⏎ open call" : "y copy  z fold")
        ).draw(rect, in: &grid)
        let width = max(0, rect.width - 4)
        draw(isResult ? result(source, position) : document.map(members) ?? text(record, width: width), rect, in: &grid)
    }

    /// Draws a build that is folded or runs.
    private func draw(
        _ build: LogBuild, _ source: AllLogsMerge.Source, _ position: LogPosition, _ rect: Rect, in grid: inout Grid
    ) {
        SectionLine(title: "BUILD", subject: position.function, right: "y copy  ⏎ unfold").draw(rect, in: &grid)
        let lines = Count.text(source.log.index.outputLines(of: build))
        var rows: [(String, String, Role)] = [("command", build.command ?? "not known", .text)]
        if let ending = build.ending {
            switch ending.outcome {
            case .good: rows.append(("result", "✓ built", .success))
            case .cancelled: rows.append(("result", "· cancelled", .dim))
            case .failed(let words): rows.append(("result", "✗ \(words)", .error))
            }
            if !ending.time.isEmpty { rows.append(("time", ending.time, .text)) }
        }
        rows.append(("lines", lines, .text))
        draw(rows.map { [($0.padded(14), Style(.key)), ($1, Style($2))] }, rect, in: &grid)
    }

    /// Draws rows below the title, as many as fit.
    private func draw(_ rows: [[ResponsePage.Span]], _ rect: Rect, in grid: inout Grid) {
        let body = Rect(x: rect.x + 3, y: rect.y + 1, width: max(0, rect.width - 4), height: rect.height - 1)
        for (offset, row) in rows.prefix(body.height).enumerated() {
            let isCut = offset == body.height - 1 && rows.count > body.height
            var x = body.x
            for span in isCut ? [("… \(Count.text(rows.count - offset, "more line"))", Style(.dim))] : row {
                x += grid.put(span.0, x: x, y: body.y + offset, style: span.1, width: body.x + body.width - x)
            }
        }
    }

    /// Keys in one column, values in another.
    private func members(_ document: JSONDocument) -> [[ResponsePage.Span]] {
        let members = Array(document.root.members)
        let width = min(30, members.map { PlainText.line($0.key).cellWidth }.max() ?? 0)
        return members.map { member in
            let key = PlainText.line(member.key).fittedKeepingEnds(width).padded(width + 2)
            return [(key, Style(.key)), (member.value.compact(), Style(Self.role(member.value)))]
        }
    }

    private static func role(_ node: JSONNode) -> Role {
        switch node.kind {
        case .string: .string
        case .number: .number
        case .bool, .null: .literal
        case .object, .array: .text
        }
    }

    private func text(_ record: LogRecord, width: Int) -> [[ResponsePage.Span]] {
        let spans = ANSIText.spans(record.text, base: Style(.text))
        return (0..<min(200, WrappedText.rows(spans, width: max(1, width)))).map {
            WrappedText.row(spans, $0, width: max(1, width))
        }
    }

    /// The facts of the call.
    private func result(_ source: AllLogsMerge.Source, _ position: LogPosition) -> [[ResponsePage.Span]] {
        let index = source.log.index
        let group = index[index.place(of: position.slot / 2)]
        let facts = index.facts(of: group)
        let outcome = facts.flatMap { facts in
            facts.verdict.map { VerdictMark($0, status: facts.status) }
        }
        let rows: [(String, String?, Role)] = [
            ("event", facts?.name, .text),
            ("result", outcome.map { "\($0.symbol) \($0.label)" }, outcome?.role ?? .text),
            ("error", facts?.errorType, .error), ("request id", index.invocation(of: group), .text),
            ("handler", facts?.milliseconds.map { TimeSpan.short($0 / 1000) }, .handlerTime),
            ("init", facts?.initMilliseconds.map { TimeSpan.short($0 / 1000) }, .initTime),
            ("lines", Count.text(Int(group.plainLines)), .text),
        ]
        return rows.compactMap { key, value, role in
            value.map { [(key.padded(14), Style(.key)), ($0, Style(role))] }
        }
    }
}
