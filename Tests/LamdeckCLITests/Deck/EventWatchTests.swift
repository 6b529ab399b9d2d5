import Dashboard
import Dispatch
import Foundation
import LambdaModel
import Synchronization
import Testing

@testable import LamdeckCLI

struct EventWatchTests {
    private let folder: TestFolder
    private let watch = EventWatch()

    init() throws {
        folder = try TestFolder(["events/b.json": "{\"n\": 1.0}", "events/a.json": "1", "hello/app.js": ""])
        watch.use([Sample.settings(events: folder.path + "/events")])
    }

    @Test func `the selected function's events are listed, with their paths`() throws {
        let list = try #require(watch.select("hello"))
        #expect(list.names == ["a.json", "b.json"] && list.folder == folder.path + "/events" && list.problem == nil)
        #expect(list.paths["a.json"] == folder.path + "/events/a.json")
        #expect(watch.select("unknown") == nil)
    }

    @Test func `a folder that changes is listed again`() throws {
        #expect(watch.change() == nil)
        _ = watch.select("hello")
        #expect(watch.change() == nil)
        try FileManager.default.removeItem(atPath: folder.path + "/events")
        #expect(watch.change()?.1.names == [])
        #expect(watch.change() == nil)
        try folder.write("events/c.json", "1")
        let change = try #require(watch.change())
        #expect(change.function == "hello" && change.1.names == ["c.json"])
    }

    @Test func `a call has the event as it is now`() throws {
        let request = try watch.request("hello", "b.json")
        #expect(
            request.function == "hello" && request.event == "b.json" && request.payload == Array("{\"n\": 1.0}".utf8))
        #expect(try watch.request("hello", "{}").payload == Array("{}".utf8))
        let error = #expect(throws: SavedEventError.self) { try watch.request("hello", "none.json") }
        #expect(error?.description == "\(folder.path)/events/none.json: no such file or folder")
    }

    // MARK: Work that is nearly always prompt

    @Test func `prompt work gives its value at once`() {
        #expect(PromptWork.run({ 17 }, later: { _ in Issue.record("late") }) == 17)
    }

    @Test func `work that takes long gives its value later`() async {
        let (values, value) = AsyncStream.makeStream(of: Int.self)
        let gate = DispatchSemaphore(value: 0)
        let now = PromptWork.run(
            {
                gate.wait()
                return 17
            }, later: { value.yield($0) })
        #expect(now == nil)
        gate.signal()
        var received = values.makeAsyncIterator()
        #expect(await received.next() == 17)
    }
}
