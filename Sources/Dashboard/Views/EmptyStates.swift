import LambdaModel

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
                ] + routes(item, rect), .dim, rect, in: &grid)
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
            if !model.isRemote { lines.append("\(model.keys[.openURL]) opens \(item.info.url) in the browser.") }
            draw(lines + routes(item, rect) + (server ?? []), .dim, rect, in: &grid)
        }
    }

    static func calls(_ model: Model, _ rect: Rect, in grid: inout Grid) {
        guard let item = model.item else { return }
        let event = item.selectedEvent.map(EventName.stem) ?? "the event"
        let isEmpty = item.events.names.isEmpty && item.areEventsKnown
        let message = "\(model.keys[.invoke]) invokes " + (isEmpty ? "it with {}." : "\(event).")
        let url = item.hasOpenPort ? ["Requests to \(item.info.url) appear here."] : []
        draw(["No call yet. \(message)"] + url, .dim, rect, inset: 1, in: &grid)
    }

    /// The routes to a function, as a table after an empty line; nothing without routes.
    private static func routes(_ item: FunctionItem, _ rect: Rect) -> [String] {
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
        let rows = lines.flatMap { line in
            line.hasPrefix(" ") || line.hasPrefix("{") ? [line] : WrappedText.lines(line, width: width)
        }
        for (row, line) in rows.prefix(rect.height).enumerated() {
            grid.put(line, x: rect.x + inset, y: rect.y + row, style: Style(role), width: width)
        }
    }
}
