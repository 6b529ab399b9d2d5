import JSONText
import LambdaModel
import Testing

@testable import LambdaRuntime

/// Receivers of telemetry that take nothing, or not at once, over real sockets.
@Suite("Receivers of telemetry that fail", .timeLimit(.minutes(4)))
struct TelemetryReceiverTests {
    /// The extension subscribed, and its receiver takes nothing. A call ends as without it.
    private func expectGoodCall(
        _ destination: String, _ check: (RuntimePlace) async throws -> Void = { _ in }
    ) async throws {
        try await TelemetryPlace.with { place, other, id in
            #expect(try await other.subscribe(as: id, TelemetryPlace.body(destination)).status == 200)
            try await other.askForEvent(as: id)
            try await FakeRuntime.with(place) { runtime in
                for number in 0..<3 {
                    let end = try await TelemetryPlace.call(place, runtime, "call-\(number)")
                    #expect(end.outcome == .response)
                    // The extension has got the call.
                    #expect(try await other.reply()["eventType"]?.string == "INVOKE")
                    try await other.askForEvent(as: id)
                }
                try await check(place)
                await place.server.records.deliver(within: .milliseconds(50))
                place.server.shutDown(.spindown)
                #expect(try await other.reply()["eventType"]?.string == "SHUTDOWN")
            }
        }
    }

    @Test(arguments: [true, false])
    func `a receiver that never accepts holds no call`(isHTTP: Bool) async throws {
        try await FakeReceiver.with(.neverAccepts) { _, port in
            try await expectGoodCall(isHTTP ? TelemetryPlace.http(port) : TelemetryPlace.tcp(port))
        }
    }

    @Test(arguments: [true, false])
    func `a port without a listener holds no call`(isHTTP: Bool) async throws {
        // The port is free again when the body has run.
        var free = 0
        try await FakeReceiver.with { _, port in free = port }
        try await expectGoodCall(isHTTP ? TelemetryPlace.http(free) : TelemetryPlace.tcp(free))
    }

    @Test func `a receiver that hangs holds no call`() async throws {
        try await FakeReceiver.with(.hangs) { receiver, port in
            try await expectGoodCall(TelemetryPlace.http(port)) { _ in
                try await receiver.has(requests: 1)
                #expect(receiver.deliveries.count == 1, "one batch is under way at a time")
            }
        }
    }

    @Test func `a receiver that fails gets its batch again`() async throws {
        try await FakeReceiver.with(.refuses(times: 2)) { receiver, port in
            try await expectGoodCall(TelemetryPlace.http(port)) { _ in
                let records = try await receiver.has("platform.runtimeDone")
                #expect(records.first?.type == "platform.initStart", "nothing is lost")
            }
        }
    }
}
