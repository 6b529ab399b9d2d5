import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

/// Saved events on a real disk. Each act without a report is followed by an act with one: a wrong report would arrive
/// before it.
@Suite(.serialized) struct SessionEventTests {
    private let tree: FileTree

    init() throws {
        tree = try FileTree()
        for name in ["hello", "orders"] { try tree.makeFolder(name) }
        let functions = ["hello", "orders"].map { name in
            "\"\(name)\": { \"runtime\": \"nodejs22.x\", \"handler\": \"app.handler\", \"code\": \"\(name)\" }"
        }
        try tree.write("functions.json", "{ \"functions\": { \(functions.joined(separator: ", ")) } }")
    }

    private func reader() async -> SessionReader {
        await SessionReader(ManifestSession(named: nil, from: tree.path, environment: [:]))
    }

    @Test func `events appear and disappear in all folders, also in new ones`() async throws {
        let reader = await reader()
        reader.select("hello")
        try await reader.events(of: "hello", [])
        try tree.write("events/hello/b.json", "{}")
        try await reader.events(of: "hello", ["b.json"])
        try tree.write("events/a.json", "{}")
        try await reader.events(of: "hello", ["b.json", "a.json"])
        try tree.write("hello/events/c.json", "{}")
        try await reader.events(of: "hello", ["b.json", "a.json", "c.json"])
        try shell("mv events/hello/b.json events/hello/d.json; rm events/a.json", in: tree.path)
        try await reader.events(of: "hello", ["d.json", "c.json"])
        try shell("rm -r events", in: tree.path)
        try await reader.events(of: "hello", ["c.json"])
    }

    @Test func `a change that changes no event is not reported`() async throws {
        try tree.write("events/hello/a.json", "{}")
        let reader = await reader()
        reader.select("hello")
        try await reader.events(of: "hello", ["a.json"])
        // Once the watch has reported this change, it reports all later ones.
        try tree.write("events/hello/0.json", "{}")
        try await reader.events(of: "hello", ["0.json", "a.json"])
        try shell("echo >events/hello/note.txt; mkdir events/hello/old", in: tree.path)
        try tree.write("events/hello/node_modules/x.json", "{}")
        try tree.write("events/hello/b.json", "{}")
        let listing = try await reader.nextEvents(of: "hello")
        #expect(listing.events.map(\.name) == ["0.json", "a.json", "b.json"])
        #expect(listing.folder == tree.path + "/events/hello")
    }

    @Test func `events in subfolders, changed content and expectations are reported`() async throws {
        try tree.write("events/hello/a.json", "{}")
        let reader = await reader()
        reader.select("hello")
        try await reader.events(of: "hello", ["a.json"])
        try tree.write("events/hello/checkout/eu/x.json", "{}")
        try await reader.events(of: "hello", ["a.json", "checkout/eu/x.json"])
        try tree.write("events/hello/a.json", "{\"longer\": true}")
        while try await reader.nextEvents(of: "hello").events[0].stamp.size != 16 {}
        try tree.write("events/hello/checkout/eu/x.expected.json", "{}")
        while try await !reader.nextEvents(of: "hello").events[1].hasExpectation {}
        try shell("rm -r events/hello/checkout", in: tree.path)
        try await reader.events(of: "hello", ["a.json"])
    }

    @Test func `only the selected function is followed, and one that is unknown has none`() async throws {
        try tree.write("orders/events/o.json", "{}")
        let reader = await reader()
        reader.select("hello")
        try await reader.events(of: "hello", [])
        reader.select("nobody")
        reader.select("orders")
        let listing = try await reader.nextEvents(of: "orders")
        #expect(listing.events.map(\.name) == ["o.json"])
        try tree.write("orders/events/0.json", "{}")
        try await reader.events(of: "orders", ["0.json", "o.json"])
        try tree.write("hello/events/h.json", "{}")
        try tree.write("orders/events/p.json", "{}")
        let next = try await reader.nextEvents(of: "orders")
        #expect(next.events.map(\.name) == ["0.json", "o.json", "p.json"])
    }

    @Test func `each selection is answered, however fast they follow`() async throws {
        let reader = await reader()
        for _ in 0..<20 {
            reader.select("hello")
            reader.select("orders")
        }
        var answered: [String: Int] = [:]
        while answered != ["hello": 20, "orders": 20] {
            guard case .events(let function, _) = try await reader.next() else { continue }
            answered[function, default: 0] += 1
        }
    }

    @Test func `an event is read when it is sent`() async throws {
        try tree.write("events/hello/a.json", "{\"n\": 1}")
        let reader = await reader()
        for text in ["{\"n\": 1}", "[2, 3]"] {
            try tree.write("events/hello/a.json", text)
            let request = try await reader.session.request("hello", "a.json")
            #expect(request.payload == Array(text.utf8) && request.function == "hello" && request.event == "a.json")
        }
        try tree.write("events/hello/a.json", "[1,")
        await #expect(throws: SavedEventError.self) { try await reader.session.request("hello", "a.json") }
        let error = await #expect(throws: SavedEventError.self) {
            try await reader.session.request("hello", "none.json")
        }
        #expect(error?.description == "\(tree.path)/events/hello/none.json: no such file or folder")
        await #expect(throws: SavedEventError.self) { try await reader.session.request("nobody", "a.json") }
    }
}
