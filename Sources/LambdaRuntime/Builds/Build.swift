import LambdaModel

/// One build, and the functions that share it.
struct Build {
    let settings: BuildSettings
    /// The functions that use it, in the order of the manifest.
    var functions: [FunctionSettings]
    var sources: BuildSources
    var machine: BuildMachine
    /// Whether the manifest has just got it.
    var isNew = true
    var process: BuildProcess?
    var run: Task<Void, Never>?
    /// When the last good run began, and the one that runs: seconds since 1970.
    var goodSince = 0.0
    var since = 0.0
    /// Those who wait for the code.
    var waiters: [Int: CheckedContinuation<BuildFailure?, Never>] = [:]
    var watch: (plan: WatchPlan, files: FileWatch, reader: Int, listener: Task<Void, Never>)?
    /// Waits for the first code of a command that watches by itself.
    var arrival: Task<Void, Never>?

    init(_ settings: BuildSettings, of functions: [FunctionSettings], _ sources: BuildSources) {
        (self.settings, self.functions, self.sources) = (settings, functions, sources)
        machine = BuildMachine(mode: settings.mode)
    }

    var names: [String] { functions.map(\.name) }
}
