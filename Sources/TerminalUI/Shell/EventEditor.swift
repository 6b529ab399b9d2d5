import Dashboard

/// Reads and writes saved events for the user's editor. They may be on another machine.
@MainActor
public protocol EventStore: AnyObject {
    /// Reads an event.
    func readEvent(_ event: String, of function: String) async -> Result<[UInt8], RemoteFileFailure>

    /// Writes an event, if its content is still what it was.
    func writeEvent(
        _ event: String, of function: String, _ content: [UInt8], replacing before: [UInt8]
    ) async -> EventWriteOutcome
}

/// The result of writing an event.
public enum EventWriteOutcome: Hashable, Sendable {
    /// It is written.
    case written
    /// The file's content is not what it was.
    case changed
    /// It could not be written: the path, the reason and the advice.
    case failed(String)
}

/// Edits saved events in the user's editor. The editor gets a private copy. What it writes becomes the event at once if
/// it is JSON; otherwise the deck asks, and until then the event is as it was.
@MainActor
final class EventEditor {
    /// Gives the terminal to the editor, and calls `finish` when it has it back.
    typealias Opener = @MainActor (_ path: String, _ line: Int?, _ finish: @escaping @MainActor () -> Void) -> Void

    /// An event that is being edited.
    private struct Edit {
        let function: String
        let event: String
        let copy: EditedCopy
        /// The event's content when it was read.
        var before: [UInt8]
        /// Why it was not written; nil before that.
        var problem: EditedEvent.Problem?
    }

    private let store: @MainActor () -> (any EventStore)?
    private let open: Opener
    private let send: @MainActor (Message) -> Void
    private var edits: [Int: Edit] = [:]
    private var nextEdit = 1

    /// - Parameters:
    ///   - store: reads and writes events; nil if there is no project yet.
    ///   - send: takes news for the deck.
    init(
        store: @escaping @MainActor () -> (any EventStore)?, open: @escaping Opener,
        send: @escaping @MainActor (Message) -> Void
    ) {
        (self.store, self.open, self.send) = (store, open, send)
    }

    /// The copies of events whose changes are not written, for a deck that ends before that.
    var unsaved: [(event: String, path: String)] {
        edits.sorted { $0.key < $1.key }.filter { $0.value.copy.content != $0.value.before }
            .map { ($0.value.event, $0.value.copy.path) }
    }

    // MARK: The editor

    /// Opens an event in the editor.
    func begin(_ event: String, of function: String, line: Int?) async {
        guard let store = store() else { return fail("there is no host") }
        let before: [UInt8]
        switch await store.readEvent(event, of: function) {
        case .success(let content): before = content
        case .failure(let failure): return fail(failure.text)
        }
        guard let copy = EditedCopy(of: event, before) else {
            return fail("no copy of \(event) can be made in \(EditedCopy.place)")
        }
        edits[nextEdit] = Edit(function: function, event: event, copy: copy, before: before)
        nextEdit += 1
        show(nextEdit - 1, line: line)
    }

    private func fail(_ text: String) { send(.notice(Notice(.error, text))) }

    private func show(_ id: Int, line: Int?) {
        guard let edit = edits[id] else { return }
        open(edit.copy.path, line) { [weak self] in
            Task { await self?.returned(id) }
        }
    }

    /// The editor has ended.
    private func returned(_ id: Int) async {
        guard let edit = edits[id] else { return }
        guard let now = edit.copy.content, now != edit.before else { return remove(id) }
        // Several megabytes take a moment.
        let mistake = await Task.detached { EventMistake(now) }.value
        if let mistake { ask(id, .mistake(mistake)) } else { await write(id, now) }
    }

    /// Does what the user answered.
    func finish(_ id: Int, _ answer: EditAnswer) async {
        guard let edit = edits[id] else { return }
        switch answer {
        case .drop: remove(id)
        case .reopen:
            if case .mistake(let mistake) = edit.problem { show(id, line: mistake.line) } else { show(id, line: nil) }
        case .keep:
            guard let now = edit.copy.content else { return remove(id) }
            if edit.problem == .changed, let store = store(),
                case .success(let other) = await store.readEvent(edit.event, of: edit.function)
            {
                edits[id]?.before = other
            }
            await write(id, now)
        }
    }

    private func write(_ id: Int, _ content: [UInt8]) async {
        guard let edit = edits[id] else { return }
        let outcome = await store()?.writeEvent(edit.event, of: edit.function, content, replacing: edit.before)
        switch outcome {
        case .written:
            remove(id)
            send(.notice(Notice(.info, "\(edit.event) is saved")))
        case .changed: ask(id, .changed)
        case .failed(let reason): ask(id, .failed("\(reason); what you wrote is in \(edit.copy.path)"))
        case nil: ask(id, .failed("there is no host; what you wrote is in \(edit.copy.path)"))
        }
    }

    private func ask(_ id: Int, _ problem: EditedEvent.Problem) {
        guard let edit = edits[id] else { return }
        edits[id]?.problem = problem
        let edited = EditedEvent(edit: id, event: edit.event, problem: problem)
        send(.event(function: edit.function, .edited(edited)))
    }

    private func remove(_ id: Int) { edits.removeValue(forKey: id)?.copy.remove() }
}
