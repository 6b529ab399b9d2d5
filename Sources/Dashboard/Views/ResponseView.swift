import LambdaModel

/// What the last call of the selected function gave.
enum ResponseView {
    static func draw(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let response = model.item?.response else { return EmptyStates.response(model, rect, in: &grid) }
        verdict(response, model, rect, in: &grid)
        guard rect.height > 1, response.page.count > 0 else { return }
        let scroller = model.responseScroller(response)
        let visible = scroller.visible(from: model.responseTop(response, scroller))
        for (offset, place) in visible.enumerated() {
            let y = rect.y + 1 + offset
            let line = response.page.line(place.line)
            let row =
                model.wraps
                ? WrappedText.row(line, place.row, width: rect.width)
                : WrappedText.cut(line, column: response.column, width: rect.width)
            var x = rect.x
            for span in row {
                x += grid.put(span.text, x: x, y: y, style: span.style, width: rect.x + rect.width - x)
            }
            if place.line == response.cursor, model.focus == .response {
                grid.highlight(Rect(x: rect.x, y: y, width: rect.width, height: 1), .selection)
            }
        }
    }

    /// The first line: what happened, in words, before anything of the body.
    private static func verdict(_ response: Response, _ model: Model, _ rect: Rect, in grid: inout Grid) {
        if response.refusal != nil {
            grid.put("✗ not sent", x: rect.x, y: rect.y, style: Style(.error, attributes: .bold), width: rect.width)
            return
        }
        guard let result = response.result else {
            let (text, role) = waiting(response, model)
            grid.put(text.fitted(rect.width), x: rect.x, y: rect.y, style: Style(role))
            return
        }
        let mark = Self.mark(result.verdict)
        var parts = [mark.symbol + " " + result.verdict.words]
        if let status = result.status { parts.append("HTTP \(status)") }
        parts.append(Duration.text(result.seconds))
        if result.status != nil { parts.append(ByteCount.text(result.body.count)) }
        if result.isCold { parts.append("cold start") }
        var x = rect.x
        for (index, part) in parts.enumerated() {
            let style = index == 0 ? Style(mark.role, attributes: .bold) : Style(.text)
            let text = index == 0 ? part : " · " + part
            // What has no room is left out whole; half a number would mislead.
            guard index == 0 || x + text.cellWidth <= rect.x + rect.width else { continue }
            x += grid.put(text, x: x, y: rect.y, style: style, width: rect.x + rect.width - x)
        }
    }

    private static func waiting(_ response: Response, _ model: Model) -> (String, Role) {
        guard let startedAt = response.startedAt else {
            let isReady = model.item?.state.isServing ?? false
            return (
                "\(model.spinner) " + (isReady ? "waiting for the call before" : "waiting for the container"), .busy
            )
        }
        let elapsed = model.elapsed(since: startedAt)
        return ("\(model.spinner) running \(Duration.text(elapsed)) · Esc waits no longer", .busy)
    }

    static func mark(_ verdict: Verdict) -> (symbol: String, role: Role) {
        switch verdict {
        case .ok: ("✓", .success)
        case .cancelled: ("–", .dim)
        case .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .unreachable:
            ("✗", .error)
        }
    }
}
