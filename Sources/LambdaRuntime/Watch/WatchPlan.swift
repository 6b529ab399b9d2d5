import LambdaModel

/// What of a function is watched.
public struct WatchPlan: Sendable, Hashable {
    /// Absolute paths of folders, zips and other single files; what is at one may change its kind, go and come back.
    public var roots: [String]
    /// Globs of what is ignored in folders, like those of gitignore(5), each seen from its root. They come after
    /// those for version control, caches and editors, and `!` takes such a one back.
    public var ignoring: [String]

    /// Makes a plan.
    public init(roots: [String], ignoring: [String] = []) {
        self.roots = roots
        self.ignoring = ignoring
    }

    /// The code, the layers and the environment file of a function; nil where its settings say not to watch.
    public init?(_ settings: FunctionSettings) {
        let globs: [String]
        switch settings.watch {
        case .off: return nil
        case .on: globs = []
        case .ignoring(let own): globs = own
        }
        var seen: Set<String> = []
        let all = [settings.code.path] + settings.layers.map(\.path) + [settings.environmentFile].compactMap(\.self)
        self.init(roots: all.filter { seen.insert($0).inserted }, ignoring: globs)
    }
}

/// What a watch tells.
public enum WatchNews: Sendable, Equatable {
    /// From now on every change is seen. It comes once, before anything else but notices.
    case watching
    /// A burst of changes is over, or has gone on for so long that it is told in parts.
    case changed(FileChanges)
    /// Something that the user should know, in words.
    case notice(String)
}

/// One burst of changes. Saving a file with the content that it had already is a change too, and so is `touch`.
public struct FileChanges: Sendable, Equatable {
    /// The first paths that changed, at most 20, each one once, in the order of their changes, as seen from the plan's
    /// roots. The path of a root itself stands for anything in it where more is not known.
    public var paths: [String]
    /// How many different paths changed, as far as they are known.
    public var count: Int
    /// Roots that are not there now: a build may be about to make them anew, and there will be news when they come.
    public var missing: [String]

    /// Makes changes.
    public init(paths: [String], count: Int, missing: [String] = []) {
        self.paths = paths
        self.count = count
        self.missing = missing
    }
}

/// How long a watch waits.
public struct WatchTiming: Sendable, Equatable {
    /// The time without changes after which a burst is over.
    public var quiet: Duration
    /// The time after the first change at which it is told at the latest.
    public var limit: Duration
    /// The time between two looks where the system does not tell of changes.
    public var poll: Duration

    /// Makes timing; what is left out is lamdeck's own.
    public init(
        quiet: Duration = .milliseconds(150), limit: Duration = .seconds(2), poll: Duration = .seconds(1)
    ) {
        self.quiet = quiet
        self.limit = limit
        self.poll = poll
    }
}
