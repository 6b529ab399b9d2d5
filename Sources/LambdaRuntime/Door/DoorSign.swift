/// What a function's port says of itself to those who ask for nothing in particular: another lamdeck learns by it whose
/// function is served there. Web pages never get to see it.
enum DoorSign {
    static func text(project: ProjectIdentity, function: String) -> String { "\(project.label)/\(function)" }

    /// The same of a container's function.
    static func text(_ labels: [String: String]) -> String? {
        labels[Labels.project].flatMap { project in labels[Labels.function].map { "\(project)/\($0)" } }
    }
}
