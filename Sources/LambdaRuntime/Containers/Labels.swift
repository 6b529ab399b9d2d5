import Foundation

/// The labels by which any lamdeck process finds what another one made. Nothing of it is kept in local files.
public enum Labels {
    /// The project: a hash of the manifest's real path.
    public static let project = "lamdeck.project"
    /// The manifest's path, for a person who looks at the container.
    public static let manifest = "lamdeck.manifest"
    /// The function's name.
    public static let function = "lamdeck.function"
    /// A hash of all settings that shape the container.
    public static let spec = "lamdeck.spec"
    /// The function's timeout in seconds, which a container keeps when the manifest gets another one.
    public static let timeout = "lamdeck.timeout"
    /// What the container is for: see `Role`.
    public static let role = "lamdeck.role"

    /// The function that a container serves, where it is one that serves until it is stopped.
    static func servedFunction(_ labels: [String: String]) -> String? {
        labels[role] == Role.function.rawValue ? labels[function] : nil
    }

    /// What a container is for.
    public enum Role: String, Sendable {
        /// Serves a function until it is stopped.
        case function
        /// Serves one call of a command and goes.
        case once
    }
}

/// One manifest's identity.
public struct ProjectIdentity: Hashable, Sendable {
    /// The manifest's real path.
    public let manifest: String
    /// The value of its label.
    public let label: String

    /// The label as engines filter by it: containers of this project alone.
    var filter: String { "\(Labels.project)=\(label)" }

    /// The identity of the manifest at a path, symbolic links followed.
    public init(manifest path: String) {
        manifest = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        label = String(Digest.of(manifest).prefix(16))
    }
}
