extension EngineClient {
    /// A file of a container, or a folder with all that is in it, as a tar archive (`GET /containers/{id}/archive`); `nil` if
    /// the container or the path does not exist. The container need not run. A symbolic link is in the archive as a link.
    ///
    /// - Parameter path: absolute.
    public func archive(of path: String, in container: String) async throws(EngineError) -> [UInt8]? {
        try await connection.content(
            .container(.get, container, "/archive", query: [(name: "path", value: path)], "read \(path) of container"))
    }
}
