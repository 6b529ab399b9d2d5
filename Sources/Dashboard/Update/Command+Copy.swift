import LambdaModel
import Support

/// What the copy keys put on the clipboard, what `O` shows in the pager, and what `^S` saves.
extension Command {
    /// The value or line under the cursor, or the whole of what the section shows.
    static func copy(_ model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        switch model.focus {
        case .functions: return copy("http://127.0.0.1:\(item.info.port)", "the address", &model)
        case .events:
            guard let preview = model.preview?.content?.content else {
                return model.notify("the event is not read yet")
            }
            return copy(preview.text, item.selectedEvent ?? "the event", &model)
        case .calls:
            guard let result = item.response?.result else { return model.notify("the call has no response yet") }
            return copy(String(decoding: result.sentResponse, as: UTF8.self), "the response", &model)
        case .inspector: return copyLine(&model)
        // The log has its own key for this.
        case .logs: return model.notify("nothing logged yet")
        }
    }

    /// The path of the value under the cursor; in the other sections, the call as a command.
    static func copyPath(_ model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        switch model.focus {
        case .functions: return copy(item.info.image, "the image", &model)
        case .events:
            guard let event = item.selectedEvent, let path = item.events.path(of: event) else {
                return model.notify("there is no saved event")
            }
            return copy(path, "the path", &model)
        case .inspector:
            guard let response = item.response, let tree = response.page.tree,
                let row = response.page.bodyRow(of: response.cursor), row < tree.count
            else { return copyAsCurl(&model) }
            return copy(tree.path(of: row).jq, "the path", &model)
        case .calls, .logs: return copyAsCurl(&model)
        }
    }

    /// The call as curl would make it.
    static func copyAsCurl(_ model: inout Model) -> [Effect] {
        guard let item = model.item, let result = item.response?.result else {
            return model.notify("there is no call to copy")
        }
        let url = "http://127.0.0.1:\(item.info.port)/2015-03-31/functions/function/invocations"
        let event = ShellText.quoted(String(decoding: result.request.payload, as: UTF8.self))
        return copy("curl -sS \(url) -d \(event)", "the call as curl", &model)
    }

    /// The call as `lamdeck invoke` would make it: with the saved event, or with the event on standard input.
    static func copyAsInvoke(_ model: inout Model) -> [Effect] {
        guard let item = model.item, let result = item.response?.result else {
            return model.notify("there is no call to copy")
        }
        let name = ShellText.quoted(item.info.name)
        if let event = InvocationSummary(result).event, item.events.names.contains(event) {
            return copy("lamdeck invoke \(name) \(ShellText.quoted(event))", "the call as lamdeck invoke", &model)
        }
        let event = ShellText.quoted(String(decoding: result.request.payload, as: UTF8.self))
        return copy("printf %s \(event) | lamdeck invoke \(name) -", "the call as lamdeck invoke", &model)
    }

    private static func copyLine(_ model: inout Model) -> [Effect] {
        guard let response = model.item?.response, response.page.count > 0 else {
            return model.notify("there is nothing to copy")
        }
        if let tree = response.page.tree, let row = response.page.bodyRow(of: response.cursor),
            let value = tree.value(of: row)
        {
            return copy(value.content ?? value.source, nil, &model)
        }
        let pane = ResponsePane(model)
        let line = response.page.line(response.cursor, width: pane.width).map(\.text).joined()
        return copy(line, nil, &model)
    }

    /// - Parameter name: what is copied; nil names the text itself.
    private static func copy(_ text: String, _ name: String?, _ model: inout Model) -> [Effect] {
        guard !text.isEmpty else { return model.notify("there is nothing to copy") }
        let first = text.prefix { !$0.isNewline }
        let shown = first.count == text.count ? String(first).fitted(40) : String(first).fitted(40) + " …"
        return model.notify("✓ copied \(name ?? shown)") + [.copy(text)]
    }

    // MARK: The pager, and files

    /// The whole of what the section shows, in the pager.
    static func page(_ model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        let text: String
        switch model.focus {
        case .functions, .logs: text = item.log.text
        case .events: text = model.preview?.content?.content.text ?? ""
        case .calls: text = item.response?.result.map { String(decoding: $0.sentResponse, as: UTF8.self) } ?? ""
        case .inspector:
            let width = ResponsePane(model).width
            let page = item.response?.page ?? ResponsePage()
            text =
                page.tree?.whole
                ?? (0..<page.count(width: width)).map { page.line($0, width: width).map(\.text).joined() }
                .joined(separator: "\n")
        }
        guard !text.isEmpty else { return model.notify("there is nothing to page through") }
        return [.page(text: PlainText.colouredLines(text))]
    }

    /// Saves the event of the selected call.
    static func saveCall(_ model: inout Model) -> [Effect] {
        guard let item = model.item, let response = item.response else {
            return model.notify("there is no call to save")
        }
        let row = item.calls.table.selectedRow
        if let stored = response.stored
            ?? row.flatMap({ row in row.stored.map { HistoryRow(id: $0, summary: row.summary) } })
        {
            return model.saveCall(stored)
        }
        guard let result = response.result else { return model.notify("the call has not ended") }
        return model.saveCall(result)
    }
}

extension ResponseContent {
    /// The content as text; bytes that are not text as a hex dump.
    var text: String {
        switch self {
        case .json(let json): json.tree.whole
        case .text(let lines): lines.joined(separator: "\n")
        case .binary(let bytes):
            (0..<((bytes.count + 15) / 16)).map { HexDump.line(bytes, $0) }.joined(separator: "\n")
        case .empty: ""
        }
    }
}

extension LogBuffer {
    /// The kept lines as text, without escape sequences.
    var text: String { (0..<count).map { PlainText.line(self[$0].text) }.joined(separator: "\n") }
}
