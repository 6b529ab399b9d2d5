import LambdaModel

/// Which files of a function are watched.
public struct WatchPlan: Sendable, Hashable {
    /// Absolute paths of folders, zips and other single files. What is at a path may be removed, created again, or
    /// change its kind.
    public var roots: [String]
    /// Globs of what is ignored in folders, like those of gitignore(5), each seen from its root. They follow the
    /// standard globs for version control, caches and editors; `!` cancels a standard glob.
    public var ignoring: [String]
    /// Absolute paths of files and folders that are never code, such as lamdeck's own output.
    public var besides: [String]
    /// Absolute paths of folders that hold saved events by their default name. Of their files, only those that a
    /// runtime loads are code.
    public var events: [String]
    /// Whether a root on a network file system is checked every second: the system does not report what another machine
    /// changes there. For a few files; a large tree would be checked less often, and its changes known late.
    public var seesOtherMachines: Bool

    /// Makes a plan.
    public init(
        roots: [String], ignoring: [String] = [], besides: [String] = [], events: [String] = [],
        seesOtherMachines: Bool = false
    ) {
        self.roots = roots
        self.ignoring = ignoring
        self.besides = besides
        self.events = events
        self.seesOtherMachines = seesOtherMachines
    }

    /// The code, the layers and the environment file of a function; nil if its settings say not to watch.
    ///
    /// - Parameters:
    ///   - all: the functions of the manifest. Their saved events are not code of any function.
    ///   - besides: absolute paths of other files and folders that are not code.
    public init?(_ settings: FunctionSettings, among all: [FunctionSettings] = [], besides: [String] = []) {
        let globs: [String]
        switch settings.watch {
        case .off: return nil
        case .on: globs = []
        case .ignoring(let own): globs = own
        }
        var seen: Set<String> = []
        let roots = settings.sources.map(\.path) + [settings.environmentFile].compactMap(\.self)
        let functions = all.isEmpty ? [settings] : all
        let named = functions.filter(\.defaultEventsFolders.isEmpty).compactMap(\.eventsFolder)
        // A change of the sources runs the build, which restarts the function.
        let code = settings.code?.path
        let sources = (settings.build?.watch ?? []).filter { path in
            code.map { IgnoreRules.inside(path, $0) != nil } ?? false
        }
        self.init(
            roots: roots.filter { seen.insert($0).inserted }, ignoring: globs,
            besides: Set(named + sources + besides).sorted(),
            events: Set(functions.flatMap(\.defaultEventsFolders)).sorted())
    }
}

/// A report of a watch.
public enum WatchNews: Sendable, Equatable {
    /// From now on every change is seen. Sent once, before all other news except notices.
    case watching
    /// A burst has begun with a change of this path, and then nothing has changed for a moment. Sent to readers that
    /// restart functions only, and not for a burst that follows others closely.
    case began(String)
    /// Something changed after ``began(_:)``. Sent once for a burst.
    case wentOn
    /// A burst of changes has ended, or has lasted so long that it is reported in parts.
    case changed(FileChanges)
    /// Something that the user should know, in words.
    case notice(String)
}

/// One burst of changes. Saving a file with unchanged content is a change too, and so is `touch`.
public struct FileChanges: Sendable, Equatable {
    /// The first paths that changed, at most 20, each one once, in the order of their changes, as seen from the plan's
    /// roots. The path of a root itself means that something in it changed, if no more is known.
    public var paths: [String]
    /// How many different paths changed, as far as they are known.
    public var count: Int
    /// Roots that do not exist now: a build may be about to create them, which will be reported.
    public var missing: [String]
    /// Which burst of its stream this is, from 1 on.
    var number = 0

    /// Makes changes.
    public init(paths: [String], count: Int, missing: [String] = []) {
        self.paths = paths
        self.count = count
        self.missing = missing
    }

    /// Removes paths that turn out not to matter.
    mutating func leaveOut(where isLeftOut: (String) -> Bool) {
        let left = paths.filter { !isLeftOut($0) }
        count -= paths.count - left.count
        paths = left
    }

    /// What changed, in words: a path as the user sees it, or how many files.
    func subject(_ map: CodeMap) -> String { count > 1 ? "\(count) files" : paths.first.map(map.shown) ?? "a file" }

    /// Whether the same files changed.
    public static func == (left: Self, right: Self) -> Bool {
        (left.paths, left.count, left.missing) == (right.paths, right.count, right.missing)
    }
}

/// How long a watch waits.
public struct WatchTiming: Sendable, Equatable {
    /// The time without changes after which the burst of a single file is over.
    public var quietOfOne: Duration
    /// The same for a burst of several files.
    public var quiet: Duration
    /// The same for a burst that follows two others closely.
    public var pause: Duration
    /// The same if a call waits for its end.
    public var awaitedPause: Duration
    /// The longest time that a call waits for the end of a burst.
    public var limit: Duration
    /// The longest time from the first change of a burst to its report.
    public var longest: Duration
    /// The time without changes after which the beginning of a burst is reported; nil if it is not. The events of one save
    /// take less than a millisecond.
    public var settle: Duration? = .milliseconds(5)
    /// The time between two readings of a tree whose changes the system does not report.
    public var poll = Duration.seconds(1)

    /// lamdeck's timing.
    public init() {
        (quietOfOne, quiet) = (.milliseconds(50), .milliseconds(150))
        (pause, awaitedPause) = (.seconds(1), .milliseconds(500))
        (limit, longest) = (.seconds(2), .seconds(10))
    }

    /// The same, with another time between two readings of a tree.
    public init(poll: Duration) {
        self.init()
        self.poll = poll
    }

    /// Timing for a reader that restarts nothing: all bursts are alike, and their beginnings are not reported.
    var plain: Self {
        var plain = Self(quiet: quiet, limit: limit)
        (plain.settle, plain.poll) = (nil, poll)
        return plain
    }

    /// Timing that treats all bursts alike.
    public init(quiet: Duration, limit: Duration) {
        (quietOfOne, self.quiet, pause, awaitedPause) = (quiet, quiet, quiet, quiet)
        (self.limit, longest) = (limit, limit)
    }
}
