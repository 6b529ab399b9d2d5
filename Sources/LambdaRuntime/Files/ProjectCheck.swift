import LambdaModel

/// Checks a function's files before the function starts.
public enum ProjectCheck {
    /// What prevents a function from running correctly, one sentence each: a missing handler file, links that lead to
    /// nothing in the container. Doubtful cases are left out.
    public static func warnings(of settings: FunctionSettings) -> [String] {
        [HandlerCheck.problem(of: settings)].compactMap(\.self)
            + OutsideLinks(code: settings.code, layers: settings.layers).strays
    }
}
