import Foundation
import HostLink
import LambdaModel
import OrderedCollections

/// Watches the functions' files, and restarts functions with the saved code.
actor CodeWatch {
    /// A function's files, and the task that handles their changes.
    private struct Watched: Sendable {
        let plan: WatchPlan
        let reader: Int
        let listener: Task<Void, Never>
        var restarts = RestartGuard()
        /// Whether the function knows that a save began, and nothing has changed since then.
        var isSettled = false
        /// The last burst of changes that a build has made, for which the function was restarted if the build was good.
        var built = 0
    }

    private let registry: FunctionRegistry
    /// Which changes of their files the functions have taken in.
    private let saves: SaveRegistry
    private let builds: BuildDesk
    private let folders: LamdeckFolders
    private let send: @Sendable (HostUpdate) -> Void
    private var files: FileWatch?
    private var watched: [String: Watched] = [:]
    /// Set at the end of the host, which may still connect again or apply a manifest. It must not watch again.
    private var isEnded = false

    init(
        _ registry: FunctionRegistry, _ saves: SaveRegistry, _ builds: BuildDesk, _ setup: HostSetup,
        _ send: @escaping @Sendable (HostUpdate) -> Void
    ) {
        (self.registry, self.saves, self.builds, self.send) = (registry, saves, builds, send)
        (folders, files) = (setup.folders, setup.files)
    }

    /// Watches the files of the newest manifest's functions. If nothing about that changed, the watch goes on.
    func begin() {
        guard !isEnded else { return }
        let manifest = registry.manifest
        let files = filesToWatch()
        let besides = [manifest.path] + OwnOutput.paths + folders.all
        let plans = Dictionary(
            uniqueKeysWithValues: manifest.functions.compactMap { settings in
                WatchPlan(settings, among: manifest.functions, besides: besides).map { (settings.name, $0) }
            })
        for (name, watched) in watched where plans[name] != watched.plan {
            watched.listener.cancel()
            self.watched[name] = nil
            saves.end(name)
        }
        for (name, plan) in plans where watched[name] == nil {
            let (news, reader) = files.read(plan)
            saves.begin(name, files, reader: reader)
            let saves = saves
            let listener = Task { [weak self] in
                for await one in news {
                    await self?.handle(one, of: name)
                    if case .changed(let changes) = one { saves.handled(name, burst: changes.number, reader: reader) }
                }
                // The stream has ended: a call that waited for the next burst would wait forever.
                saves.end(name, reader: reader)
            }
            watched[name] = Watched(plan: plan, reader: reader, listener: listener)
        }
    }

    private func filesToWatch() -> FileWatch {
        let files = files ?? FileWatch()
        self.files = files
        return files
    }

    /// Reports changes of a build's sources; nil at the end of the host.
    func sources(of plan: WatchPlan) -> (files: FileWatch, news: AsyncStream<WatchNews>, reader: Int)? {
        guard !isEnded else { return nil }
        let files = filesToWatch()
        let (news, reader) = files.read(plan, restarts: false)
        return (files, news, reader)
    }

    /// A build of functions has ended. Their code is as it left it: what it wrote restarts no function again.
    ///
    /// - Parameter text: why the functions restart; nil if they do not, since the build failed.
    func built(_ functions: [String], _ text: String?) async {
        for name in functions {
            if let reader = watched[name]?.reader, let files {
                let burst = await files.lastBurst(of: reader)
                let last = max(burst, watched[name]?.built ?? 0)
                watched[name]?.built = last
                if let text { _ = await registry.supervisor(name)?.filesChanged(text) }
                saves.handled(name, burst: burst, reader: reader)
            } else if let text {
                _ = await registry.supervisor(name)?.filesChanged(text)
            }
        }
    }

    /// Stops watching for good.
    func end() {
        isEnded = true
        for one in watched.values { one.listener.cancel() }
        watched = [:]
        files?.close()
        files = nil
    }

    private func handle(_ news: WatchNews, of name: String) async {
        switch news {
        case .watching: break
        case .notice(let message): send(.notice(message))
        case .began(let path):
            guard !builds.isBuilding(name), !OwnOutput.isReport(path),
                registry.manifest.function(named: name)?.environmentFile != path
            else {
                return
            }
            watched[name]?.isSettled = true
            await registry.supervisor(name)?.handle(.saveBegan)
        case .wentOn: await saveWentOn(name)
        case .changed(var changes):
            if watched[name]?.isSettled != true { await saveWentOn(name) }
            watched[name]?.isSettled = false
            // What a build writes restarts the function when the build has ended well.
            guard !builds.isBuilding(name), changes.number > watched[name]?.built ?? 0 else { return }
            changes.leaveOut(where: OwnOutput.isReport)
            guard changes.count > 0 else { return }
            // A build that has removed a folder is not done. The watch reports the folder when it exists again.
            guard changes.missing.isEmpty, let settings = registry.manifest.function(named: name) else { return }
            // Variables are part of the manifest, which is read again when their file changes.
            let isEnvironment = changes.count == 1 && changes.paths.first == settings.environmentFile
            guard !isEnvironment, await !leaveOutCircling(&changes, of: name) else { return }
            let map = CodeMap(settings, workingFolder: FileManager.default.currentDirectoryPath)
            _ = await registry.supervisor(name)?.filesChanged(changes.subject(map) + " changed")
        }
    }

    private func saveWentOn(_ name: String) async {
        watched[name]?.isSettled = false
        await registry.supervisor(name)?.handle(.saveWentOn)
    }

    /// Stops watching a file that restarts its function again and again, such as a log that each restart writes to.
    /// Returns whether nothing else changed.
    private func leaveOutCircling(_ changes: inout FileChanges, of name: String) async -> Bool {
        guard let supervisor = registry.supervisor(name), await supervisor.state.isServing, let watched = watched[name],
            let circling = self.watched[name]?.restarts.circling(changes, at: .now), !circling.isEmpty
        else { return false }
        for path in circling {
            files?.drop(path, of: watched.reader)
            let message =
                "\(path) restarted \(name) \(RestartGuard.most) times in \(RestartGuard.time.components.seconds) s: "
                + "no longer watched; \"watch\" in functions.json can exclude it"
            send(.notice(message, of: name))
            await supervisor.log(message)
        }
        changes.leaveOut(where: circling.contains)
        return changes.count == 0
    }

    /// Restarts a running function whose environment file changed, after the manifest was read again.
    func environmentChanged(_ before: FunctionSettings?, _ now: FunctionSettings) async {
        guard now.watch != .off, let file = now.environmentFile, let before,
            before.fileVariables != now.fileVariables, before.environmentFile == file
        else { return }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        _ = await registry.supervisor(now.name)?.filesChanged("\(name) changed")
    }
}
