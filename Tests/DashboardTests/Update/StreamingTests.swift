import LambdaModel
import Testing

@testable import Dashboard

/// Responses that are shown while they arrive.
@Suite struct StreamingTests {
    /// A deck whose call has been running for a second.
    private func running() -> Model {
        var model = Model.deck()
        model.setState(.busy(queued: 0))
        model.type("i")
        model.notify(.invocationStarted(1, at: Model.start))
        model.notify(.tick(Model.start + 1))
        return model
    }

    private func part(_ text: String, at offset: Int = 0) -> Message {
        .invocationPart(1, ResponsePart(Array(text.utf8), offset: offset, firstByteMilliseconds: 34.2))
    }

    /// The lines after the next tick.
    private func lines(_ model: inout Model, after seconds: Double = 0.1) -> [String] {
        model.notify(.tick(model.now + seconds))
        return model.responseLines
    }

    @Test func `what has arrived is shown while the call runs`() {
        var model = running()
        model.notify(part("data: one\n"))
        #expect(model.responseLines.isEmpty)
        #expect(lines(&model) == ["data: one"])
        model.notify(part("data: two", at: 10))
        #expect(lines(&model) == ["data: one", "data: two"])
        #expect(
            model.rows.contains {
                $0.contains("streaming 1.20 s · 19 bytes · first byte 34.2 ms · Esc cancels")
            })
        model.answer(1, #"{"a": 1}"#)
        #expect(model.responseLines == ["  a   1"])
        #expect(!model.rows.contains { $0.contains("streaming") })
    }

