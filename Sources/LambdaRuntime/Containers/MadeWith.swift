import DockerEngine
import LambdaModel
import Synchronization

/// The settings with which a container was created, from its labels and variables. The manifest may have changed since,
/// and another process may have created the container.
final class MadeWith: Sendable {
    /// The memory of the function in MB; nil if the container does not say.
    let memorySize: Int?
    /// The identifier of the runtime, empty for an image; nil if the container does not say.
    private let runtime: String?
    private let variables: [(name: String, value: String)]
    /// The names of the variables that the creating process considered secret.
    private let secretNames: Set<String>
    private let last = Mutex<Answer?>(nil)

    /// The last result of `masking(_:)`, with its input.
    private struct Answer {
        let secrets: Set<String>
        let plain: Set<String>
        let masking: Masking
    }

    init(_ details: ContainerDetails) {
        memorySize = details.variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").flatMap { Int($0) }
        runtime = details.labels[Labels.runtime]
        secretNames = Set((details.labels[Labels.secrets] ?? "").split(separator: ",").map(String.init))
        variables = details.environment.compactMap { line in
            guard let equals = line.firstIndex(of: "=") else { return nil }
            return (String(line[..<equals]), String(line[line.index(after: equals)...]))
        }
    }

    /// The family of the runtime; that of the settings if the container does not say.
    func family(or settings: FunctionSettings) -> LambdaRuntimeIdentifier.Family? {
        guard let runtime else { return settings.runtime?.family }
        return LambdaRuntimeIdentifier.named(runtime)?.family
    }

    /// Hides the secrets in the container's variables. The names that the current settings call secret or plain apply
    /// to them, too.
    func masking(_ settings: FunctionSettings) -> Masking {
        if let last = last.withLock({ $0 }), last.secrets == settings.secrets, last.plain == settings.plain {
            return last.masking
        }
        let masking = Masking(
            variables: variables, secrets: secretNames.subtracting(settings.plain).union(settings.secrets),
            plain: settings.plain)
        last.withLock { $0 = Answer(secrets: settings.secrets, plain: settings.plain, masking: masking) }
        return masking
    }
}
