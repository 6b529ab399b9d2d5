import LambdaModel

/// A container's role. It is in the name, which can change; a container's labels cannot.
enum ContainerName {
    /// The end of the name of a container with a role. Users see it in the list of the engine.
    static func suffix(of role: ContainerRole) -> String {
        switch role {
        case .worker: ".worker"
        case .spare: ".spare"
        case .serving, .retired, .leaving, .gone: ""
        }
    }

    /// The role that a container with this name was given last: serving, worker or spare.
    static func role(of name: String) -> ContainerRole {
        [.worker, .spare].first { name.hasSuffix(suffix(of: $0)) } ?? .serving
    }

    /// The container's name after it takes over.
    static func promoted(_ name: String) -> String {
        String(name.dropLast(suffix(of: role(of: name)).count))
    }
}
