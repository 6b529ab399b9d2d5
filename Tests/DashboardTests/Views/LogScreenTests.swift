import LambdaModel
import Testing

@testable import Dashboard

/// The log grouped by invocation, as the user sees it.
@Suite struct LogScreenTests {
    private static func id(_ number: Int) -> String { "\(number)399074e-8f3b-4c56-9a5e-0242ac110002" }

    /// A container's start, three calls, and a running one.
    private func calls() -> Model {
        var model = Model.deck()
        model.setState(.busy(queued: 0))
        model.log(["started a container of public.ecr.aws/lambda/nodejs:22"], source: .lamdeck, at: 240)
        model.log(["22 Nov 2026 12:04:11,900 [INFO] (rapid) INIT START(type: on-demand)"], source: .emulator, at: 251)
        let time = "2026-11-22T12:04:12.123Z"
        model.call(
            Self.id(1),
            [
                "\(time)\t\(Self.id(1))\tINFO\tgot order 17", "\(time)\t\(Self.id(1))\tWARN\tstock is low",
                #"{"level":"INFO","location":"handler:14","message":"paid","timestamp":"\#(time)","service":"shop","n":1.0}"#,
            ], at: 252)
        model.finish(call: Self.id(1), event: "api-gw-v2.json", milliseconds: 3.8, memory: 38, isCold: true)
        model.call(
            Self.id(2),
            ["[ERROR] ValueError: boom", "  File \"/var/task/app.py\", line 4, in handler"], at: 255)
        model.finish(
            call: Self.id(2), event: "api-gw-v2.json", .functionError, type: "ValueError", milliseconds: 1204,
            memory: 112)
        model.log(["flushed 3 metrics"], at: 257)
        model.call(Self.id(3), [], at: 258)
        model.finish(call: Self.id(3), event: nil, .timeout, milliseconds: 3000)
        model.call(Self.id(4), ["\(time)\t\(Self.id(4))\tDEBUG\tnow it works"], isOver: false, at: 261)
        return model
    }

    @Test func `several calls`() throws {
        var model = calls()
        model.type("3")
        try Picture.expect(model, "log-calls")
    }

    @Test func `folded calls`() throws {
        var model = calls()
        model.type("3z")
        try Picture.expect(model, "log-folded")
    }

    @Test func `an expanded object`() throws {
        var model = calls()
        model.type("3gjjjjj")
        model.press(.enter)
        try Picture.expect(model, "log-object")
    }

    @Test func `the emulator's lines, and all other lines unformatted`() throws {
        var model = calls()
        model.type("3+R")
        try Picture.expect(model, "log-raw")
    }

    @Test func `a log that was scrolled back shows the user's next call`() {
        var model = calls()
        model.resize(80, 24)
        model.type("3gk")
        #expect(model.item?.log.isFollowing == false)
        model.call(Self.id(5), ["somebody else's"], at: 262)
        #expect(!model.rows.contains { $0.contains("somebody else's") })
        model.type("i")
        model.call(Self.id(6), ["my own"], at: 263)
        #expect(model.rows.contains { $0.contains("my own") })
        // A call made after a save must not scroll the log.
        model.type("2P3gk")
        model.notify(.saved(function: "hello", "app.py changed"))
        #expect(model.item?.log.isFollowing == false)
    }

    @Test func `dropped lines are counted in the title and at the call`() {
        var model = Model.deck()
        model.setState(.ready)
        let lines = (0..<61_204).map { "line \($0)" }
        model.call(Self.id(1), lines, isOver: false)
        #expect(model.rows.contains { $0.contains("following · 20,000 of 61,204 lines") })
        model.type("3g")
        #expect(model.rows.contains { $0.contains("the last 20,000 of 61,204 lines") })
        #expect(model.rows.contains { $0.contains("line 41204") })
    }

    /// Only the title counted calls that were dropped as a whole.
    @Test func `the number of dropped lines is above the oldest call`() throws {
        var model = Model.deck()
        model.setState(.ready)
        model.call(Self.id(1), (0..<10_000).map { "first \($0)" }, at: 240)
        for (number, count) in [(2, 8_000), (3, 11_998)] {
            model.call(Self.id(number), (0..<count).map { "line \($0)" }, at: 240 + Double(number))
            model.finish(call: Self.id(number), event: "big.json", milliseconds: 900, memory: 60)
        }
        #expect(!model.rows.contains { $0.contains("dropped") })
        model.type("3g")
        try Picture.expect(model, "log-not-kept")
        model.type("j")
        #expect(model.rows.contains { $0.contains("older lines dropped") })
        model.type("z")
        #expect(model.rows.filter { $0.contains("older lines dropped") }.count == 1)
    }

    @Test func `calls from outside the deck`() throws {
        var model = Model.deck()
        model.setState(.ready)
        let origins = [
            CallOrigin(address: "127.0.0.1:51234", userAgent: "curl/7.88.1", port: 9001),
            CallOrigin(address: "172.17.0.3:40312", userAgent: "Boto3/1.26.27", port: 3001, function: "orders"),
            CallOrigin(
                address: "172.17.0.3:40312", port: 3001, function: "a-function-with-a-very-long-name-that-goes-on"),
            CallOrigin(address: "127.0.0.1:51236", port: 9001),
        ]
        for (index, origin) in origins.enumerated() {
            model.call(Self.id(index + 1), ["got order \(index)"], at: 252)
            model.finish(
                call: Self.id(index + 1), event: nil, index == 1 ? .timeout : .ok, memory: 38, isCold: index == 0,
                origin: origin)
        }
        model.call(Self.id(8), ["of another lamdeck"], at: 253)
        model.finish(call: Self.id(8), event: nil)
        model.call(Self.id(9), ["my own"], at: 254)
        model.finish(call: Self.id(9))
        model.type("3g")
        try Picture.expect(model, "log-origins")
    }

    @Test func `heads with long names and large numbers`() throws {
        var model = Model.deck()
        model.setState(.ready)
        let verdicts: [(Verdict, String?)] = [
            (.ok, nil), (.functionError, "com.example.orders.checkout.PaymentRefusedException"), (.outOfMemory, nil),
            (.responseTooLarge, nil), (.cancelled, nil), (.crashed, "Runtime.ExitError"),
        ]
        for (index, (verdict, type)) in verdicts.enumerated() {
            let event = ["空のカートを注文するイベント、とても長い名前.json", "an-event-with-a-name-that-goes-on-and-on.json"][index % 2]
            model.call(Self.id(index + 1), ["line"], at: 252)
            model.finish(
                call: Self.id(index + 1), event: event, verdict, type: type, milliseconds: 123_456, memory: 10_240,
                isCold: index % 3 == 0)
        }
        model.type("3g")
        try Picture.expect(model, "log-heads")
    }
}
