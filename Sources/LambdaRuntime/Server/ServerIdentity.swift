/// The identity of a function's port, in a header of responses that are not to an invocation: another lamdeck reads
/// there whose function is served. Web pages are not allowed to see it.
enum ServerIdentity {
    static func text(project: ProjectIdentity, function: String) -> String { "\(project.label)/\(function)" }

    /// The same for a container's function.
    static func text(_ labels: [String: String]) -> String? {
        labels[Labels.project].flatMap { project in labels[Labels.function].map { "\(project)/\($0)" } }
    }
}
