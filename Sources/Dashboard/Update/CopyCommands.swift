import JSONText
import LambdaModel
import Support

/// What the copy keys put on the clipboard, what `O` shows in the pager, and what `M-s` saves. Each function is the act
/// of a command.
enum CopyCommands {
    /// The value or line under the cursor, or the whole of what the section shows.
    static func copy(_ model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        switch model.focus {
        case .functions: return copy(LoopbackURL.origin(port: item.info.port), "the address", &model)
        case .events:
            guard let preview = model.preview?.content?.content else {
                return model.notify("the event is not read yet")
            }
            return copy(preview.text, item.selectedEvent ?? "the event", &model)
        case .calls: return CallInHand.perform(.copyResponse, on: &model)
        case .inspector: return copyValue(&model)
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
            else { return CurlCommand.copy(&model) }
            return copy(tree.path(of: row).jq, "the path", &model)
        case .calls, .logs: return CurlCommand.copy(&model)
        }
    }

    /// The call as `lamdeck invoke` would make it: with the saved event, or with the event on standard input.
    static func copyAsInvoke(_ result: InvocationResult, of item: FunctionItem, _ model: inout Model) -> [Effect] {
        let (name, call) = (ShellText.quoted(item.info.name), CallInHand.name(of: result))
        if let event = InvocationSummary(result).event, item.events.names.contains(event) {
            return copy("lamdeck invoke \(name) \(ShellText.quoted(event))", "\(call) as lamdeck invoke", &model)
        }
        let payload = result.request.payload
        let event = ShellText.quoted(String(decoding: payload, as: UTF8.self))
        return copy(
            "printf %s \(event) | lamdeck invoke \(name) -",
            "\(call) as lamdeck invoke" + SecretMark.remark(on: payload), &model)
    }

    private static func copyValue(_ model: inout Model) -> [Effect] {
        guard let response = model.item?.response, let row = response.bodyRow,
            let value = response.page.tree?.value(of: row)
        else { return copyLine(&model) }
        return copy(value.content ?? value.source, nil, &model)
    }

    /// The line under the cursor; in JSON with its key, and with all of its value.
    static func copyLine(_ model: inout Model) -> [Effect] {
        guard let response = model.item?.response, response.page.count > 0 else {
            return model.notify("there is nothing to copy")
        }
        if let tree = response.page.tree, let row = response.bodyRow { return copy(tree.line(of: row), nil, &model) }
        return copy(response.page.text(of: response.cursor, width: ResponsePane(model).width), nil, &model)
    }

    /// All that the section shows.
    static func copyAll(_ model: inout Model) -> [Effect] {
        guard let text = text(model) else { return model.notify(Model.noFunction) }
        return copy(text, "all of the \(model.focus.title.lowercased())", &model)
    }

    /// - Parameter name: what is copied; nil names the text itself.
    static func copy(_ text: String, _ name: String?, _ model: inout Model) -> [Effect] {
        guard !text.isEmpty else { return model.notify("there is nothing to copy") }
        let first = text.prefix { !$0.isNewline }
        let shown = first.count == text.count ? String(first).fitted(40) : String(first).fitted(40) + " …"
        return model.notify("✓ copied \(name ?? shown)") + [.copy(text)]
    }

    // MARK: The pager, and files

    /// The whole of what the section shows, in the pager.
    static func page(_ model: inout Model) -> [Effect] {
        guard let text = text(model) else { return model.notify(Model.noFunction) }
        guard !text.isEmpty else { return model.notify("there is nothing to page through") }
        let formatted = (try? JSONDocument(Array(text.utf8)))?.formatted()
        return [.page(text: formatted ?? PlainText.colouredLines(text))]
    }

    /// All that the section with the focus shows; nil without a function.
    private static func text(_ model: Model) -> String? {
        guard let item = model.item else { return nil }
        switch model.focus {
        case .functions, .logs: return item.log.text
        case .events: return model.preview?.content?.content.text ?? ""
        case .calls: return item.response?.result.map { String(decoding: $0.sentResponse, as: UTF8.self) } ?? ""
        case .inspector: return item.response?.page.text(width: ResponsePane(model).width) ?? ""
        }
    }

    /// Saves what the section shows as a file.
    static func saveFile(_ model: inout Model) -> [Effect] {
        guard let item = model.item, let text = text(model) else { return model.notify(Model.noFunction) }
        if model.focus == .inspector, let (bytes, ending) = webBody(item) {
            return EventDesk.saveFile(bytes, "body", named: "\(fileStem(item)).\(ending)", on: &model)
        }
        guard !text.isEmpty else { return model.notify("there is nothing to save") }
        let (what, name) =
            switch model.focus {
            case .functions, .logs: ("log", "\(item.info.name).log")
            case .events: ("event", item.selectedEvent ?? "event.json")
            case .calls: ("response", fileName(item, .body))
            case .inspector: (item.response?.tab.title ?? "response", fileName(item, item.response?.tab ?? .body))
            }
        return EventDesk.saveFile(
            Array(text.utf8), what, named: name.split(separator: "/").last.map(String.init) ?? name, on: &model)
    }

    /// `orders-188a90c3.json`
    private static func fileName(_ item: FunctionItem, _ tab: ResponseTab) -> String {
        let isJSON = tab == .event || tab == .body && item.response?.page.tree != nil
        return "\(fileStem(item))\(tab == .body ? "" : "-" + tab.title).\(isJSON ? "json" : "txt")"
    }

    private static func fileStem(_ item: FunctionItem) -> String {
        item.info.name + (item.response?.result?.requestID.map { "-" + $0.prefix(8) } ?? "")
    }

    /// The body of an HTTP response that is shown, and the ending of its file; nil without one.
    private static func webBody(_ item: FunctionItem) -> (bytes: [UInt8], ending: String)? {
        guard let response = item.response, response.tab == .body, !response.isRaw,
            case .success(let web)? = response.result?.webResponse, !web.body.isEmpty
        else { return nil }
        return (web.body, MediaType(web.fields.first("content-type") ?? "").fileEnding)
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
        case .web(let web): web.raw.text
        }
    }
}

extension LogBuffer {
    /// The kept lines as text, without escape sequences.
    var text: String { (0..<count).map { PlainText.line(self[$0].text) }.joined(separator: "\n") }
}
