import LambdaModel

@testable import LambdaRuntime

extension FunctionHost {
    /// The settings that a function has now.
    func settings(_ name: String) -> FunctionSettings? { manifest.function(named: name) }
}

extension FunctionHost {
    /// The manifest that it works with.
    var manifestInUse: Manifest { manifest }
}
