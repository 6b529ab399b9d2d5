import OrderedCollections

/// A function's `build`: a command that makes its code.
public struct BuildSettings: Sendable, Hashable {
    /// How the command runs.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// It makes the code and ends. It runs again after each change of what it watches.
        case once
        /// It does not end: it makes the code again after each change by itself, as `tsc --watch` does.
        case watch
    }

    /// The longest time limit, in seconds.
    public static let longestTimeout = 86400

    /// The command, for `sh -c`.
    public var command: String
    /// The absolute path of the folder in which it runs.
    public var directory: String
    /// The absolute paths of its sources: files and folders whose changes run it, unless it watches by itself. They may
    /// not exist.
    public var watch: [String]
    /// How it runs.
    public var mode = Mode.once
    /// How long it may take, in seconds, 1 to ``longestTimeout``. A command that watches by itself has no limit.
    public var timeout = 300
    /// Variables in addition to lamdeck's own environment.
    public var environment: OrderedDictionary<String, String> = [:]

    /// A build with the defaults for everything else.
    public init(command: String, directory: String, watch: [String]) {
        (self.command, self.directory, self.watch) = (command, directory, watch)
    }
}

/// What the build of a function does, for clients that show it.
public enum BuildStatus: Sendable, Hashable {
    /// The command runs since then, in seconds since 1970. Until it ends, the code of the last good build serves.
    case building(since: Double)
    /// The command ended well at that time, in seconds since 1970, and took so many seconds.
    case succeeded(at: Double, seconds: Double)
    /// The command failed.
    case failed(BuildFailure)
    /// The command watches by itself since then, in seconds since 1970.
    case watching(since: Double)

    /// Whether the command runs, and will end.
    public var isBuilding: Bool { if case .building = self { true } else { false } }
    /// The failure, if the last build failed.
    public var failure: BuildFailure? { if case .failed(let failure) = self { failure } else { nil } }
}

/// A build that failed.
public struct BuildFailure: Sendable, Hashable {
    /// When it ended: seconds since 1970.
    public var time: Double
    /// How many seconds it took.
    public var seconds: Double
    /// What happened, in words that follow "the build ": `failed with exit code 2`.
    public var reason: String
    /// The last lines of the output, without colours.
    public var lastLines: [String]

    /// A failure.
    public init(time: Double, seconds: Double, reason: String, lastLines: [String] = []) {
        (self.time, self.seconds, self.reason, self.lastLines) = (time, seconds, reason, lastLines)
    }
}

/// The build of a function, for clients that show it.
public struct BuildInfo: Sendable, Hashable {
    /// The command.
    public var command: String
    /// The absolute path of the folder in which it runs, on the host's machine. Paths in the output begin there.
    public var directory: String
    /// How it runs.
    public var mode: BuildSettings.Mode

    /// What clients show of settings.
    public init(_ settings: BuildSettings) {
        (command, directory, mode) = (settings.command, settings.directory, settings.mode)
    }
}
