import LambdaModel

/// The address of a project's host: the same path for every process of a user.
public struct HostAddress: Hashable, Sendable, CustomStringConvertible {
    /// The project.
    public let project: ProjectIdentity
    /// The folder that it is in.
    let folder: RunFolder
    /// The name of its files.
    let name: String

    /// The address of the host of a manifest's project.
    public init(manifest path: String) { self.init(ProjectIdentity(manifest: path), in: .own) }

    init(_ project: ProjectIdentity, in folder: RunFolder) {
        (self.project, self.folder) = (project, folder)
        name = project.label
    }

    /// The socket's path. A socket's path has at most 103 bytes on macOS (`sun_path`), and this one has about 40.
    public var path: String { folder.file(name + ".sock") }

    /// The path.
    public var description: String { path }
}
