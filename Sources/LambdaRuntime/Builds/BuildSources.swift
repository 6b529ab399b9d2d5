import LambdaModel

/// The sources of a build, and the code that it makes from them.
struct BuildSources: Sendable, Hashable {
    private let plan: WatchPlan
    /// What the command writes: the code of the functions that use it.
    private let code: [Root]

    /// - Parameters:
    ///   - functions: the functions that use the build.
    ///   - besides: absolute paths of files and folders that are not sources.
    init(_ build: BuildSettings, of functions: [FunctionSettings], besides: [String]) {
        let paths = functions.compactMap { $0.code?.path }
        // The output never runs the command. If the sources are in the folder of the code, only they are not output.
        let output = paths.filter { path in !build.watch.contains { IgnoreRules.inside($0, path) != nil || $0 == path }
        }
        var globs: [String] = []
        for settings in functions { if case .ignoring(let own) = settings.watch { globs += own } }
        let events = Set(functions.flatMap(\.defaultEventsFolders)).sorted()
        plan = WatchPlan(
            roots: build.watch, ignoring: Self.usual + globs, besides: Set(output + besides).sorted(), events: events)
        code = paths.map { path in
            let sources = build.watch.filter { IgnoreRules.inside($0, path) != nil }
            return Root(WatchPlan(roots: [path], besides: sources + besides, events: events), path)
        }
    }

    /// What tools write beside sources.
    static let usual = ["node_modules", "target", ".gradle", ".venv", "*.tsbuildinfo"]

    /// What is watched.
    var watched: WatchPlan { plan }

    /// The state of the code at one moment.
    struct CodeState: Equatable, Sendable {
        /// Whether all functions have code.
        var exists: Bool
        /// Whether there is none, or it is older than its sources.
        var isStale: Bool
        /// Changes with the code.
        fileprivate var signatures: [TreeSignature]
    }

    /// Reads all of the code and the sources; call it on a thread that may wait.
    var codeState: CodeState {
        let made = code.map { $0.signature }
        let sources = plan.signatures.map(\.newestFile).max() ?? 0
        return CodeState(
            exists: made.allSatisfy { $0.count > 0 },
            // What an image holds cannot be compared; the command knows what has changed.
            isStale: code.isEmpty || made.contains { $0.count == 0 || $0.newestFile < sources }, signatures: made)
    }

    /// Whether the code is missing or older than its sources, and sources have changed since a time: seconds since 1970.
    /// Reads all of both; call it on a thread that may wait.
    func isCodeStale(since time: Double) -> Bool {
        let state = codeState
        guard state.isStale else { return false }
        return !state.exists || code.isEmpty || plan.signatures.contains { $0.newestFile > time }
    }
}

/// A folder with the rules for what counts in it.
private struct Root: Sendable, Hashable {
    let path: String
    let rules: IgnoreRules

    init(_ plan: WatchPlan, _ path: String) { (self.path, rules) = (path, IgnoreRules(plan, root: path)) }

    var signature: TreeSignature { TreeSignature(path, rules) }
}

extension WatchPlan {
    fileprivate var signatures: [TreeSignature] { roots.map { Root(self, $0).signature } }
}