    @Test func `a response that is complete at once is never shown in parts`() {
        var model = running()
        model.notify(part(#"{"a": 1}"#))
        #expect(lines(&model, after: 0.05).isEmpty)
        #expect(model.rows.contains { $0.contains("running 1.05 s · Esc cancels") })
        model.answer(1, #"{"a": 1}"#)
        #expect(lines(&model) == ["  a   1"])
    }

    @Test func `a response that waits for its log is not shown in parts`() {
        var model = running()
        model.notify(part("1"))
        model.notify(.invocationReturned(1))
        #expect(lines(&model).isEmpty)
        #expect(model.rows.contains { $0.contains("finished · collecting the log") })
    }

    @Test func `parts of a call that has ended, or of another one, are ignored`() {
        var model = running()
        model.answer(1, "1")
        model.notify(part("2"))
        model.notify(.invocationPart(9, ResponsePart([0x32])))
        #expect(lines(&model) == ["1"])
    }

    @Test func `a long response shows its end, and how much precedes it`() throws {
        var model = running()
        var offset = 0
        for number in 0..<40_000 {
            let line = "line \(number)\n"
            model.notify(part(line, at: offset))
            offset += line.utf8.count
        }
        let lines = lines(&model)
        #expect(lines.last == "line 39999")
        #expect(lines.dropFirst().map(\.utf8.count).reduce(0, +) < ResponsePart.keptBytes)
        #expect(try #require(lines.first).hasPrefix("… 4"))
        #expect(try #require(lines.first).hasSuffix(" KB before this"))
        #expect(model.rows.contains { $0.contains("│ line 39999") }, "the inspector follows the end")
    }

    @Test func `a long line shows its end`() {
        var model = running()
        model.notify(part(String(repeating: "é", count: 20_001)))
        let line = lines(&model)[1]
        #expect(line.utf8.count <= ResponsePart.keptBytes && line.allSatisfy { $0 == "é" })
        model.notify(part("!", at: 40_002))
        _ = lines(&model)
        #expect(model.rows.contains { $0.contains("é!") }, "the pane follows the end")
    }

    @Test func `a cursor on another line stays on its line`() {
        var model = running()
        model.notify(part((0..<50).map { "line \($0)\n" }.joined()))
        _ = lines(&model)
        model.type("4kkkk")
        func cursorLine() -> String? { model.item?.response.map { $0.page.line($0.cursor).map(\.text).joined() } }
        #expect(cursorLine() == "line 45")
        let before = (0..<50).reduce(0) { $0 + "line \($1)\n".utf8.count }
        model.notify(part((50..<1000).map { "line \($0)\n" }.joined(), at: before))
        _ = lines(&model)
        #expect(cursorLine() == "line 45")
        model.type("G")
        model.notify(part("last", at: before + (50..<1000).reduce(0) { $0 + "line \($1)\n".utf8.count }))
        _ = lines(&model)
        #expect(cursorLine() == "last")
    }

    /// As lines are dropped before it.
    @Test func `a cursor keeps its line when earlier ones are dropped`() {
        var model = running()
        let width = 100
        func line(_ number: Int) -> String { "\(number) ".padding(to: width - 1) + "\n" }
        model.notify(part((0..<150).map(line).joined()))
        _ = lines(&model)
        model.type("4kk")
        func cursorLine() -> String? {
            model.item?.response.map { $0.page.line($0.cursor).map(\.text).joined() }?.split(separator: " ").first
                .map(String.init)
        }
        #expect(cursorLine() == "147")
        model.notify(part((150..<200).map(line).joined(), at: 150 * width))
        let shown = lines(&model)
        #expect(shown.first?.hasPrefix("… ") == true)
        #expect(cursorLine() == "147")
    }

    @Test func `a gap begins anew`() {
        var model = running()
        model.notify(part("one\n"))
        model.notify(part("later", at: 5000))
        #expect(lines(&model) == ["… 4.8 KB before this", "later"])
    }

    @Test func `bytes that are not text are counted`() {
        var model = running()
        model.notify(.invocationPart(1, ResponsePart([0, 1, 0xFF])))
        #expect(lines(&model) == ["3 bytes so far, not text"])
        #expect(model.rows.contains { $0.contains("streaming 1.10 s · 3 bytes · Esc cancels") })
    }

    @Test func `a character may arrive in parts`() {
        var model = running()
        let bytes = Array("空".utf8)
        model.notify(.invocationPart(1, ResponsePart([0x61, bytes[0], bytes[1]])))
        #expect(lines(&model) == ["a"])
        model.notify(.invocationPart(1, ResponsePart([bytes[2]], offset: 3)))
        #expect(lines(&model) == ["a空"])
    }

    @Test func `an error is shown before what was received, apart from it`() throws {
        var model = running()
        model.notify(part("data: one\ndata: two\n"))
        _ = lines(&model)
        let error = InvocationError(type: "StreamError", message: "the model broke off")
        var result = InvocationResult.sample(
            #"{"errorType":"StreamError","errorMessage":"the model broke off"}"#, verdict: .functionError, error: error)
        result.partialResponse = Array("data: one\ndata: two\n".utf8)
        result.firstByteMilliseconds = 34.2
        model.finish(1, result.measured())
        #expect(
            model.responseLines == [
                "received before the call ended: 20 bytes", "data: one",
                "data: two",
            ])
        try Picture.expect(model, "response-broken-stream")
        model.type("4")
        model.press(.tab, .tab)
        try Picture.expect(model, "view-timing-stream")
    }

    @Test func `a cancelled call shows what was received`() {
        var model = running()
        model.notify(part("data: one\n"))
        var result = InvocationResult.sample(verdict: .cancelled)
        result.reply = .cancelled
        result.partialResponse = Array("data: one\n".utf8)
        model.finish(1, result)
        #expect(model.responseLines == ["received before the call ended: 10 bytes", "data: one"])
    }

    @Test func `a response that is longer than what is kept says so`() {
        var model = running()
        var result = InvocationResult.sample("words")
        result.droppedBytes = 3 << 20
        model.finish(1, result)
        #expect(model.responseLines == ["the first 5 bytes of 3 MB; a longer response is not kept", "words"])
        #expect(model.rows.contains { $0.contains("80.3 ms · 3 MB") })
    }

    @Test func `a response that arrives`() throws {
        var model = running()
        let events = (1...60).map { "data: {\"token\": \($0), \"text\": \"word\"}\n\n" }.joined()
        model.notify(part(events))
        _ = lines(&model)
        try Picture.expect(model, "response-streaming")
    }
}

extension String {
    fileprivate func padding(to count: Int) -> String { self + String(repeating: ".", count: count - self.count) }
}
