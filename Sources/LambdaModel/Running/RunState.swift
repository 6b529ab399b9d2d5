/// What a function's container is doing, as the user sees it.
public enum RunState: Hashable, Sendable {
    /// No container.
    case stopped
    /// The base image is on its way.
    case pulling(PullState)
    /// A container is being made, or does not answer yet.
    case starting
    /// A container serves, and its runtime has not asked for its first event. Calls wait for that.
    case initialising
    /// The runtime, or the emulator, waits for a call.
    case ready
    /// An invocation runs; so many wait.
    case busy(queued: Int)
    /// A new container replaces the old one.
    case restarting
    /// The container is being removed.
    case stopping
    /// The init failed. The next call, or a saved file, tries it again in another container.
    case initFailed(FailureReason)
    /// It should run and does not.
    case failed(FailureReason)

    /// Whether a container serves, so that an invocation can be sent.
    public var isServing: Bool {
        switch self {
        case .initialising, .ready, .busy, .initFailed: true
        case .stopped, .pulling, .starting, .restarting, .stopping, .failed: false
        }
    }

    /// Whether something is under way that ends by itself.
    public var isTransient: Bool {
        switch self {
        case .pulling, .starting, .initialising, .restarting, .stopping: true
        case .stopped, .ready, .busy, .initFailed, .failed: false
        }
    }

    /// Whether the function does not run, and nothing is under way.
    public var isResting: Bool { !isServing && !isTransient }

    /// The state in one word, as `ps` prints it.
    public var word: String {
        switch self {
        case .stopped: "stopped"
        case .pulling: "pulling"
        case .starting: "starting"
        case .initialising: "initialising"
        case .ready: "ready"
        case .busy: "busy"
        case .restarting: "restarting"
        case .stopping: "stopping"
        case .initFailed: "init failed"
        case .failed: "failed"
        }
    }
}

/// The progress of a pull.
public struct PullState: Hashable, Sendable {
    /// Bytes that have been pulled, over all layers whose size is known.
    public var bytes: Int
    /// Bytes of all layers whose size is known; 0 while none is.
    public var totalBytes: Int
    /// Layers that are done.
    public var layers: Int
    /// All layers of the image; 0 while unknown.
    public var totalLayers: Int

    /// Makes a progress; without arguments, the one at the start.
    public init(bytes: Int = 0, totalBytes: Int = 0, layers: Int = 0, totalLayers: Int = 0) {
        self.bytes = bytes
        self.totalBytes = totalBytes
        self.layers = layers
        self.totalLayers = totalLayers
    }

    /// 0…100, or nil while nothing is known.
    public var percent: Int? {
        totalBytes > 0 ? min(100, bytes * 100 / totalBytes) : nil
    }
}

/// Why a function that should run does not. Which kind it is decides a command's exit code.
public struct FailureReason: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds that have different exit codes.
    public enum Kind: String, Hashable, Sendable {
        /// The engine cannot be reached, or it cannot mount folders of this machine.
        case engine
        /// The base image cannot be pulled.
        case image
        /// The container would not start, or it died.
        case container
        /// Something that the manifest names no longer exists.
        case settings
        /// The command that builds its code failed.
        case build
    }

    /// Which kind.
    public var kind: Kind
    /// What happened and what to do, in one line.
    public var summary: String
    /// The container's last lines; empty if they explain nothing.
    public var lastLines: [String]
    /// Whether a container ran and exited, so its content is at fault. Otherwise no container could be created.
    public var didRun: Bool

    /// A reason.
    public init(_ kind: Kind, _ summary: String, lastLines: [String] = [], didRun: Bool = false) {
        self.kind = kind
        self.summary = summary
        self.lastLines = lastLines
        self.didRun = didRun
    }

    /// The summary, followed by the last lines.
    public var description: String { ([summary] + lastLines.map { "  " + $0 }).joined(separator: "\n") }
}
