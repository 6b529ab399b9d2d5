import HostLink
import LambdaModel
import LambdaRuntime

extension HostUpdate {
    /// Whether it is about some functions or about the whole project.
    ///
    /// - Parameter names: nil for all functions.
    func isNews(of names: Set<String>?) -> Bool {
        guard let names else { return true }
        switch self {
        case .state(let function, _, _, _), .saved(let function, _), .notice(_, .some(let function)),
            .events(let function, _), .expectation(let function, _, _), .emulator(let function, _),
            .port(let function, _),
            .build(let function, _), .debug(let function, _):
            return names.contains(function)
        case .began(let summary), .outside(let summary): return names.contains(summary.function)
        case .engine, .manifest, .memory, .connections, .notice(_, nil): return true
        }
    }
}
