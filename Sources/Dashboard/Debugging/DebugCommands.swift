import LambdaModel

/// `d`, and what the palette offers for a function that is debugged.
enum DebugCommands {
    /// Begins to debug the selected function, or ends that.
    static func toggle(_ model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        let name = item.info.name
        if item.debugger != nil { return model.notify("\(name) restarts without a debugger") + [.endDebug(name)] }
        return model.notify("\(name) restarts under its debugger") + [.debug(name)]
    }

    /// Copies the debugger's entry for `launch.json`, or writes it there.
    static func useEntry(writes: Bool, _ model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        let name = item.info.name
        guard item.debugger != nil else {
            return model.notify("\(name) is not debugged; \(model.keys[.debug]) starts its debugger", .warning)
        }
        return [.launchEntry(function: name, writes: writes)]
    }
}
