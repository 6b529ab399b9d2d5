/// What replaces parts of an image's configuration, by the names of Lambda's `ImageConfig`. What is nil stays as in the
/// image.
public struct ImageConfig: Sendable, Hashable {
    /// The program and its first arguments.
    public var entryPoint: [String]?
    /// The arguments after the entry point: for AWS's base images the handler.
    public var command: [String]?
    /// The absolute path of the folder in which the program starts.
    public var workingDirectory: String?

    /// A configuration.
    public init(entryPoint: [String]? = nil, command: [String]? = nil, workingDirectory: String? = nil) {
        (self.entryPoint, self.command, self.workingDirectory) = (entryPoint, command, workingDirectory)
    }
}
