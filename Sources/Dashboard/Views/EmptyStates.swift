import LambdaModel
import Support

/// The text in an empty pane: why it is empty and what to do about it.
enum EmptyStates {
    static func functions(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        switch model.manifest {
        case .loading:
            draw(["reading functions.json"], .dim, rect, inset: 1, in: &grid)
        case .missing(let looked):
            let places = looked.first.map { "in \($0)" + (looked.count > 1 ? " or above" : "") } ?? "here"
            draw(
                [
                    "There is no functions.json \(places).", "",
                    "\(model.keys[.first]) makes one from the handlers in this folder. It lists the functions to run:",
                    "",
                    "{ \"functions\": {", "  \"hello\": {", "    \"runtime\": \"nodejs22.x\",",
                    "    \"handler\": \"app.handler\",", "    \"code\": \"hello\" } } }", "",
                    "lamdeck reads it as soon as it exists.",
                ], .text, rect, inset: 1, in: &grid)
        case .broken(_, let problems):
            let width = max(1, rect.width - 2)
            let count = problems.count == 1 ? "" : " · \(problems.count) errors"
            let head = ["functions.json cannot be used\(count)", ""]
            var lines = head + problems + ["", "lamdeck reads it again when you save it."]
            let rows = lines.reduce(0) { $0 + WrappedText.lines($1, width: width).count }
            // A list that is cut looks like a complete one.
            if rows > rect.height {
                lines = ["functions.json cannot be used\(count); \(model.keys[.problems]) lists them", ""] + problems
            }
            draw(lines, .error, rect, inset: 1, in: &grid)
        case .loaded:
            draw(["functions.json lists no functions."], .dim, rect, inset: 1, in: &grid)
        }
    }

    static func events(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        // What is not read yet is not missing.
        guard let item = model.item, item.areEventsKnown else { return }
        if let problem = item.events.problem { return draw([problem], .error, rect, inset: 1, in: &grid) }
        let folder = item.events.folder.map { "in \($0)" } ?? "in a folder named events next to its code"
        draw(
            [
                "\(item.info.name) has no saved events; \(model.keys[.invoke]) sends {}.", "",
                "\(model.keys[.newEvent]) makes one from a template; or save a .json file \(folder).",
            ], .dim, rect, inset: 1, in: &grid)
    }

    static func logs(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        if case .unavailable(let reason) = model.engine {
            return draw([reason, "", "lamdeck retries by itself."], .error, rect, in: &grid)
        }
        guard let item = model.item else { return }
        switch item.state {
        case .stopped:
            draw(
                [
                    "\(item.info.name) is stopped.", "",
                    "\(model.keys[.start]) start · \(model.keys[.invoke]) start and invoke", "",
                    "\(item.info.url) answers while it runs.",
                ] + routes(item, model, rect), .dim, rect, in: &grid)
        case .initFailed(let reason), .failed(let reason):
            draw(
                [reason.summary, ""] + reason.lastLines + (reason.lastLines.isEmpty ? [] : [""])
                    + ["\(model.keys[.restart]) retries."],
                .error, rect, in: &grid)
        case .pulling, .starting, .initialising, .restarting, .stopping:
            draw([StateMark.message(item, model).text], .dim, rect, in: &grid)
        case .ready, .busy:
            let message =
                item.log.count > 0
                ? "No log output yet. \(model.keys[.emulator]) shows all lines." : "No log output yet."
            let server = item.emulatorReason.map { ["", "The emulator in the image serves this function: \($0)."] }
            var lines = [message, "", "\(model.keys[.invoke]) invokes the selected event."]
            if let problem = item.portProblem {
                lines.append(problem.hasSuffix(".") ? problem : problem + ".")
            } else if !model.isRemote {
                lines.append("\(model.keys[.openURL]) opens \(item.info.url) in the browser.")
            }
            draw(lines + routes(item, model, rect) + (server ?? []), .dim, rect, in: &grid)
        }
    }

    static func calls(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let item = model.item else { return }
        var lines = calls(item, model, width: rect.width)
        if lines.count > rect.height, rect.height > 1 {
            let hidden = lines.count - rect.height + 1
            lines = lines.prefix(rect.height - 1) + ["  +\(Count.text(hidden))"]
        }
        draw(lines, .dim, rect, inset: 1, in: &grid)
    }

    /// Rows of the text about calls.
    static func callRows(_ item: FunctionItem, _ model: Model, width: Int) -> Int {
        rows(calls(item, model, width: width), width: width - 2).count
    }

    /// How to call a function that was not called, by key and by HTTP.
    private static func calls(_ item: FunctionItem, _ model: Model, width: Int) -> [String] {
        let event = item.selectedEvent.map(EventName.stem) ?? "the event"
        let isEmpty = item.events.names.isEmpty && item.areEventsKnown
        let message = "\(model.keys[.invoke]) invokes " + (isEmpty ? "it with {}." : "\(event).")
        let routes = RouteTexts.table(item.info.routes, cells: width - 4).map { "  " + $0 }
        var lines = ["No call yet. \(message)"]
        switch (item.hasOpenPort, routes.isEmpty) {
        case (true, true): lines.append("Requests to \(item.info.url) appear here.")
        case (true, false): lines.append("Requests to \(item.info.url) and to its routes appear here:")
        case (false, false): lines.append("Requests to its routes start it, and appear here:")
        case (false, true): break
        }
        return lines.flatMap { rows([$0], width: width - 2) } + routes
    }

    /// The routes to a function, as a table after an empty line; nothing without routes, or if the calls list them.
    private static func routes(_ item: FunctionItem, _ model: Model, _ rect: Rect) -> [String] {
        if item.calls.table.count == 0, Layout(model).sections[.calls] != nil { return [] }
        let lines = RouteTexts.table(item.info.routes, cells: rect.width - 2)
        return lines.isEmpty ? [] : [""] + lines.map { "  " + $0 }
    }

    static func inspector(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let item = model.item else { return }
        let event = item.selectedEvent.map(EventName.stem) ?? "{}"
        draw(["No call yet.", "", "\(model.keys[.invoke]) invokes \(event)."], .dim, rect, in: &grid)
    }

    /// `inset` is the blank column next to the border, which a list leaves; text panes already have it.
    private static func draw(_ lines: [String], _ role: Role, _ rect: Rect, inset: Int = 0, in grid: inout Grid) {
        let width = max(1, rect.width - 2 * inset)
        for (row, line) in rows(lines, width: width).prefix(rect.height).enumerated() {
            grid.put(line, x: rect.x + inset, y: rect.y + row, style: Style(role), width: width)
        }
    }

    /// Lines as rows: indented ones and code are cut, the others wrap.
    private static func rows(_ lines: [String], width: Int) -> [String] {
        lines.flatMap { line in
            line.hasPrefix(" ") || line.hasPrefix("{") ? [line] : WrappedText.lines(line, width: max(1, width))
        }
    }
}
