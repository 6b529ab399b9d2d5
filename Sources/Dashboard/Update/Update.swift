import LambdaModel
import OrderedCollections

extension Model {
    /// Applies one message and returns the effects to carry out.
    public mutating func update(_ message: Message) -> [Effect] {
        switch message {
        case .input(let input): return take(input)
        case .tick(let time):
            now = time
            return []
        case .engine(let status):
            engine = status
            return []
        case .manifest(let news): return take(news)
        case .state(let function, let state, let isStale, let note):
            take(state, of: function, isStale: isStale, note: note)
            return []
        case .events(let function, let list):
            return take(list, of: function)
        case .logs(let batches):
            for (function, batch) in batches { functions[function]?.log.append(batch) }
            return []
        case .memory(let bytes):
            for name in functions.keys { functions[name]?.memory = bytes[name] }
            return []
        case .invocationStarted(let id, let time):
            changePending(id) { $0.startedAt = time }
            return []
        case .invocationReturned(let id):
            changePending(id) { $0.isReading = true }
            return []
        case .invocationRefused(let id, let function, let reason):
            refuse(id, function, reason)
            return []
        case .invocationAnswered(let id, let result, let content):
            answer(id, result, content)
            return []
        case .invocationFinished(let id, let result, let content):
            let brief = InvocationBrief(result)
            functions[brief.function]?.log.learn(brief)
            if let event = brief.event { functions[brief.function]?.outcomes[event] = brief }
            finish(id, result, content)
            return refreshHistory()
        case .outsideInvocation(let brief):
            functions[brief.function]?.log.learn(brief)
            trace(brief)
            return refreshHistory()
        case .history(let rows, let function, let text, let problem):
            return show(rows, function: function, matching: text, problem: problem)
        case .recalled(let function, let rows, let last):
            recall(function, rows, last)
            return []
        case .kept(let kept):
            return open(kept)
        case .keptPair(let old, let new):
            return compare(old, new)
        case .saved(let function, let words):
            notice = Notice(.info, "\(words); \(function) restarts")
            return replay(function)
        case .notice(let notice):
            self.notice = notice
            return []
        case .terminated:
            return quit(.terminated)
        case .shutDown:
            return [.exit]
        }
    }

    private mutating func take(_ news: ManifestNews) -> [Effect] {
        switch news {
        case .missing(let looked):
            manifest = .missing(looked)
            return []
        case .broken(let path, let problems):
            manifest = .broken(path: path, problems: problems)
            return []
        case .loaded(let path, let infos, let warnings):
            if case .loaded = manifest { notice = Notice(.info, "functions.json reloaded") }
            if case .broken = manifest { notice = Notice(.info, "functions.json is valid again") }
            manifest = .loaded(path: path, warnings: warnings)
            if let first = warnings.first {
                notice = Notice(
                    .warning, warnings.count == 1 ? first : "\(first) (and \(warnings.count - 1) more; ! lists them)")
            }
            withdrawProblems()
            let before = selected
            let place = before.flatMap { functions.index(forKey: $0) } ?? 0
            replaceFunctions(infos)
            if item == nil { selected = functions.isEmpty ? nil : functions.keys[min(place, functions.count - 1)] }
            return selected.map { [.loadEvents($0)] } ?? []
        }
    }

    /// Functions that stay keep their data. One that was removed is stopped and no longer shown.
    private mutating func replaceFunctions(_ infos: [FunctionInfo]) {
        var next: OrderedDictionary<String, FunctionItem> = [:]
        for info in infos {
            var item = functions[info.name] ?? FunctionItem(info)
            item.info = info
            next[info.name] = item
        }
        functions = next
    }

    private mutating func take(_ state: RunState, of function: String, isStale: Bool, note: String?) {
        // If functions are left running, the states reported while the deck lets go of them are not shown.
        guard quitting != .leaveRunning, var item = functions[function] else { return }
        if item.state.word != state.word { item.stateSince = now }
        item.state = state
        item.isStale = isStale
        item.note = note
        if !state.isServing { item.memory = nil }
        functions[function] = item
        withdrawQuestion()
    }

    /// Closes a question about running functions when none runs any more.
    private mutating func withdrawQuestion() {
        switch overlay {
        case .confirmQuit, .confirmStopAll:
            guard live.isEmpty else { return }
            overlay = nil
            notice = Notice(.info, "no function is running any more")
        case .help, .problems, .typedLine, .history, nil: break
        }
    }

