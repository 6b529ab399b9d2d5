import LambdaModel
import Support

/// Calls that are saved as events.
extension EventDesk {
    /// Saves the event of the selected call; in the log, of the call under the cursor.
    static func saveSelectedCall(on model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        if model.focus == .logs {
            guard let id = model.changeLog({ log, page in log.call(on: page) }) ?? nil else {
                return model.notify("this line is outside of calls; \(model.keys[.saveFile]) saves the log as a file")
            }
            return saveCall(.request(id), of: item.info.name, on: &model)
        }
        if let stored = item.response?.stored { return saveCall(stored, on: &model) }
        let row = item.calls.table.selectedRow ?? item.calls.table.newestVisible
        if let row, item.calls.pending[row.invocation ?? -1] == nil, let key = row.key {
            return saveCall(key, of: item.info.name, on: &model)
        }
        if let result = item.response?.result { return saveCall(result, on: &model) }
        return model.notify(row == nil ? "there is no call to save" : "the call has not ended")
    }

    /// Saves the event of a call of a function. A call that only the history has is read first.
    static func saveCall(_ key: CallKey, of function: String, on model: inout Model) -> [Effect] {
        guard let item = model.functions[function] else { return model.notify(Model.noFunction) }
        if let row = item.calls.table.row(key) {
            if let stored = row.stored { return saveCall(HistoryRow(id: stored, summary: row.summary), on: &model) }
            if let result = item.calls.result(of: row) { return saveCall(result, on: &model) }
        }
        model.desk.awaited = AwaitedCall(function: function, key: key, act: .saveAsEvent)
        return [.loadCall(function: function, key)]
    }

    /// Asks for the name under which the event of a stored call is saved.
    static func saveCall(_ row: HistoryRow, on model: inout Model) -> [Effect] {
        guard let item = model.functions[row.summary.function] else {
            return model.notify("functions.json has no function \(row.summary.function) any more", .warning)
        }
        let taken = item.events.localNames()
        let name = EventName.free(like: Self.name(for: row.summary), isTaken: taken.contains)
        return ask(.name(NameDialog(.saveCall(row.id), name: name, taken: taken)), of: item, on: &model)
    }

    /// Asks for the name under which the event of a call is saved that the history does not have.
    static func saveCall(_ result: InvocationResult, on model: inout Model) -> [Effect] {
        guard let item = model.functions[result.request.function] else { return model.notify(Model.noFunction) }
        let name = Self.name(for: InvocationSummary(result))
        return ask(.name(.new(result.request.payload, name, item.events.localNames())), of: item, on: &model)
    }

    /// The most characters of a suggested name.
    private static let longestName = 60

    /// The name that a call suggests: `get-orders-7` for `GET /orders/7`, that of its event, or of who made it.
    private static func name(for summary: InvocationSummary) -> String {
        var plain: String
        if let http = summary.http, http.format == .websocket {
            let method = http.method.lowercased()
            plain = words(http.method == "MESSAGE" ? "\(method)\(http.target)" : method, keeping: "_.")
            plain = String(plain.lowercased().prefix(longestName))
        } else if let http = summary.http {
            let path = String(
                decoding: PercentCoding.decodedLoosely(http.target.utf8.prefix { $0 != UInt8(ascii: "?") }),
                as: UTF8.self)
            plain = words(http.method + (path == "/" ? "/root" : EventName.stem(of: path)), keeping: "_.")
            plain = String(plain.lowercased().prefix(longestName))
        } else {
            let name = summary.callName ?? summary.origin?.shortName.replacing("/", with: "-") ?? "call"
            plain = words(name, keeping: "_./-")
        }
        while let last = plain.last, last == "-" || last == "." { plain.removeLast() }
        return EventName.problem(plain) == nil ? plain + ".json" : "call.json"
    }

    /// Letters, digits and some signs of a text; each other sign becomes a dash. Of dashes in a row one stays.
    private static func words(_ text: String, keeping kept: String) -> String {
        var result = ""
        for character in text {
            let isKept = character.isLetter || character.isNumber || kept.contains(character)
            if isKept { result.append(character) } else if result.last != "-" { result.append("-") }
        }
        return result
    }
}
