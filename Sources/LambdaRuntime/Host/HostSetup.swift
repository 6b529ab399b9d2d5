import HostLink
import LambdaModel
import Logging

/// What a host is made with and never changes.
struct HostSetup: Sendable {
    let engine: EngineChoice
    let options: HostOptions
    /// The watch for the functions' files, which the host closes when it ends; nil makes one.
    var files: FileWatch?
    let startLimit: Duration
    let logger: Logger
    /// How the engine and the containers are reached, and the clock.
    let world: HostWorld
    let send: @Sendable (HostUpdate) -> Void

    var folders: LamdeckFolders { LamdeckFolders(environment: engine.environment) }
}

/// What a host has once an engine was chosen.
struct HostParts: Sendable {
    let context: SupervisorContext
    let session: EngineSession
    /// The servers at the functions' ports; nil for a host that is not resident.
    let server: LambdaServer?
    /// Listens at the endpoint and answers other processes; nil for a host that is not resident.
    let listeners: HostListeners?
    /// Watches the functions' files; nil for a host that is not resident.
    let watch: CodeWatch?
}
