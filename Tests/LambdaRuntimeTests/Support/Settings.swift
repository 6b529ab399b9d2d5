import LambdaModel

extension FunctionSettings {
    /// Settings that no container runs with.
    static let example = FunctionSettings(
        name: "hello", runtime: .named("python3.13"), image: "registry/python:3.13", handler: "app.handler",
        code: .folder("/code"), resolvedPort: 9001)

    func with(_ change: (inout FunctionSettings) -> Void) -> FunctionSettings {
        var settings = self
        change(&settings)
        return settings
    }
}
