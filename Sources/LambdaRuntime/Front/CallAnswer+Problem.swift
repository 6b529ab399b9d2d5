import LambdaModel

extension CallAnswer {
    /// Why there is no response of a function, for the user; nil if there is one.
    func problem(of function: String) -> String? {
        switch self {
        case .result(let result): result.verdict == .ok ? nil : result.error?.summary ?? result.verdict.label
        case .noSuchFunction: "functions.json has no function \(function)"
        case .waitsForItself(let message): message
        case .busy(let waiting): "\(waiting) calls of \(function) are already waiting"
        }
    }
}
