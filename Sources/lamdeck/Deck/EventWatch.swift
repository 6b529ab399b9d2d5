import Dashboard
import Foundation
import JSONText
import LambdaModel

/// The saved events of the selected function, listed anew when their folder changes.
struct EventWatch {
    /// The functions of the manifest in use.
    var settings: [FunctionSettings] = []
    private var selected: String?
    private var signature: FileSignature?
    private let files = LocalFiles()

    /// Selects a function and lists its events; nil for a function that is not in the manifest.
    mutating func select(_ function: String) -> EventList? {
        selected = function
        signature = folder(of: function).map(FileSignature.of)
        return list(function)
    }

    /// The selected function's events, if their folder has changed.
    mutating func change() -> (function: String, EventList)? {
        guard let selected else { return nil }
        let now = folder(of: selected).map(FileSignature.of)
        guard now != signature else { return nil }
        signature = now
        return list(selected).map { (selected, $0) }
    }

    /// A call with a saved event, read as it is now, or with `{}`.
    func request(_ function: String, _ event: String) throws(SavedEventError) -> InvocationRequest {
        if event == EventList.emptyEvent {
            return InvocationRequest(function: function, event: event, payload: Array(event.utf8))
        }
        let path = (folder(of: function) ?? "") + "/" + event
        let document = try SavedEvent(name: event, path: path).read(files: files)
        return InvocationRequest(function: function, event: event, payload: document.bytes)
    }

    private func list(_ function: String) -> EventList? {
        guard settings.contains(where: { $0.name == function }) else { return nil }
        guard let folder = folder(of: function) else { return EventList() }
        do {
            return EventList(names: try EventFolder(path: folder).list(files: files).map(\.name), folder: folder)
        } catch {
            return EventList(folder: folder, problem: "\(error)")
        }
    }

    /// The folder of the settings; where there was none when they were read, one that was made since.
    private func folder(of function: String) -> String? {
        guard let settings = settings.first(where: { $0.name == function }) else { return nil }
        if let folder = settings.eventsFolder { return folder }
        let code = settings.code.path
        let candidates = [(code as NSString).deletingLastPathComponent + "/events", code + "/events"]
        return candidates.first { files.kind(of: $0) == .folder }
    }
}
