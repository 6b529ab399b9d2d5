import Dashboard
import Foundation
import JSONText
import LambdaModel
import Synchronization

/// The saved events of the selected function, listed again when their folder changes. Its functions read files: a
/// folder may be slow, and an event large.
final class EventWatch: Sendable {
    private struct State {
        var settings: [FunctionSettings] = []
        var selected: String?
        var signatures: [FileSignature] = []
    }

    private let state = Mutex(State())
    private let files = LocalFiles()

    /// The functions of the manifest are others now.
    func use(_ functions: [FunctionSettings]) { state.withLock { $0.settings = functions } }

    /// Selects a function and lists its events; nil for a function that is not in the manifest.
    func select(_ function: String) -> EventList? {
        state.withLock { $0.selected = function }
        let now = signatures(of: function)
        state.withLock { if $0.selected == function { $0.signatures = now } }
        return list(function)
    }

    /// The selected function's events, if one of their folders has changed.
    func change() -> (function: String, EventList)? {
        let (selected, before) = state.withLock { ($0.selected, $0.signatures) }
        guard let selected else { return nil }
        let now = signatures(of: selected)
        guard now != before else { return nil }
        state.withLock { if $0.selected == selected { $0.signatures = now } }
        return list(selected).map { (selected, $0) }
    }

    /// A call with a saved event, read as it is now, or with `{}`.
    func request(_ function: String, _ event: String) throws(SavedEventError) -> InvocationRequest {
        if event == EventList.emptyEvent {
            return InvocationRequest(function: function, event: event, payload: Array(event.utf8))
        }
        let settings = settings(of: function)
        let known = (try? settings?.savedEvents(files: files)) ?? []
        let folder = settings?.eventFolders(files: files).first?.path ?? settings?.eventsFolder ?? ""
        let saved = known.first { $0.name == event } ?? SavedEvent(name: event, path: folder + "/" + event)
        let document = try saved.read(files: files)
        return InvocationRequest(function: function, event: event, payload: document.bytes)
    }

    private func settings(of function: String) -> FunctionSettings? {
        state.withLock { $0.settings.first { $0.name == function } }
    }

    private func list(_ function: String) -> EventList? {
        guard let settings = settings(of: function) else { return nil }
        let folder = settings.eventFolders(files: files).first?.path ?? settings.eventsFolder
        do {
            let events = try settings.savedEvents(files: files)
            let paths = Dictionary(events.map { ($0.name, $0.path) }) { first, _ in first }
            return EventList(names: events.map(\.name), folder: folder, paths: paths)
        } catch {
            return EventList(folder: folder, problem: "\(error)")
        }
    }

    /// The state of the folders, of those too that are not there: one may be made.
    private func signatures(of function: String) -> [FileSignature] {
        guard let settings = settings(of: function) else { return [] }
        let folders = settings.defaultEventsFolders
        return (folders.isEmpty ? [settings.eventsFolder].compactMap(\.self) : folders).map(FileSignature.of)
    }
}
