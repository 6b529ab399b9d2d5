import LambdaModel

/// What keys do with the builds of functions.
enum BuildCommands {
    /// Builds the code of the selected function.
    static func build(on model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        let name = item.info.name
        guard item.info.build != nil else {
            let example = #""build": "npm run build""#
            return model.notify("\(name) has no build; add \(example) to it in functions.json")
        }
        return [.build(name)]
    }

    /// Opens the file that a build names in the line under the cursor of the log; otherwise folds or unfolds what is there.
    static func actOnLog(on model: inout Model) -> [Effect] {
        guard let item = model.item, let location = model.changeLog({ $0.buildLocation(on: $1) }) ?? nil,
            let place = item.place(of: location)
        else { return model.foldLog() }
        return [.edit(path: place.path, line: place.line)]
    }
}

extension FunctionItem {
    /// The position on the machine that builds; nil if the folder of the build is not known.
    func place(of location: BuildLocation) -> LocalPlace? {
        location.place(in: info.build?.directory, info.files)
    }
}
