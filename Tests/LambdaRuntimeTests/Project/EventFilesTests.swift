import Foundation
import HostLink
import LambdaModel
import Testing

@testable import LambdaRuntime

/// Changes of the files of saved events, on a real disk.
@Suite struct EventFilesTests {
    private let tree: FileTree
    private let files: EventFiles

    init() throws {
        tree = try FileTree()
        try tree.makeFolder("code")
        var settings = FunctionSettings(
            name: "hello", runtime: nil, image: "i", handler: "h", code: .folder(tree.path + "/code"),
            resolvedPort: 9000)
        settings.defaultEventsFolders = EventFolders.standard(of: "hello", code: settings.code, folder: "/p")
        files = EventFiles(settings: settings, trash: EventTrash(folder: tree.path + "/trash"))
    }

    private var events: [String: String] {
        get throws {
            try FileTree.contents(of: tree.path + "/events").filter { $0.value != "/" }
        }
    }

    private func result(_ body: String, event: String = "{}") -> InvocationResult {
        InvocationResult(
            request: InvocationRequest(function: "hello", event: "a.json", payload: Array(event.utf8)),
            reply: .answered(status: 200, body: Array(body.utf8)), verdict: .ok, startedAt: 1_700_000_000,
            seconds: 0.1, isCold: false)
    }

    // MARK: New events

