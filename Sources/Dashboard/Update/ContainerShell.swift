import LambdaModel

/// A shell in the container of a function.
enum ContainerShell {
    /// Opens one in the container of the selected function.
    static func open(on model: inout Model) -> [Effect] {
        guard let item = model.item else { return model.notify(Model.noFunction) }
        let name = item.info.name
        guard item.isLive else {
            return model.notify("\(name) does not run, so it has no container; \(model.keys[.start]) starts it")
        }
        return [.shell(function: name)]
    }
}
