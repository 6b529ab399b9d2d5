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
    /// The lease and the address of the project's host; nil for a host that takes a separate lease.
    var owner: ContainerOwner?
    /// Where the log lines go; nil for the host's own inbox.
    var logs: (any LogSink)?
    let send: @Sendable (HostUpdate) -> Void

    var folders: LamdeckFolders { LamdeckFolders(environment: engine.environment) }
}

/// Whose the containers of a host are, for their labels.
struct ContainerOwner: Sendable {
    /// Shows that the host lives.
    let lease: Lease
    /// Where the host of the project is found; nil for a process that hosts only its own calls.
    var address: HostAddress?

    /// The labels.
    var labels: [String: String] {
        [Labels.owner: lease.label].merging(address.map { [Labels.host: $0.path] } ?? [:]) { $1 }
    }
}

/// What a host has once an engine was chosen.
struct HostParts: Sendable {
    let context: SupervisorContext
    let session: EngineSession
    /// The servers at the functions' ports; nil for a host that is not resident.
    let server: LambdaServer?
    /// Listens at the endpoint; nil for a host that is not resident.
    let listeners: HostListeners?
    /// Watches the functions' files; nil for a host that is not resident.
    let watch: CodeWatch?
}
