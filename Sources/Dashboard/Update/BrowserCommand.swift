import LambdaModel

/// `o`: the URL of the selected function, or of the request that made the selected call, in the user's browser.
enum BrowserCommand {
    static func open(_ model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        return open(url(item, model), of: item, on: &model)
    }

    /// Opens a URL of a function or of an API, or says why no browser reaches it.
    static func open(_ url: String, of item: FunctionItem, on model: inout Model) -> [Effect] {
        if model.isRemote {
            return model.notify(
                "the project is on another machine; ssh -L makes its port reachable for \(url)", .warning)
        }
        // The port of an API is open while the host runs, and a request starts the function.
        let isOwn = url.hasPrefix(item.info.url)
        if isOwn, let problem = item.portProblem { return model.notify("\(item.info.name): \(problem)", .warning) }
        guard item.hasOpenPort || !isOwn else {
            let (start, again) = (model.keys[.start], model.keys[.openURL])
            return model.notify(
                "\(item.info.name) is stopped; \(start) starts it, then \(again) opens \(url)", .warning)
        }
        return model.notify("opening \(url)") + [.openURL(url)]
    }

    /// The URL for the section with the focus.
    private static func url(_ item: FunctionItem, _ model: Model) -> String {
        switch model.focus {
        case .functions, .events, .logs: return item.info.url
        case .calls, .inspector:
            // A browser can repeat only this method.
            guard let row = item.calls.table.selectedRow, let http = row.summary.http, http.method == "GET",
                let target = http.wholeTarget ?? item.request(of: row)?.target
            else { return item.info.url }
            return item.info.origin(of: http) + target
        }
    }
}

extension FunctionItem {
    /// Whether its own port takes requests: from the start until the function is stopped.
    var hasOpenPort: Bool {
        guard portProblem == nil else { return false }
        return switch state {
        case .stopped, .stopping: false
        case .pulling, .starting, .initialising, .ready, .busy, .restarting, .initFailed, .failed: true
        }
    }

    /// The request that made a call of the table; nil if the deck does not have the event.
    func request(of row: CallRow) -> RequestOfEvent? {
        guard let http = row.summary.http, let result = calls.result(of: row) else { return nil }
        return RequestOfEvent(event: result.request.payload, format: http.format)
    }
}

extension FunctionInfo {
    /// Scheme, host and port of the place at which a request arrived, as functions.json has it now.
    func origin(of http: HTTPCall) -> String {
        let port = http.api.flatMap { api in routes.first { $0.api == api }?.port } ?? port
        return LoopbackURL.origin(port: port)
    }
}

extension HTTPCall {
    /// The target; nil if it was shortened.
    var wholeTarget: String? { target.hasSuffix("…") ? nil : target }
}
