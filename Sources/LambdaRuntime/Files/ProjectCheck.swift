import LambdaModel

/// Checks a function's files before the function starts.
public enum ProjectCheck {
    /// What keeps a function from running as it should, a sentence each: a handler whose file is not there, links that
    /// lead to nothing in the container. What cannot be known is left out.
    public static func warnings(of settings: FunctionSettings) -> [String] {
        [HandlerCheck.problem(of: settings)].compactMap(\.self)
            + OutsideLinks(code: settings.code, layers: settings.layers).strays
    }
}
