import LambdaModel

extension Model {
    /// Applies one message and returns the effects to carry out.
    public mutating func update(_ message: Message) -> [Effect] {
        var effects = apply(message) + SectionSearch.followFilter(on: &self)
        if focus == .calls { effects += CallInHand.showAny(on: &self) }
        LogControls.scan(on: &self)
        if case .screen(var screen) = overlay {
            screen.advance(self)
            overlay = .screen(screen)
        }
        return effects + BackgroundEffects.next(of: &self)
    }

    private mutating func apply(_ message: Message) -> [Effect] {
        switch message {
        case .input(let input): return handle(input)
        case .tick(let time):
            now = time
            functions.showArrived(at: time)
        case .engine(let status): engine = status
        case .manifest(let news): return news.show(on: &self)
        case .state(let function, let state, let isStale, let note):
            let time = now
            let isKnown = functions.change(function) { $0.update(state, isStale: isStale, note: note, at: time) } != nil
            if isKnown { Overlay.withdrawQuestion(on: &self) }
        case .emulator(let function, let reason): functions.change(function) { $0.emulatorReason = reason }
        case .port(let function, let problem): functions.change(function) { $0.portProblem = problem }
        case .build(let function, let status): functions.change(function) { $0.update(status) }
        case .debug(let function, let status): functions.change(function) { $0.debugger = status }
        case .offersDebugger(let function, let question):
            if overlay == nil { overlay = .confirmFetch(function: function, question: question) }
        case .events(let function, let list): return EventRequest.receive(list, of: function, on: &self)
        case .event(let function, let news): return EventDesk.receive(news, of: function, on: &self)
        case .logs(let batches):
            for (function, batch) in batches { functions.change(function) { $0.log.append(batch) } }
        case .memory(let bytes): functions.update(memory: bytes)
        case .connections(let api, let rows): connections[api] = rows.isEmpty ? nil : rows
        case .invocationStarted(let id, let time): functions.changeCall(id) { $0.startedAt = time }
        case .invocationPart(let id, let part): functions.changeCall(id) { [now] in $0.receive(part, at: now) }
        case .invocationReturned(let id): functions.changeCall(id) { $0.wasAnswered() }
        case .invocationRefused(let id, let function, let reason):
            functions.change(function) { $0.calls.refuse(id, reason) }
        case .invocationAnswered(let id, let result, let content):
            functions.change(result.request.function) { [secondsFromUTC] item in
                item.calls.answer(id, result, content, item.context(secondsFromUTC: secondsFromUTC))
            }
        case .invocationFinished(let id, let result, let content):
            calls.finish(id, result, content, secondsFromUTC: secondsFromUTC, in: &functions)
            return background.end(of: result) + HistoryList.change(on: &self) { $0.refresh() }
        case .outsideBegan(let summary): calls.begin(outside: summary, in: &functions)
        case .outsideInvocation(let summary):
            return calls.add(outside: summary, in: &functions) + HistoryList.change(on: &self) { $0.refresh() }
        case .history(let rows, let function, let text, let problem):
            return SectionSearch.receive(rows, function: function, matching: text, on: &self)
                + HistoryList.change(on: &self) {
                    $0.receive(rows, function: function, matching: text, problem: problem)
                }
        case .recalled(let function, let rows, let last, let log):
            if !log.isEmpty, let item = functions[function], item.state == .stopped, item.log.count == 0 {
                functions.change(function) { $0.log.append(LogBatch(records: log)) }
            }
            calls.recall(rows, last: last, of: function, secondsFromUTC: secondsFromUTC, in: &functions)
        case .recalledAll(let rows):
            for (function, rows) in rows { functions.change(function) { $0.calls.recall(rows) } }
        case .details(let function, let details):
            if case .screen(.info(var screen)) = overlay {
                screen.receive(details, of: function)
                overlay = .screen(.info(screen))
            }
        case .source(let key, let function, let excerpt?):
            functions.change(function) { $0.calls.show(excerpt, for: key) }
        case .source(_, _, nil): break
        case .loaded(let function, let key, let stored):
            calls.take(stored, key, of: function, secondsFromUTC: secondsFromUTC, in: &functions)
            return CallInHand.receive(stored, key, of: function, on: &self)
        case .stored(let stored): return stored.open(on: &self)
        case .storedPair(let old, let new): return new.open(on: &self, against: EarlierResponse(old.result))
        case .saved(let function, let message):
            functions.change(function) { [now] in $0.mark(message, at: now) }
            notices.show(Notice(.info, "\(message); \(function) restarts"))
            return Calls.replay(function, on: &self)
        case .notice(let notice): notices.show(notice)
        case .copied(let text, let name): return notify("✓ copied \(name)") + [.copy(text)]
        case .host(let status): return status.show(on: &self)
        case .view(let view):
            return (view.arrangement?.take(on: &self) ?? []) + functions.take(view)
        case .terminated: return quit(.terminated)
        case .shutDown: return [.exit]
        }
        return []
    }
}
