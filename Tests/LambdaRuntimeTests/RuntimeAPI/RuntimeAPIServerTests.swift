import Foundation
import JSONText
import LambdaModel
import Testing

@testable import LambdaRuntime

/// Events, answers and refusals, over real sockets.
@Suite("Runtime API", .timeLimit(.minutes(4)))
struct RuntimeAPIServerTests {
    private static let acknowledgement = #"{"status":"OK"}"#

    @Test func `calls run one after the other on one connection`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                for number in 1...3 {
                    let id = "call-\(number)"
                    async let end = place.call(RuntimePlace.request(#"{"n": \#(number)}"#), id: id)
                    let event = try await runtime.event()
                    #expect(event.status == 200)
                    #expect(event.requestID == id)
                    #expect(event.text == #"{"n": \#(number)}"#)
                    #expect(event.headers["content-type"] == "application/json")
                    let answer = try await runtime.respond("[\(number)]", to: id)
                    #expect(answer.status == 202)
                    // .NET's client fails without a body (RUNTIME facts, point 1.1).
                    #expect(answer.text == Self.acknowledgement)
                    #expect(answer.headers["content-length"] == "15")
                    let ended = await end
                    #expect(ended.outcome == .response)
                    #expect(ended.body == Array("[\(number)]".utf8))
                    #expect(ended.identity.requestID == id)
                }
            }
        }
    }

    @Test func `a task on the thread of the calls does not overtake what waits for that thread`() async throws {
        let server = RuntimeAPIServer(RuntimeFacts(functionName: "hello", handler: "", arn: "", account: ""))
        let (started, start) = AsyncStream.makeStream(of: Bool.self)
        let (held, go) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let holder = Task(executorPreference: CallLoop.shared) {
            held.signal()
            Self.block(on: go)
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                held.wait()
                continuation.resume()
            }
        }
        // The thread is busy: this waits for it.
        server.update { $0.start = { _ in start.yield(true) } }
        let release = Task(executorPreference: CallLoop.shared) {
            server.release()
            // After the release, and so after its report.
            server.update { _ in start.yield(false) }
        }
        go.signal()
        await holder.value
        await release.value
        var reports = started.makeAsyncIterator()
        #expect(await reports.next() == true, "the release reports to what was set before it")
    }

    private static func block(on semaphore: DispatchSemaphore) { semaphore.wait() }

    // MARK: The event

    @Test func `an event has all that the caller sent in its headers`() async throws {
        var given = RuntimePlace.request()
        given.clientContext = Data("{\n  \"custom\":\r\n  {\"key\": \"value\"}\n}".utf8).base64EncodedString()
        given.cognitoIdentity = #"{"cognitoIdentityId":"me","cognitoIdentityPoolId":"pool"}"#
        given.tenantID = "blue"
        given.traceID = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
        let request = given
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                try await runtime.askForEvent()
                let before = Date().timeIntervalSince1970
                async let end = place.call(request, id: "8f3c", timeout: 900)
                let event = try await runtime.reply()
                let after = Date().timeIntervalSince1970
                #expect(event.requestID == "8f3c")
                #expect(event.headers["lambda-runtime-invoked-function-arn"] == RuntimePlace.arn)
                #expect(event.headers["lambda-runtime-trace-id"] == request.traceID)
                #expect(event.headers["lambda-runtime-cognito-identity"] == request.cognitoIdentity)
                #expect(event.headers["lambda-runtime-aws-tenant-id"] == "blue")
                let context = try JSONDocument(try #require(event.headers["lambda-runtime-client-context"])).root
                #expect(context["custom"]?["key"]?.string == "value")
                let text = try #require(event.headers["lambda-runtime-deadline-ms"])
                let deadline = try #require(Int(text))
                #expect(deadline >= Int((before + 900) * 1000))
                #expect(deadline <= Int((after + 900) * 1000))

                #expect(try await runtime.respond("1", to: "8f3c").status == 202)
                let ended = await end
                #expect(ended.traceID == request.traceID)
                #expect(ended.identity.invocationID == event.invocationID)
            }
        }
    }

    @Test func `what the caller did not send is left out`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                async let end = place.call()
                let event = try await runtime.event()
                for name in ["client-context", "cognito-identity", "aws-tenant-id"] {
                    #expect(event.headers["lambda-runtime-\(name)"] == nil, "\(name)")
                }
                #expect(event.headers["lambda-runtime-trace-id"]?.hasPrefix("Root=1-") == true)
                #expect(event.invocationID?.isEmpty == false)
                #expect(event.invocationID != event.requestID)
                // Without a timeout, the deadline is far away: Go's client needs one.
                let deadline = try #require(event.headers["lambda-runtime-deadline-ms"].flatMap { Double($0) })
                #expect(deadline / 1000 > Date().timeIntervalSince1970 + 3_600)
                #expect(try await runtime.respond("1").status == 202)
                let ended = await end
                #expect(ended.outcome == .response)
            }
        }
    }

    @Test func `a request for an event is held while other requests are answered`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                try await runtime.askForEvent()
                _ = try await place.news.initReport()
                try await FakeRuntime.with(place) { other in
                    for path in ["/ping", "/2018-06-01/ping"] {
                        let pong = try await other.ask("GET", path)
                        #expect(pong.status == 200)
                        #expect(pong.text == "pong")
                    }
                    let refused = try await other.event()
                    #expect(refused.status == 403, "a second one while one is held")
                    #expect(refused.errorType == "InvalidStateTransition")
                }
                async let end = place.call()
                #expect(try await runtime.reply().requestID == "first")
                try await FakeRuntime.with(place) { other in
                    let found113 = try await other.event().status
                    #expect(found113 == 403, "a second one during the call")
                }
                #expect(try await runtime.respond("1").status == 202)
                let ended = await end
                #expect(ended.outcome == .response)
            }
        }
    }

    @Test func `three calls at once go to three requests for an event`() async throws {
        try await RuntimePlace.with(concurrency: 3) { place in
            try await FakeRuntime.with(place) { first in
                try await FakeRuntime.with(place) { second in
                    try await FakeRuntime.with(place) { third in
                        let runtimes = [first, second, third]
                        for runtime in runtimes { try await runtime.askForEvent() }
                        async let a = place.call(id: "a")
                        async let b = place.call(id: "b")
                        async let c = place.call(id: "c")
                        var ids: [String] = []
                        for runtime in runtimes { ids.append(try #require(try await runtime.reply().requestID)) }
                        #expect(ids.sorted() == ["a", "b", "c"])
                        #expect(try await first.event().status == 403, "a fourth one")
                        for (id, runtime) in zip(ids, runtimes) {
                            #expect(try await runtime.respond("answer \(id)", to: id).status == 202)
                        }
                        for end in await [a, b, c] {
                            #expect(end.outcome == .response)
                            #expect(end.body == Array("answer \(end.identity.requestID)".utf8))
                        }
                    }
                }
            }
        }
    }

    // MARK: Refused answers

    @Test func `a second answer is refused`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                async let end = place.call()
                #expect(try await runtime.event().status == 200)
                #expect(try await runtime.respond("1").status == 202)
                let second = try await runtime.respond("2")
                #expect(second.status == 400)
                #expect(second.errorType == "InvalidRequestID")
                let error = try await runtime.ask("POST", FakeRuntime.error("first"), [:], Array("{}".utf8))
                #expect(error.status == 400)
                let ended = await end
                #expect(ended.body == Array("1".utf8))
            }
        }
    }

    @Test func `an answer for another id or attempt is refused, and the call goes on`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                async let end = place.call()
                let event = try await runtime.event()
                let other = try await runtime.respond("2", to: "other")
                #expect(other.status == 400)
                #expect(other.errorType == "InvalidRequestID")
                let late = try await runtime.respond("2", ["Lambda-Runtime-Invocation-Id": "earlier"])
                #expect(late.status == 410)
                #expect(late.errorType == "InvokeTimeout")
                let right = try await runtime.respond("1", ["Lambda-Runtime-Invocation-Id": event.invocationID])
                #expect(right.status == 202)
                let ended = await end
                #expect(ended.body == Array("1".utf8))
            }
        }
    }

    @Test func `an answer before any event is refused`() async throws {
        try await RuntimePlace.with { place in
            try await FakeRuntime.with(place) { runtime in
                let early = try await runtime.respond("1")
                #expect(early.status == 403)
                #expect(early.errorType == "InvalidStateTransition")
            }
        }
    }

    @Test func `nothing is taken before the release`() async throws {
        try await RuntimePlace.with(isReleased: false) { place in
            try await FakeRuntime.with(place) { runtime in
                #expect(try await runtime.event().status == 403)
                #expect(try await runtime.ask("POST", FakeRuntime.initError, [:], Array("{}".utf8)).status == 403)
                #expect(place.news.all.isEmpty)
                async let end = place.call()
                // The call released the container.
                try await place.news.has(.started(.release))
                #expect(try await runtime.event().status == 200)
                #expect(try await runtime.respond("1").status == 202)
                let ended = await end
                #expect(ended.outcome == .response)
            }
        }
    }
}
