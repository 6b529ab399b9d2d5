import DockerEngine
import LambdaModel

/// A container's role. It is in the name, which can change; a container's labels cannot.
enum ContainerName {
    /// The end of the name of a container with a role. Other processes know only the container that serves.
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

    /// The containers that serve their functions. One that took over may keep the name of a spare, if the engine cannot
    /// rename it: it serves if it runs, its lamdeck is alive, and its function has no other.
    static func serving(among all: [ContainerSummary]) -> [ContainerSummary] {
        let named = all.filter { role(of: $0.names.first ?? "") == .serving }
        let functions = Set(
            named.filter { $0.state == "running" || $0.state == "paused" }.map { Labels.function($0.labels) })
        let others = all.filter { container in
            role(of: container.names.first ?? "") == .spare && container.state == "running"
                && !functions.contains(Labels.function(container.labels))
                && container.labels[Labels.owner].map { OwnerMark.life($0) == .alive } ?? false
        }
        // The older one serves: the other one is its spare.
        let first = Dictionary(grouping: others) { Labels.function($0.labels) }.values.compactMap { group in
            group.min { $0.created < $1.created }
        }
        return named + first
    }

    /// The container's name after it takes over.
    static func promoted(_ name: String) -> String {
        String(name.dropLast(suffix(of: role(of: name)).count))
    }
}