    /// Closes the list of problems when there are none.
    private mutating func withdrawProblems() {
        if case .problems = overlay, manifest.problems.isEmpty { overlay = nil }
    }

    /// Changes a call that has not ended, in the function's list and in the response pane.
    private mutating func changePending(_ id: InvocationID, _ change: (inout Response) -> Void) {
        for name in functions.keys where functions[name]?.pending[id] != nil {
            if var response = functions[name]?.pending[id] {
                change(&response)
                functions[name]?.pending[id] = response
            }
            if var response = functions[name]?.response, response.id == id {
                change(&response)
                functions[name]?.response = response
            }
        }
    }

    private mutating func answer(_ id: InvocationID, _ result: InvocationResult, _ content: ResponseContent) {
        let name = result.request.function
        guard var item = functions[name], var response = item.pending[id] else { return }
        let isShown = item.response?.id == id
        if isShown, let shown = item.response { response = shown }
        response.finish(result, content, surroundings(result, &item), isReading: true)
        item.pending[id] = response
        if isShown { item.response = response }
        functions[name] = item
    }

    private mutating func finish(_ id: InvocationID, _ result: InvocationResult, _ content: ResponseContent) {
        let name = result.request.function
        guard var item = functions[name], var response = item.pending.removeValue(forKey: id) else { return }
        if let shown = item.response, shown.id == id { response = shown }
        if response.result != nil {
            response.complete(result)
        } else {
            response.finish(result, content, surroundings(result, &item))
        }
        if let root = response.traceRoot { response.relate(traced.calls(of: root)) }
        // A late answer does not replace a call that was sent after it.
        if item.response.map({ $0.id <= id || item.pending[$0.id] == nil }) ?? true { item.response = response }
        functions[name] = item
    }

    /// Adds a call that another process made. If the shown response's call made it, the response lists it.
    private mutating func trace(_ brief: InvocationBrief) {
        guard let root = traced.add(brief) else { return }
        for name in functions.keys where functions[name]?.response?.traceRoot == root {
            functions[name]?.response?.relate(traced.calls(of: root))
        }
    }

    private func surroundings(_ result: InvocationResult, _ item: inout FunctionItem) -> Response.Surroundings {
        Response.Surroundings(
            map: item.info.files, earlier: item.earlier.replace(result), secondsFromUTC: secondsFromUTC)
    }

    private mutating func refuse(_ id: InvocationID, _ function: String, _ reason: String) {
        guard var response = functions[function]?.pending.removeValue(forKey: id) else { return }
        response.refuse(reason)
        if functions[function]?.response?.id == id { functions[function]?.response = response }
    }

    // MARK: Actions of keys

    /// Invokes a saved event, or the event of an invocation from the history.
    ///
    /// - Parameter isAsked: whether the user asked for this call; a log that was paused then follows again, to show it.
    mutating func invoke(
        _ function: String, _ event: String, kept: Int64? = nil, showing tab: ResponseTab? = nil, isAsked: Bool = true
    ) -> [Effect] {
        guard var item = functions[function] else { return [] }
        let id = nextInvocation
        nextInvocation += 1
        let response = Response(id: id, event: event, tab: tab ?? item.response?.tab ?? .body)
        item.pending[id] = response
        item.response = response
        if isAsked { item.log.isFollowing = true }
        functions[function] = item
        last = (function, event, kept)
        guard let kept else { return [.invoke(id, function: function, event: event)] }
        return [.invokeKept(id, function: function, event: event, kept)]
    }

    /// Invokes the pinned event of a function whose files changed, and shows the differences from the previous answer.
    /// If the event already waits for its turn, that call will run the new code.
    private mutating func replay(_ function: String) -> [Effect] {
        guard let item = functions[function], let event = item.pinnedEvent, item.events.names.contains(event),
            !item.pending.values.contains(where: { $0.event == event && $0.startedAt == nil })
        else { return [] }
        return invoke(function, event, showing: item.earlier.has(event) ? .diff : nil, isAsked: false)
    }

    mutating func quit(_ mode: QuitMode) -> [Effect] {
        guard quitting == nil else { return [.exit] }
        overlay = nil
        quitting = mode
        return [.quit(mode)]
    }
}
