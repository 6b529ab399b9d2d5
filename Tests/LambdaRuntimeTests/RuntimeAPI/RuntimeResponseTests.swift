import Foundation
import JSONText
import LambdaModel
import Testing

@testable import LambdaRuntime

/// Responses and errors of all sizes, and in parts.
@Suite("Runtime API: responses", .timeLimit(.minutes(4)))
struct RuntimeResponseTests {
    private static let streaming: [String: String?] = [
        "Lambda-Runtime-Function-Response-Mode": "streaming",
        "Trailer": "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body",
    ]

    /// Lets a runtime answer one call.
    ///
    /// - Returns: the end of the call.
    private static func ending(
        isStreamed: Bool = false, _ answer: (FakeRuntime, RuntimePlace) async throws -> Void
    ) async throws -> RuntimeCallEnd {
        var found: RuntimeCallEnd?
        try await RuntimePlace.with { place in
            found = try await FakeRuntime.with(place) { runtime in
                async let end = place.call(isStreamed: isStreamed)
                #expect(try await runtime.event().status == 200)
                try await answer(runtime, place)
                return await end
            }
        }
        return try #require(found)
    }

    // MARK: Sizes

    @Test func `a response in many chunks is put together`() async throws {
        let parts = (0..<200).map { "part \($0), " }
        let end = try await Self.ending { runtime, _ in
            try await runtime.begin(FakeRuntime.response("first"))
            for part in parts { try await runtime.chunk(part) }
            try await runtime.end()
            #expect(try await runtime.reply().status == 202)
        }
        #expect(end.outcome == .response)
        #expect(String(decoding: end.body, as: UTF8.self) == parts.joined())
    }

    @Test func `an empty response is a response`() async throws {
        let end = try await Self.ending { runtime, _ in
            let found50 = try await runtime.respond("").status
            #expect(found50 == 202)
        }
        #expect(end.outcome == .response)
        #expect(end.body.isEmpty)
        #expect(end.firstByte == nil)
    }

    @Test func `a response of the largest size is taken`() async throws {
        let body = [UInt8](repeating: 0x61, count: 6_291_556)
        let end = try await Self.ending { runtime, _ in
            let answer = try await runtime.ask("POST", FakeRuntime.response("first"), [:], body)
            #expect(answer.status == 202)
        }
        #expect(end.outcome == .response)
        #expect(end.body.count == body.count)
    }

    @Test(arguments: [true, false])
    func `one byte more is too large, and the runtime goes on`(isChunked: Bool) async throws {
        let body = [UInt8](repeating: 0x61, count: 6_291_557)
        let end = try await Self.ending { runtime, place in
            if isChunked {
                try await runtime.begin(FakeRuntime.response("first"))
                try await runtime.chunk(String(decoding: body, as: UTF8.self))
                try await runtime.end()
            } else {
                try await runtime.send("POST", FakeRuntime.response("first"), [:], body)
            }
            let answer = try await runtime.reply()
            #expect(answer.status == 413)
            #expect(answer.errorType == "RequestEntityTooLarge")
            #expect(answer["errorMessage"]?.string?.contains("6291556") == true)
            async let next = place.call(id: "second")
            #expect(try await runtime.event().requestID == "second")
            #expect(try await runtime.respond("2", to: "second").status == 202)
            let nextEnded = await next
            #expect(nextEnded.outcome == .response)
        }
        #expect(end.outcome == .responseTooLarge)
    }

    /// curl waits for permission before it sends a large body, unless its user turns that off.
    @Test func `a client that waits for permission to send gets it`() async throws {
        let end = try await Self.ending { runtime, _ in
            let path = FakeRuntime.response("first")
            let permission = try await runtime.ask(
                "POST", path, ["Expect": "100-continue", "Content-Length": "4"])
            #expect(permission.status == 100)
            try await runtime.send(raw: "late")
            #expect(try await runtime.reply().status == 202)
        }
        #expect(end.body == Array("late".utf8))
    }

