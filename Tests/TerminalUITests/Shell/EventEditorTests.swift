import Dashboard
import Foundation
import Testing

@testable import TerminalUI

/// Edits of saved events. The editor and the host are scripted.
@MainActor @Suite struct EventEditorTests {
    /// A host with one event.
    @MainActor final class Store: EventStore {
        var content: [UInt8] = Array("{}".utf8)
        var failure: String?

        func readEvent(_ event: String, of function: String) async -> Result<[UInt8], RemoteFileFailure> {
            failure.map { .failure(RemoteFileFailure($0)) } ?? .success(content)
        }

        func writeEvent(
            _ event: String, of function: String, _ content: [UInt8], replacing before: [UInt8]
        ) async -> EventWriteOutcome {
            if let failure { return .failed(failure) }
            guard before == self.content else { return .changed }
            self.content = content
            return .written
        }
    }

    /// What the editor and the deck saw.
    @MainActor final class Seen {
        /// What the editor writes, in turn; nil changes nothing.
        var texts: [String?] = []
        var opened: [(path: String, line: Int?)] = []
        var questions: [EditedEvent] = []
        var notices: [String] = []
        private var waiting: CheckedContinuation<Void, Never>?
        private var isDue = false

        func open(_ path: String, _ line: Int?, _ finish: @MainActor () -> Void) {
            opened.append((path, line))
            if let text = texts.removeFirst() { try? Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
            finish()
        }

        func receive(_ message: Message) {
            switch message {
            case .event(_, .edited(let edited)): questions.append(edited)
            case .notice(let notice): notices.append(notice.text)
            default: Issue.record("not expected: \(message)")
            }
            waiting?.resume()
            if waiting == nil { isDue = true }
            waiting = nil
        }

        /// Waits for the next message.
        func next() async {
            if !isDue { await withCheckedContinuation { waiting = $0 } }
            isDue = false
        }
    }

    private let store = Store()
    private let seen = Seen()
    private let editor: EventEditor

    init() {
        let (store, seen) = (store, seen)
        editor = EventEditor(
            store: { store }, open: { seen.open($0, $1, $2) }, send: { seen.receive($0) })
    }

    private var text: String { String(decoding: store.content, as: UTF8.self) }

    private func edit(_ texts: String?...) async {
        seen.texts = texts
        await editor.begin("cart.json", of: "hello", line: nil)
    }

    @Test func `valid JSON is written at once, and the copy is removed`() async {
        await edit("[1]")
        await seen.next()
        #expect(text == "[1]" && seen.notices == ["cart.json is saved"])
        #expect(seen.opened[0].path.hasSuffix("/cart.json") && seen.opened[0].line == nil)
        #expect(!FileManager.default.fileExists(atPath: seen.opened[0].path))
        #expect(editor.unsaved.isEmpty)
    }

    @Test func `what is not JSON is asked about, and opens again at its line`() async {
        await edit("{\n  \"a\": 1,\n}", "{ \"a\": 1 }")
        await seen.next()
        #expect(text == "{}", "the event is as it was")
        guard case .mistake(let mistake)? = seen.questions.first?.problem else {
            Issue.record("\(seen.questions)")
            return
        }
        #expect(mistake.place == "2:9" && mistake.message == "trailing comma before ‘}’; remove the comma")
        #expect(editor.unsaved.map(\.event) == ["cart.json"])
        await editor.finish(1, .reopen)
        await seen.next()
        #expect(seen.opened.map(\.line) == [nil, 2] && text == "{ \"a\": 1 }")
    }

    @Test func `what is not JSON is kept or dropped, as the user says`() async {
        await edit("{")
        await seen.next()
        await editor.finish(1, .drop)
        #expect(text == "{}" && editor.unsaved.isEmpty)
        await edit("{,")
        await seen.next()
        await editor.finish(2, .keep)
        await seen.next()
        #expect(text == "{,")
    }

    @Test func `an event that another program changed is only replaced if the user says so`() async {
        let (store, seen) = (store, seen)
        let editor = EventEditor(
            store: { store },
            open: { path, line, finish in
                store.content = Array("[\"theirs\"]".utf8)
                seen.open(path, line, finish)
            }, send: { seen.receive($0) })
        seen.texts = ["[\"mine\"]"]
        await editor.begin("cart.json", of: "hello", line: nil)
        await seen.next()
        #expect(text == "[\"theirs\"]" && seen.questions.map(\.problem) == [.changed])
        await editor.finish(1, .keep)
        await seen.next()
        #expect(text == "[\"mine\"]")
    }

    @Test func `a write that fails can be tried again, and the copy is named`() async {
        let store = store
        await edit("[2]")
        await seen.next()
        store.failure = "the disk is full"
        await edit("[3]")
        await seen.next()
        #expect(seen.notices.last == "the disk is full", "it could not be read")
        store.failure = nil
        let editor = EventEditor(
            store: { store },
            open: { [seen] path, line, finish in
                store.failure = "the disk is full"
                seen.open(path, line, finish)
            }, send: { [seen] in seen.receive($0) })
        seen.texts = ["[4]"]
        await editor.begin("cart.json", of: "hello", line: nil)
        await seen.next()
        let path = seen.opened.last?.path ?? ""
        #expect(seen.questions.last?.problem == .failed("the disk is full; what you wrote is in \(path)"))
        #expect(editor.unsaved.map(\.path) == [path])
        store.failure = nil
        await editor.finish(1, .keep)
        await seen.next()
        #expect(text == "[4]" && editor.unsaved.isEmpty)
    }
}
