import HostLink
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

/// Requests that arrive faster than they can be carried out.
@Suite("The last request wins")
struct RequestOrderTests {
    private static func request(_ payload: String = "1") -> InvocationRequest {
        InvocationRequest(function: "hello", event: "test", payload: Array(payload.utf8))
    }

    /// Each was a separate task: a call, a start or a restart that ran late started the function again.
    @Test(arguments: ServingKind.allCases) func aStopEndsEarlierRequests(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", SpareTests.answering(1)) { $0.spare = true }
            let deck = try await project.deck([settings])
            for round in 0..<12 {
                let call = deck.host.call(Self.request())
                if round % 3 == 0 { deck.host.send(.restart("hello")) }
                if round % 3 == 1 { deck.host.send(.start(["hello"])) }
                _ = await deck.host.send(.stop(["hello"])).value
                _ = await call.value
                #expect(await deck.host.settled("hello") == .stopped, "round \(round)")
            }
            try await project.waitForContainers("none") { $0.isEmpty }
        }
    }

    @Test(arguments: ServingKind.allCases) func callsAreAnsweredInTheOrderOfTheirKeys(server: ServingKind) async throws
    {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo)])
            try await deck.start("hello")
            let starts = Notes()
            let calls = (0..<20).map { number in
                deck.host.call(Self.request("\(number)")) { if case .started = $0 { starts.add("\(number)") } }
            }
            for (number, call) in calls.enumerated() { #expect(await call.value.text == "\(number)") }
            #expect(starts.all == (0..<20).map { "\($0)" })
        }
    }

    /// Two saves in quick succession: the last functions of the first manifest were used after those of the second.
    @Test(arguments: ServingKind.allCases) func theNewestManifestCounts(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let settings = try await project.python("hello", Handlers.echo)
            let deck = try await project.deck([settings])
            for number in 1...50 {
                deck.host.send(.apply(project.manifest([settings.with { $0.environment = ["N": "\(number)"] }])))
            }
            await deck.host.apply(project.manifest([settings.with { $0.environment = ["N": "last"] }]))
            #expect(await deck.host.registry.supervisor("hello")?.settings.environment["N"] == "last")
        }
    }

    /// Esc waited for the launch that the restart waits for.
    @Test(arguments: ServingKind.allCases) func aCallAfterARestartCanBeCancelled(server: ServingKind) async throws {
        try await TestProject.run(server) { project in
            let deck = try await project.deck([try await project.python("hello", Handlers.echo) { $0.spare = true }])
            let supervisor = try #require(deck.host.registry.supervisor("hello"))
            // No spare is launched as long as this ticket is in.
            let slots = await supervisor.context.spareSlots
            let slot = slots.ticket()
            try await deck.start("hello")
            async let restart: Void = deck.host.restart("hello")
            await supervisor.wait { $0.machine.restart.waitsForSpare }
            let call = deck.host.call(InvocationRequest(function: "hello", event: "test", payload: []))
            call.cancel()
            #expect(await call.value.verdict == .cancelled)
            #expect(await supervisor.machine.restart.waitsForSpare)
            slots.leave(slot)
            await restart
            await deck.expect("hello", "1", answers: "1")
        }
    }
}