    // MARK: Errors

    @Test func `the type of an error is that of the body`() async throws {
        let body = Array(#"{"errorType": "ValueError", "errorMessage": "boom", "stackTrace": ["a.py", "b.py"]}"#.utf8)
        for headers: [String: String?] in [[:], ["Lambda-Runtime-Function-Error-Type": "Other"]] {
            let end = try await Self.ending { runtime, _ in
                let answer = try await runtime.ask("POST", FakeRuntime.error("first"), headers, body)
                #expect(answer.status == 202)
                #expect(answer.text == #"{"status":"OK"}"#)
            }
            let reported = try #require(end.outcome.reported)
            #expect(
                reported.error == InvocationError(type: "ValueError", message: "boom", trace: ["a.py", "b.py"]))
            #expect(reported.body == body)
        }
    }

    @Test func `without one in the body, the header has the type`() async throws {
        let end = try await Self.ending { runtime, _ in
            let headers: [String: String?] = ["Lambda-Runtime-Function-Error-Type": "Runtime.Bad"]
            let answer = try await runtime.ask("POST", FakeRuntime.error("first"), headers, Array("no JSON".utf8))
            #expect(answer.status == 202)
        }
        #expect(end.outcome.reported?.error == InvocationError(type: "Runtime.Bad", message: "no JSON"))
    }

