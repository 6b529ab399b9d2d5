import HTTPTypes

/// What a function's port says of itself to those who ask for nothing in particular: another lamdeck learns by it whose
/// function is served there. Web pages never get to see it.
enum DoorSign {
    static let header = "X-Lamdeck-Function"

    static func text(project: ProjectIdentity, function: String) -> String { "\(project.label)/\(function)" }
}
