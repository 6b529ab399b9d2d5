import JSONText
import LambdaModel

/// A project's functions.json from the first reading to the last change: finds it, reads it, watches the files on which
/// it depends, and lists the saved events of functions. Files are read away from the caller's thread.
public actor ManifestSession {
    /// The manifest as it is now, whenever it or an environment file was saved, or when it was found, or can be used,
    /// only now or no longer. Only one task may read them. The session ends with that task, and the news end when the
    /// watch is closed. News are few, because a burst of changes is one.
    public nonisolated let news: AsyncStream<ManifestReading>
    /// The watch, which the project's host shares.
    public nonisolated let files: FileWatch
    private nonisolated let telling: AsyncStream<ManifestReading>.Continuation
    private let source: ManifestSource
    private var reading = ManifestReading()
    /// The paths on which ``reading`` depends.
    private var paths: [String] = []
    /// The functions of the last manifest that could be used.
    private var functions: [FunctionSettings] = []

    /// A session that has read nothing yet.
    ///
    /// - Parameters:
    ///   - named: the manifest, or the folder that it is in; nil to look for it in `folder` and above.
    ///   - folder: the absolute path of the current folder.
    ///   - environment: lamdeck's own environment.
    public init(
        named: String?, from folder: String, environment: [String: String], watch: FileWatch = FileWatch(),
        disk: any ManifestFiles = LocalFiles()
    ) {
        source = ManifestSource(named: named, folder: folder, environment: environment, files: disk)
        files = watch
        (news, telling) = AsyncStream.makeStream()
    }

    /// Reads the manifest, and begins to watch. Every later change is reported. Call this once.
    public func begin() async -> ManifestReading {
        let first = await read()
        let task = Task { await followManifest() }
        telling.onTermination = { _ in task.cancel() }
        return first
    }

    /// A call with a saved event, read as it is now.
    ///
    /// - Throws: the reason, if the event cannot be read or is not JSON.
    public func request(_ function: String, _ event: String) async throws(SavedEventError) -> InvocationRequest {
        let (settings, disk) = (settings(of: function), source.files)
        let payload = await FileWork.run {
            let saved = settings?.savedEvent(named: event, files: disk) ?? SavedEvent(name: event, path: "/" + event)
            return Result { () throws(SavedEventError) in try saved.read(files: disk).bytes }
        }
        return InvocationRequest(function: function, event: event, payload: Array(try payload.get()))
    }

    private func settings(of function: String) -> FunctionSettings? { functions.first { $0.name == function } }

    // MARK: The manifest

    private func read() async -> ManifestReading {
        let source = source
        (reading, paths) = await FileWork.run { source.read() }
        if let manifest = reading.manifest { functions = manifest.functions }
        return reading
    }

    private func followManifest() async {
        while !Task.isCancelled {
            let watched = paths
            // Of folders, it only matters whether they are there.
            for await one in files.news(of: WatchPlan(roots: watched, ignoring: ["*"], seesOtherMachines: true)) {
                if case .notice = one { continue }
                // The watch does not report a change between the last reading and its own beginning: the manifest is
                // read again when the watch begins.
                let before = reading
                let now = await read()
                if Task.isCancelled { return }
                if now != before { telling.yield(now) }
                if paths != watched { break }
            }
            // The watch was closed.
            if paths == watched { return telling.finish() }
        }
    }

    // MARK: Events

    /// What is never listed, at any depth: see ``EventFolder/list(files:besides:)``.
    private static let noEvents = [".*", "node_modules", "__pycache__"]

    /// Reports a function's saved events now and after each change, until the task is cancelled. Returns if the manifest
    /// has no such function; call it again after a changed manifest.
    public func followEvents(of function: String, _ report: @Sendable (EventListing) -> Void) async {
        guard let settings = settings(of: function) else { return }
        let disk = source.files
        var told = await FileWork.run { settings.eventListing(files: disk) }
        report(told)
        let folders = settings.eventFolderPaths
        let plan = WatchPlan(roots: folders, ignoring: Self.noEvents, seesOtherMachines: true)
        for await one in files.news(of: plan) {
            if case .notice = one { continue }
            let now = await FileWork.run { settings.eventListing(files: disk) }
            guard !Task.isCancelled, now != told else { continue }
            told = now
            report(now)
        }
    }
}
