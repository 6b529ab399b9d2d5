import Foundation
import LambdaModel
import OrderedCollections

/// Gives functions the code that was saved.
extension FunctionHost {
    /// A function's files, and who listens to what becomes of them.
    struct Watched: Sendable {
        let plan: WatchPlan
        let listener: Task<Void, Never>
    }

    /// Watches the files of the manifest's functions; where nothing about that changed, the watch goes on.
    func watchFiles() {
        guard purpose == .deck else { return }
        let files = files ?? FileWatch()
        self.files = files
        let plans = Dictionary(
            uniqueKeysWithValues: manifest.functions.compactMap { settings in
                WatchPlan(settings).map { (settings.name, $0) }
            })
        for (name, watched) in watched where plans[name] != watched.plan {
            watched.listener.cancel()
            self.watched[name] = nil
        }
        for (name, plan) in plans where watched[name] == nil {
            let news = files.news(of: plan)
            let listener = Task { [weak self] in
                for await one in news { await self?.take(one, of: name) }
            }
            watched[name] = Watched(plan: plan, listener: listener)
        }
    }

    /// Listens no more.
    func stopWatching() {
        for one in watched.values { one.listener.cancel() }
        watched = [:]
        files?.close()
        files = nil
    }

    private func take(_ news: WatchNews, of name: String) async {
        switch news {
        case .watching: break
        case .notice(let words): send(.notice(words))
        case .changed(let changes):
            // A build that makes a folder anew is not done; there is news when the folder is back.
            guard changes.missing.isEmpty, let settings = manifest.function(named: name) else { return }
            // Variables come by the manifest, which is read again for them.
            let isEnvironment = changes.count == 1 && changes.paths.first == settings.environmentFile
            guard !isEnvironment else { return }
            let shown = CodeMap(settings, workingFolder: FileManager.default.currentDirectoryPath)
            let words = changes.count > 1 ? "\(changes.count) files" : changes.paths.first.map(shown.shown) ?? "a file"
            _ = await supervisors[name]?.filesChanged(words + " changed")
        }
    }

    /// Restarts a running function whose environment file was changed, once the manifest was read again.
    func environmentChanged(_ before: FunctionSettings?, _ now: FunctionSettings) async {
        guard purpose == .deck, now.watch != .off, let file = now.environmentFile, let before,
            before.environment != now.environment, before.environmentFile == file
        else { return }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        _ = await supervisors[now.name]?.filesChanged("\(name) changed")
    }
}
