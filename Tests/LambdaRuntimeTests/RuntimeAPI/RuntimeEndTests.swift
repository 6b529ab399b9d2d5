import LambdaModel
import Synchronization
import Testing

@testable import LambdaRuntime

/// The init, timeouts, and connections that break.
@Suite("Runtime API: init and ends", .timeLimit(.minutes(4)))
struct RuntimeEndTests {
    private static let initError = Array(#"{"errorType": "Runtime.ImportModuleError", "errorMessage": "no app"}"#.utf8)

    // MARK: The init

    @Test func `the init lasts from the release to the first request for an event`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                let before = ContinuousClock.now
                try await runtime.askForEvent()
                let report = try await place.news.initReport()
                #expect(report.failure == nil)
                #expect(report.restore == nil)
                #expect(report.duration > .zero)
                #expect(place.news.all == [.started(.release), .initEnded(report)])
                async let end = place.call()
                #expect(try await runtime.reply().status == 200)
                #expect(try await runtime.respond("1").status == 202)
                let ended = await end
                #expect(ended.foundInit)
                #expect(ended.initialisation == report)
                let (first, handler) = (try #require(ended.firstByte), try #require(ended.handler))
                #expect(first <= handler)
                #expect(handler < ContinuousClock.now - before)
            }
        }
    }

    @Test func `a restore from a snapshot is a part of the init`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                let restored = try await runtime.ask("GET", "/2018-06-01/runtime/restore/next")
                #expect(restored.status == 200)
                try await runtime.askForEvent()
                let report = try await place.news.initReport()
                let restore = try #require(report.restore)
                #expect(restore > .zero)
                #expect(restore < report.duration)
            }
        }
    }

    @Test func `an error of the init is that of all calls`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                async let waiting = place.call()
                let answer = try await runtime.ask("POST", FakeRuntime.initError, [:], Self.initError)
                #expect(answer.status == 202)
                #expect(answer.text == #"{"status":"OK"}"#)
                let failure = InitFailure.reported(ReportedError(body: Self.initError, type: nil))
                #expect(failure.error.type == "Runtime.ImportModuleError")
                #expect(try await place.news.initReport().failure == failure)
                for end in [await waiting, await place.call(id: "later")] {
                    #expect(end.outcome == .initFailed(failure))
                    #expect(end.deliveredAt == nil)
                    #expect(end.handler == nil)
                    #expect(end.initialisation?.failure == failure, "its time is a part of the result")
                }
                #expect(!place.news.all.contains(.spent), "the failed init is reported otherwise")
            }
        }
    }

    @Test func `a call that waits for an init is given back if a save has overtaken it`() async throws {
        try await RuntimePlace.with(concurrency: 2) { place in
            let isBehind = Mutex(true)
            place.server.update { $0.isOvertaken = { isBehind.withLock { $0 } } }
            try await FakeRuntime.with(place) { runtime in
                async let returned = place.call(id: "first", mayReturn: true)
                async let kept = place.call(id: "second")
                try await place.news.has(.started(.release))
                while await place.waitingCalls() < 2 { await Task.yield() }
                let event = try await runtime.event()
                #expect(event.requestID == "second", "a call that may not return stays")
                let end = await returned
                #expect(end.isReturned && end.fate == .overtaken && end.deliveredAt == nil)
                let answer = try await runtime.respond("1", to: "second")
                #expect(answer.status == 202)
                #expect(await kept.outcome == .response)
                // The init is over: what is saved now does not concern it.
                async let later = place.call(id: "third", mayReturn: true)
                let next = try await runtime.event()
                #expect(next.requestID == "third")
                _ = try await runtime.respond("2", to: "third")
                let last = await later
                #expect(last.outcome == .response && !last.isReturned)
            }
        }
    }

    @Test func `after the first request for an event the init cannot fail`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                try await runtime.askForEvent()
                let report = try await place.news.initReport()
                try await FakeRuntime.with(place) { other in
                    let refused = try await other.ask("POST", FakeRuntime.initError, [:], Self.initError)
                    #expect(refused.status == 403)
                    #expect(refused.errorType == "InvalidStateTransition")
                }
                #expect(place.news.all == [.started(.release), .initEnded(report)])
            }
        }
    }

    @Test func `a runtime that exits during the init fails the waiting call`() async throws {
        try await RuntimePlace.with { place in
            async let waiting = place.call()
            try await place.news.has(.started(.release))
            place.server.exited(.code(1))
            let failure = InitFailure.exited(.code(1))
            let end = await waiting
            #expect(end.outcome == .initFailed(failure))
            #expect(end.initialisation?.failure == failure)
            let report = try await place.news.initReport()
            #expect(report.failure == failure)
            #expect(report.duration > .zero)
        }
    }

    // MARK: The end of a call

    @Test func `a call that takes too long ends by the server's clock`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                async let end = place.call(timeout: 1)
                let event = try await runtime.event()
                let ended = await end
                #expect(ended.outcome == .timedOut)
                let handler = try #require(ended.handler)
                #expect(handler >= .milliseconds(990))
                try await place.news.has(.spent)
                // The runtime must not take the refusal for a fault, and ends by a signal.
                let late = try await runtime.respond("1", ["Lambda-Runtime-Invocation-Id": event.invocationID])
                #expect(late.status == 410)
                let after = await place.call(id: "second")
                #expect(after.outcome == .neverDelivered)
            }
        }
    }

    /// The timeout was forgotten when an error had been reported, and the next call waited for its own.
    @Test func `a runtime that reports an error and never asks again is given up at the timeout`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                async let end = place.call(timeout: 5)
                #expect(try await runtime.event().status == 200)
                let body = Array(#"{"errorType": "E", "errorMessage": "m"}"#.utf8)
                #expect(try await runtime.ask("POST", FakeRuntime.error("first"), [:], body).status == 202)
                let ended = await end
                #expect(ended.outcome.reported?.error.type == "E")
                try await place.news.has(.spent)
            }
        }
    }

    @Test func `cancelling the task of a call ends it`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                let call = Task { await place.call() }
                let event = try await runtime.event()
                #expect(event.status == 200)
                call.cancel()
                let end = await call.value
                #expect(end.outcome == .cancelled)
                #expect(end.deliveredAt != nil)
                try await place.news.has(.spent)
            }
        }
    }

    @Test func `a call that is cancelled before its delivery changes nothing`() async throws {
        try await RuntimePlace.with { place in
            let call = Task { await place.call() }
            call.cancel()
            let end = await call.value
            #expect(end.outcome == .cancelled)
            #expect(end.deliveredAt == nil)
            try await FakeRuntime.with(place) { runtime in
                async let next = place.call(id: "second")
                let found144 = try await runtime.event().requestID
                #expect(found144 == "second")
                let found145 = try await runtime.respond("2", to: "second").status
                #expect(found145 == 202)
                let ended = await next
                #expect(ended.outcome == .response)
                #expect(!place.news.all.contains(.spent))
            }
        }
    }

    @Test func `a shutdown stops the call`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                async let end = place.call()
                #expect(try await runtime.event().status == 200)
                place.server.shutDown(.spindown)
                let ended = await end
                #expect(ended.outcome == .stopped)
                try await place.news.has(.spent)
            }
        }
    }
}