    @Test func `a new event makes its folders, and never replaces another one`() throws {
        #expect(try files.create("checkout/cart", Array("{}".utf8)).name == "checkout/cart.json")
        #expect(try events == ["checkout/cart.json": "{}"])
        #expect(throws: EventRefusal.taken("checkout/cart-2.json")) {
            try files.create("checkout/cart.json", Array("[]".utf8))
        }
        #expect(try events == ["checkout/cart.json": "{}"])
        #expect(try FileTree.mode(tree.path + "/events/checkout/cart.json") & 0o600 == 0o600)
    }

    @Test(arguments: ["../cart", "a/../../cart", "/tmp/cart", ".cart", "cart.expected", "", "a//b"])
    func `a name that leads elsewhere is refused`(_ name: String) throws {
        #expect(throws: EventRefusal.self) { try files.create(name, []) }
        #expect(!FileManager.default.fileExists(atPath: tree.path + "/events"))
    }

    @Test func `links out of the folder of events are not followed`() throws {
        try tree.write("outside/x.json", "{}")
        try tree.write("events/a.json", "{}")
        try tree.link("events/sub", to: tree.path + "/outside")
        try tree.link("events/b.json", to: tree.path + "/outside/x.json")
        #expect(throws: EventRefusal.self) { try files.create("sub/new", Array("{}".utf8)) }
        #expect(throws: EventRefusal.self) { try files.rename("a.json", to: "sub/a.json") }
        #expect(throws: EventRefusal.self) {
            try files.replace("b.json", Array("[]".utf8), replacing: Array("{}".utf8))
        }
        #expect(try FileTree.contents(of: tree.path + "/outside") == ["x.json": "{}"])
        // Deleting a link does not delete what it leads to.
        let token = try #require(try files.delete("b.json").token)
        #expect(try FileTree.contents(of: tree.path + "/outside") == ["x.json": "{}"])
        _ = try files.undo(token)
        #expect(try events["b.json"] == "-> \(tree.path)/outside/x.json")
    }

    @Test func `a link inside the folder of events stays one`() throws {
        try tree.write("events/shared/a.json", "1")
        try tree.link("events/a.json", to: "shared/a.json")
        _ = try files.replace("a.json", Array("2".utf8), replacing: Array("1".utf8))
        #expect(try events == ["shared/a.json": "2", "a.json": "-> shared/a.json"])
    }

    @Test func `a copy and a name belong to the place of their event`() throws {
        try tree.write("events/hello/own.json", "1")
        try tree.write("code/events/b.json", "2")
        #expect(try files.duplicate("b.json", as: "c.json").name == "c.json")
        #expect(try FileTree.contents(of: tree.path + "/code/events") == ["b.json": "2", "c.json": "2"])
        #expect(try files.rename("c.json", to: "own.json").name == "code/events/own.json")
        #expect(try FileTree.contents(of: tree.path + "/code/events") == ["b.json": "2", "own.json": "2"])
    }

    // MARK: Names

    @Test func `an expectation goes along with its event`() throws {
        try tree.write("events/a.json", "1")
        try tree.write("events/a.expected.json", "2")
        try tree.write("events/b.json", "3")
        #expect(try files.rename("a.json", to: "x/c").name == "x/c.json")
        #expect(try events == ["x/c.json": "1", "x/c.expected.json": "2", "b.json": "3"])
        #expect(throws: EventRefusal.taken("b-2.json")) { try files.rename("x/c.json", to: "b.json") }
        try tree.write("events/stray.expected.json", "4")
        #expect(throws: EventRefusal.self) { try files.rename("x/c.json", to: "stray.json") }
        #expect(
            try events == [
                "x/c.json": "1", "x/c.expected.json": "2", "b.json": "3", "stray.expected.json": "4",
            ])
        #expect(try files.rename("b.json", to: "b").name == "b.json")
    }

    // MARK: Deleting

    @Test func `a deleted event comes back with its expectation, unless there is another one`() throws {
        try tree.write("events/x/a.json", "1")
        try tree.write("events/x/a.expected.json", "2")
        let token = try #require(try files.delete("x/a.json").token)
        #expect(try events == [:])
        try tree.write("events/x/a.json", "new")
        #expect(
            throws: EventRefusal.problem(
                "\(tree.path)/events/x/a.json exists again; rename or delete it, then undo once more")
        ) { try files.undo(token) }
        try shell("rm -r events", in: tree.path)
        #expect(try files.undo(token).name == "x/a.json")
        #expect(try events == ["x/a.json": "1", "x/a.expected.json": "2"])
        #expect(throws: EventRefusal.self) { try files.undo(token) }
        #expect(throws: EventRefusal.self) { try files.undo("../../etc") }
    }

    @Test func `the trash keeps the last changes`() throws {
        for number in 0..<(EventTrash.mostChanges + 5) {
            try tree.write("events/\(number).json", "1")
            _ = try files.delete("\(number).json")
        }
        let kept = try FileManager.default.contentsOfDirectory(atPath: tree.path + "/trash")
        #expect(kept.count == EventTrash.mostChanges)
    }

    // MARK: Content

    @Test func `an event is only replaced if it is what it was`() throws {
        try tree.write("events/a.json", "{}", mode: 0o640)
        _ = try files.replace("a.json", Array("{1".utf8), replacing: Array("{}".utf8))
        #expect(try events == ["a.json": "{1"])
        #expect(try FileTree.mode(tree.path + "/events/a.json") == 0o640)
        #expect(throws: EventRefusal.changed) { try files.replace("a.json", [], replacing: Array("{}".utf8)) }
        #expect(try files.read("a.json") == Array("{1".utf8))
        #expect(throws: EventRefusal.problem("hello has no event b.json any more")) { try files.read("b.json") }
    }

    @Test func `a folder that cannot be written says so, and nothing is left behind`() throws {
        guard geteuid() != 0 else { return }
        try tree.write("events/a.json", "1")
        try shell("chmod 555 events", in: tree.path)
        defer { _ = try? shell("chmod 755 events", in: tree.path) }
        #expect(
            throws: EventRefusal.problem("\(tree.path)/events/b.json cannot be written: Permission denied")
        ) { try files.create("b", []) }
        #expect(throws: EventRefusal.self) { try files.delete("a.json") }
        #expect(try events == ["a.json": "1"])
    }

    // MARK: Calls

    @Test func `a saved call names where secrets are missing`() throws {
        var entry = HistoryEntry(
            row: HistoryRow(id: 1, summary: InvocationSummary(function: "hello", startedAt: 0)),
            result: result("{}", event: #"{"auth":"Bearer •••","n":1.0}"#), maskedEventValues: 1)
        let change = try files.save(entry, as: "call")
        #expect(change == EventFileChange(name: "call.json", secrets: ["auth"]))
        #expect(try events == ["call.json": "{\n  \"auth\": \"Bearer •••\",\n  \"n\": 1.0\n}\n"])
        entry.maskedEventValues = 0
        #expect(try files.save(entry, as: "mark").secrets == [], "the mark is the event's own")
        entry.missingEventBytes = 1
        #expect(throws: EventRefusal.self) { try files.save(entry, as: "cut") }
    }

    @Test func `an accepted response is written beside the event, and undone`() throws {
        try tree.write("events/a.json", "{}")
        let first = try files.accept("a.json", EventFiles.Accepted(result: result(#"{"n":1}"#)))
        #expect(try events["a.expected.json"] == "{\n  \"n\": 1\n}\n")
        #expect(files.check(result(#"{"n":1}"#))?.state == .holds)
        #expect(files.check(result(#"{"n":2}"#))?.state == .differs(count: 1, first: "n: expected 1, got 2"))
        #expect(files.check(result(#"{"n":2}"#, event: "[]")) == nil, "the event was changed after it was sent")
        let second = try files.accept("a.json", EventFiles.Accepted(result: result(#"{"n":2}"#)))
        #expect(try events["a.expected.json"] == "{\n  \"n\": 2\n}\n")
        #expect(
            try files.accept("a.json", EventFiles.Accepted(result: result(#"{"n":2}"#)))
                == EventFileChange(name: "a.json", notes: ["the expectation holds already"]))
        #expect(
            throws: EventRefusal.problem(
                "\(tree.path)/events/a.expected.json has been changed since; it stays as it is")
        ) { try files.undo(try #require(first.token)) }
        #expect(try files.undo(try #require(second.token)).name == "a.json")
        #expect(try events["a.expected.json"] == "{\n  \"n\": 1\n}\n")
        #expect(try files.undo(try #require(first.token)).name == "a.json")
        #expect(try events == ["a.json": "{}"])
        #expect(files.check(result("{}")) == nil)
    }

    @Test func `an expectation with a mistake, and a response that is not whole, change nothing`() throws {
        try tree.write("events/a.json", "{}")
        try tree.write("events/a.expected.json", "{,}")
        #expect(throws: EventRefusal.self) { try files.accept("a.json", EventFiles.Accepted(result: result("{}"))) }
        #expect(throws: EventRefusal.self) {
            try files.accept("a.json", EventFiles.Accepted(result: result("{}"), isComplete: false))
        }
        #expect(try events["a.expected.json"] == "{,}")
    }
}
