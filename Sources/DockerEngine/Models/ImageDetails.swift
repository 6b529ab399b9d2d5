/// An image that the engine has (`GET /images/{name}/json`).
public struct ImageDetails: Sendable, Hashable {
    /// `sha256:…`
    public var id: String
    /// Its names on this engine, `repository:tag`.
    public var repoTags: [String]
    /// The names and digests by which it was pulled, `repository@sha256:…`.
    public var repoDigests: [String]
    /// `amd64`, `arm64`.
    public var architecture: String
    /// `linux`.
    public var operatingSystem: String
    /// When it was built, RFC 3339; empty if unknown.
    public var created: String
    /// Bytes on disk.
    public var size: Int64
    /// Empty if there is none.
    public var entrypoint: [String]
    /// Empty if there is none.
    public var command: [String]
    /// `NAME=value`.
    public var environment: [String]
    /// Empty if there is none.
    public var workingDirectory: String
    /// The image's labels.
    public var labels: [String: String]
}
