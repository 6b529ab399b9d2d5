import LambdaModel
import Support

/// The call that a key acts on: in the log that under the cursor, elsewhere the selected one, or the newest one if none
/// is selected.
enum CallInHand: Sendable {
    /// All of it is known.
    case known(InvocationResult)
    /// Only the history has all of it.
    case stored(CallKey)
    /// None; the reason for the user.
    case none(String)

    init(_ model: Model, _ item: FunctionItem) {
        if model.focus == .logs {
            guard let id = item.log.call(on: LogPage(model, item)) else {
                self = .none(item.log.count == 0 ? "nothing logged yet" : "this line is outside of calls")
                return
            }
            self = Self.call(.request(id), item)
            return
        }
        if let result = item.response?.result {
            self = .known(result)
        } else if let response = item.response, let refusal = response.refusal {
            self = .none(response.id == Response.unread ? refusal : "the call was not sent")
        } else if let row = item.calls.table.selectedRow ?? item.calls.table.newestVisible {
            self = row.key.map { Self.call($0, item) } ?? .none("the call has not ended")
        } else {
            self = .none("there is no call to copy")
        }
    }

    /// Shows a call if none is shown: that with the cursor, or the newest one. Keys act on it, also if other clients made
    /// all calls.
    static func showAny(on model: inout Model) -> [Effect] {
        guard let name = model.selected, let item = model.item, item.response == nil,
            item.calls.table.visibleCount > 0
        else { return [] }
        let key = model.functions.change(name) { $0.calls.showAny() } ?? nil
        return model.load(key, of: name)
    }

    private static func call(_ key: CallKey, _ item: FunctionItem) -> CallInHand {
        guard let row = item.calls.table.row(key) else { return .stored(key) }
        if let result = item.calls.result(of: row) { return .known(result) }
        return row.key.map(CallInHand.stored) ?? .none("the call has not ended")
    }
}

/// A call that is read from the history because a key acts on it.
struct AwaitedCall: Hashable, Sendable {
    /// What is done with the call.
    enum Act: Hashable, Sendable {
        case saveAsEvent, copyResponse, copyCurl, copyInvoke, copyRun
    }

    /// The function.
    let function: String
    /// How the history finds the call.
    let key: CallKey
    /// What is done with it.
    let act: Act
}

extension CallInHand {
    /// Does something with the call that a key acts on; a call that only the history has is read first.
    static func perform(_ act: AwaitedCall.Act, on model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        switch CallInHand(model, item) {
        case .known(let result): return perform(act, with: result, on: &model)
        case .none(let reason): return model.notify(reason)
        case .stored(let key):
            model.desk.awaited = AwaitedCall(function: item.info.name, key: key, act: act)
            return [.loadCall(function: item.info.name, key)]
        }
    }

    /// Goes on with a call that was read for a key.
    static func receive(_ stored: StoredResponse?, _ key: CallKey, of function: String, on model: inout Model)
        -> [Effect]
    {
        guard let awaited = model.desk.awaited, awaited.function == function, awaited.key == key else { return [] }
        model.desk.awaited = nil
        guard let stored else { return model.notify("the history does not have this call", .warning) }
        guard awaited.act == .saveAsEvent else { return perform(awaited.act, with: stored.result, on: &model) }
        return model.overlay == nil ? EventDesk.saveCall(stored.row, on: &model) : []
    }

    private static func perform(_ act: AwaitedCall.Act, with result: InvocationResult, on model: inout Model)
        -> [Effect]
    {
        guard let item = model.functions[result.request.function] else { return model.notify(Model.noFunction) }
        switch act {
        case .saveAsEvent: return EventDesk.saveCall(result, on: &model)
        case .copyResponse:
            return CopyCommands.copy(String(decoding: result.sentResponse, as: UTF8.self), "the response", &model)
        case .copyCurl: return CurlCommand.copy(result, of: item, &model)
        case .copyInvoke: return CopyCommands.copyAsInvoke(result, of: item, &model)
        case .copyRun: return [.copyRun(function: item.info.name, payload: result.request.payload)]
        }
    }

    /// What a notice calls a call: `POST /orders`, the event's name, or its request id.
    static func name(of result: InvocationResult) -> String {
        let summary = InvocationSummary(result)
        let name = summary.http?.text(cells: 40) ?? summary.event.map { $0.fittedKeepingEnds(40) }
        return name ?? result.requestID.map { "call \($0.prefix(8))" } ?? "the call"
    }
}
