import DockerEngine

/// Removes containers.
enum ContainerRemoval {
    /// Stops and removes a container; one that is already gone, or on its way, is as good as removed.
    static func remove(_ id: String, _ engine: any Engine) async throws(EngineError) {
        do {
            try await engine.removeContainer(id, force: true)
        } catch {
            switch error.kind {
            case .notFound, .conflict: return
            default: throw error
            }
        }
    }
}