    @Test func `an error's cause may be a header of 300 KB`() async throws {
        let end = try await Self.ending { runtime, _ in
            let cause = String(repeating: "c", count: 300_000)
            let answer = try await runtime.ask(
                "POST", FakeRuntime.error("first"), ["Lambda-Runtime-Function-XRay-Error-Cause": cause],
                Array(#"{"errorType": "E", "errorMessage": "m"}"#.utf8))
            #expect(answer.status == 202)
        }
        #expect(end.outcome.reported?.error.type == "E")
    }

    @Test func `an unknown response mode is the call's error`() async throws {
        let end = try await Self.ending { runtime, _ in
            let answer = try await runtime.respond("1", ["Lambda-Runtime-Function-Response-Mode": "whole"])
            #expect(answer.status == 400)
            #expect(answer.errorType == "InvalidFunctionResponseMode")
        }
        #expect(end.outcome.reported?.error.type == "Runtime.InvalidResponseModeHeader")
    }

    // MARK: Streams

    @Test func `the parts of a streamed response are passed on as they arrive`() async throws {
        let end = try await Self.ending(isStreamed: true) { runtime, place in
            try await runtime.begin(FakeRuntime.response("first"), Self.streaming)
            try await runtime.chunk("one, ")
            try await place.news.has(parts: "one, ")
            try await runtime.chunk("two, ")
            try await place.news.has(parts: "one, two, ")
            try await runtime.chunk("three")
            try await runtime.end()
            #expect(try await runtime.reply().status == 202)
            try await place.news.has(parts: "one, two, three")
        }
        #expect(end.outcome == .response)
        #expect(end.body == Array("one, two, three".utf8))
        let (first, all) = (try #require(end.firstByte), try #require(end.handler))
        #expect(first < all)
        #expect(end.isStreamed)
    }

    /// The largest size of a stream is that of responses in chunks.
    @Test(arguments: [true, false])
    func `a caller of a stream gets a longer response only from a function that streams`(isStreaming: Bool) async throws
    {
        let body = [UInt8](repeating: 0x61, count: 6_291_560)
        let end = try await Self.ending(isStreamed: true) { runtime, _ in
            if isStreaming {
                try await runtime.begin(FakeRuntime.response("first"), Self.streaming)
                try await runtime.chunk(String(decoding: body, as: UTF8.self))
                try await runtime.end()
            } else {
                try await runtime.send("POST", FakeRuntime.response("first"), [:], body)
            }
            #expect(try await runtime.reply().status == (isStreaming ? 202 : 413))
        }
        #expect(end.outcome == (isStreaming ? .response : .responseTooLarge))
        guard isStreaming else { return }
        #expect(end.body.count == 6_291_556 && end.droppedBytes == 4)
    }

    @Test func `the end has the type that the runtime gave the response`() async throws {
        let end = try await Self.ending(isStreamed: true) { runtime, _ in
            try await runtime.begin(
                FakeRuntime.response("first"),
                Self.streaming.merging(["Content-Type": StreamedResponse.preludeType]) { $1 })
            try await runtime.chunk("{}")
            try await runtime.end()
            #expect(try await runtime.reply().status == 202)
        }
        #expect(end.responseType == StreamedResponse.preludeType)
        #expect(CallFacts(end).responseType == StreamedResponse.preludeType)
    }

    @Test func `a response with its length is not streamed`() async throws {
        let end = try await Self.ending { runtime, _ in
            let status = try await runtime.respond("1").status
            #expect(status == 202)
        }
        #expect(!end.isStreamed && end.firstByte != nil)
    }

    /// Go's client never sends the header with the mode (RUNTIME facts, point 1.3).
    @Test func `chunks without a mode are streamed to a caller who wants that`() async throws {
        let parts = (0..<100).map { "\($0) " }
        let end = try await Self.ending(isStreamed: true) { runtime, place in
            try await runtime.begin(FakeRuntime.response("first"))
            for part in parts { try await runtime.chunk(part) }
            try await place.news.has(parts: parts.joined())
            try await runtime.end()
            #expect(try await runtime.reply().status == 202)
        }
        #expect(end.outcome == .response)
    }

    @Test(arguments: [true, false])
    func `an error in the trailers is the call's error after its parts`(isStreamed: Bool) async throws {
        let error = #"{"errorType": "StreamError", "errorMessage": "broke", "stackTrace": []}"#
        let end = try await Self.ending(isStreamed: isStreamed) { runtime, place in
            try await runtime.begin(FakeRuntime.response("first"), Self.streaming)
            try await runtime.chunk("begun")
            if isStreamed { try await place.news.has(parts: "begun") }
            let body = Data(error.utf8).base64EncodedString()
            try await runtime.end(trailers: [
                ("Lambda-Runtime-Function-Error-Type", "StreamError"), ("Lambda-Runtime-Function-Error-Body", body),
            ])
            #expect(try await runtime.reply().status == 202)
        }
        #expect(end.outcome.reported?.error == InvocationError(type: "StreamError", message: "broke"))
        #expect(end.outcome.reported?.body == Array(error.utf8))
        #expect(end.body == Array("begun".utf8))
        #expect(CallFacts(end).partialResponse == end.body)
    }

    @Test func `an error in large trailers is read whole`() async throws {
        let message = String(repeating: "m", count: 200_000)
        let end = try await Self.ending(isStreamed: true) { runtime, _ in
            try await runtime.begin(FakeRuntime.response("first"), Self.streaming)
            let body = Data(#"{"errorType": "E", "errorMessage": "\#(message)"}"#.utf8).base64EncodedString()
            try await runtime.end(trailers: [
                ("Lambda-Runtime-Function-Error-Type", "E"), ("Lambda-Runtime-Function-Error-Body", body),
            ])
            #expect(try await runtime.reply().status == 202)
        }
        #expect(end.outcome.reported?.error.message == message)
    }

    @Test func `an error while the response is sent is refused`() async throws {
        let end = try await Self.ending(isStreamed: true) { runtime, place in
            try await runtime.begin(FakeRuntime.response("first"), Self.streaming)
            try await runtime.chunk("1")
            try await place.news.has(parts: "1")
            try await FakeRuntime.with(place) { other in
                let refused = try await other.ask("POST", FakeRuntime.error("first"), [:], Array("{}".utf8))
                #expect(refused.status == 400)
            }
            try await runtime.end()
            #expect(try await runtime.reply().status == 202)
        }
        #expect(end.outcome == .response)
    }
}
