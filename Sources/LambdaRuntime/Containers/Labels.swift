import DockerEngine
import Foundation
import LambdaModel

/// The labels of a container: what it serves, and whose it is. There is no local file for that.
public enum Labels {
    /// The project: a hash of the manifest's real path.
    public static let project = "lamdeck.project"
    /// The manifest's path, for a user who inspects the container.
    public static let manifest = "lamdeck.manifest"
    /// The function's name.
    public static let function = "lamdeck.function"
    /// A hash of all settings that define the container.
    public static let spec = "lamdeck.spec"
    /// The function's timeout in seconds, which the container keeps if the manifest changes.
    public static let timeout = "lamdeck.timeout"
    /// The identifier of the function's runtime; empty if the settings name an image.
    public static let runtime = "lamdeck.runtime"
    /// The names of the variables that hold secrets, separated by commas, so that any process hides their values.
    public static let secrets = "lamdeck.secrets"
    /// Who serves the Runtime API to its runtime: see ``ServingKind``.
    public static let servedBy = "lamdeck.served-by"
    /// What the container is for: see ``ContainerPurpose``.
    public static let purpose = "lamdeck.role"

    /// The lamdeck that manages the container: the label of its ``Lease``.
    static let owner = "lamdeck.owner"
    /// The path of the socket of the project's host, if a host manages the container.
    public static let host = "lamdeck.host"

    /// When the AWS credentials in the container expire, if they do: seconds since 1970.
    public static let credentialsEnd = "lamdeck.credentials-end"

    /// The function of a serving or waiting container; nil for one that serves a single command.
    static func function(_ labels: [String: String]) -> String? {
        labels[purpose] == ContainerPurpose.function.rawValue ? labels[function] : nil
    }

    /// Whether a container serves only the calls of one command.
    static func isOnce(_ labels: [String: String]) -> Bool { labels[purpose] == ContainerPurpose.once.rawValue }

}

/// What a container is for. A label says it.
public enum ContainerPurpose: String, Sendable {
    /// Serves a function until it is stopped.
    case function
    /// Serves the calls of one command and is removed with it.
    case once
    /// Tries whether containers reach lamdeck: see ``RuntimeProbe``.
    case probe
}

/// The identity of one manifest.
public struct ProjectIdentity: Hashable, Sendable {
    /// The manifest's real path.
    public let manifest: String
    /// The value of its label.
    public let label: String

    /// The label as an engine filter that selects the containers of this project.
    var filter: String { "\(Labels.project)=\(label)" }

    /// The identity of the manifest at a path, with symbolic links resolved.
    public init(manifest path: String) {
        manifest = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        label = String(Digest.of(manifest).prefix(16))
    }
}
