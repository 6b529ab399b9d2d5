import LambdaModel
import Support

/// What a function's build does, in words.
enum BuildTexts {
    /// For the list of functions: `building 3 s`, `build failed`; nil if there is nothing to say.
    static func short(_ item: FunctionItem, _ model: Model) -> (text: String, role: Role)? {
        switch item.build {
        case .building(let since): ("building \(elapsed(since, model))", .starting)
        case .failed: ("build failed", .failed)
        case .succeeded, .watching, nil: nil
        }
    }

    /// For the status line, in place of the state; nil if the state is more important.
    static func message(_ item: FunctionItem, _ model: Model) -> (text: String, role: Role)? {
        switch item.build {
        case .building(let since):
            let command = item.info.build.map { " · " + $0.command } ?? ""
            let serving = item.isRunning ? " · the last good build serves" : ""
            return ("\(model.spinner) building · \(elapsed(since, model))" + serving + command, .starting)
        case .failed(let failure):
            let place = failure.firstError.map { error in
                " · " + (error.location.map { "\(shown($0, item)) " } ?? "") + error.message
            }
            return ("build \(failure.reason)" + (place ?? ""), .failed)
        case .succeeded, .watching, nil: return nil
        }
    }

    /// After the state in the status line.
    static func suffix(_ item: FunctionItem) -> String {
        if case .watching = item.build { " · its builder watches" } else { "" }
    }

    /// A position as the user would write it: `src/app.ts:12:5`.
    static func shown(_ location: BuildLocation, _ item: FunctionItem) -> String {
        let path = item.place(of: location).map { item.info.files.shown($0.path) } ?? location.path
        return "\(path):\(location.line)" + (location.column.map { ":\($0)" } ?? "")
    }

    private static func elapsed(_ since: Double, _ model: Model) -> String {
        TimeSpan.long(Int(model.elapsed(since: since)))
    }
}
