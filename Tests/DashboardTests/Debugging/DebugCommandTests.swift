import LambdaModel
import Testing

@testable import Dashboard

/// `d`, the question about a missing debugger, and the entry for launch.json.
@Suite struct DebugCommandTests {
    private static func debugged(_ status: DebugStatus = DebugStatus(port: 5678)) -> Model {
        var model = Model.deck()
        model.notify(.state(function: "hello", .ready, isStale: false, note: nil))
        model.notify(.debug(function: "hello", status))
        return model
    }

    @Test func `d begins, and a second d ends`() {
        var model = Model.deck()
        #expect(model.press(.character("d")) == [.debug("hello")])
        #expect(model.notice == Notice(.info, "hello restarts under its debugger"))
        model.notify(.debug(function: "hello", DebugStatus(port: 5678)))
        #expect(model.press(.character("d")) == [.endDebug("hello")])
        model.notify(.debug(function: "hello", nil))
        #expect(model.press(.character("d")) == [.debug("hello")])
    }

    @Test func `the list and the status line say what is debugged`() {
        var model = Self.debugged()
        #expect(model.rows.contains { $0.contains("hello") && $0.contains("debugging :5678") })
        var status = DebugStatus(port: 5678)
        status.isAttached = true
        model.notify(.debug(function: "hello", status))
        #expect(model.rows.contains { $0.contains("hello") && $0.contains("debugging :5678, attached") })
        model.press(.escape)
        #expect(model.status.contains("ready · debugging :5678, attached · http://127.0.0.1:9001"))
        model.notify(.debug(function: "hello", nil))
        #expect(!model.rows.contains { $0.contains("debugging") })
    }

    @Test func `a missing debugger is fetched only if the user agrees`() {
        var model = Model.deck()
        let message = Message.offersDebugger(function: "hello", question: "Fetch debugpy?")
        model.notify(message)
        #expect(model.rows.contains { $0.contains("Fetch debugpy?") })
        #expect(model.press(.enter) == [] && model.overlay != nil)
        #expect(model.press(.escape) == [] && model.overlay == nil)
        model.notify(message)
        #expect(model.press(.character("y")) == [.fetchDebugger("hello")] && model.overlay == nil)
        // Another dialog is not replaced.
        model.press(.character("?"))
        model.notify(message)
        #expect(model.overlay == .help(scrolled: 0))
    }

    @Test func `the palette has the entry for launch.json of a function that is debugged`() {
        func enter(_ text: String, _ model: inout Model) -> [Effect] {
            model.press(.character(":"))
            model.type(text)
            return model.press(.enter)
        }
        var model = Model.deck()
        #expect(enter("copy the debugger's entry", &model) == [])
        #expect(model.notice == Notice(.warning, "hello is not debugged; d starts its debugger"))
        model = Self.debugged()
        #expect(enter("copy the debugger's entry", &model) == [.launchEntry(function: "hello", writes: false)])
        #expect(enter("add the debugger's entry", &model) == [.launchEntry(function: "hello", writes: true)])
    }
}
