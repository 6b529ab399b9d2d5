import LambdaModel
import LambdaRuntime

extension RuntimeUpdate {
    /// Whether it is about some functions or about the whole project.
    ///
    /// - Parameter names: nil for all functions.
    func isNews(of names: Set<String>?) -> Bool {
        guard let names else { return true }
        switch self {
        case .state(let function, _, _, _), .saved(let function, _), .notice(_, .some(let function)):
            return names.contains(function)
        case .outside(let brief): return names.contains(brief.function)
        case .engine, .memory, .notice(_, nil): return true
        }
    }
}
