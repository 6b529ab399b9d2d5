import LambdaModel
import Testing

@Suite("Streamed responses") struct ResponseStreamTests {
    private static let prelude = #"{"statusCode":201,"headers":{"Content-Type":"text/html"},"cookies":["a=1"]}"#
    private static let stream = Array(prelude.utf8) + [UInt8](repeating: 0, count: 8) + [0, 1] + Array("<p>".utf8)
    private static let head = WebResponse(
        status: 201, fields: [HTTPField("Content-Type", "text/html"), HTTPField("set-cookie", "a=1")])

    /// Feeds parts; the head may come once only.
    private static func read(
        _ parts: [[UInt8]], _ type: String?
    ) throws(ResponseShapeProblem) -> (head: WebResponse?, body: [UInt8]) {
        var (reader, head, body) = (StreamedResponse(contentType: type), WebResponse?.none, [UInt8]())
        func take(_ news: (head: WebResponse?, body: [UInt8])) {
            if let next = news.head {
                #expect(head == nil && body.isEmpty)
                head = next
            }
            if !news.body.isEmpty { #expect(head != nil) }
            body += news.body
        }
        for part in parts { take(try reader.add(part)) }
        take(try reader.finish())
        return (head, body)
    }

    @Test("The border of the prelude is found in any division", arguments: [StreamedResponse.preludeType, nil])
    func border(type: String?) throws {
        for cut in 0...Self.stream.count {
            let (head, body) = try Self.read([Array(Self.stream[..<cut]), Array(Self.stream[cut...])], type)
            #expect(head == Self.head && body == [0, 1] + Array("<p>".utf8), "cut at \(cut)")
        }
        let (head, body) = try Self.read(Self.stream.map { [$0] }, type)
        #expect(head == Self.head && body == [0, 1] + Array("<p>".utf8))
    }

    @Test("The head is known before the body")
    func early() throws {
        var reader = StreamedResponse()
        #expect(try reader.add(Array(Self.prelude.utf8) + [UInt8](repeating: 0, count: 7)).head == nil)
        #expect(try reader.add([0]).head == Self.head)
        #expect(try reader.add([7]).body == [7])
    }

    @Test("Without a prelude the bytes are the body at once, in the type that the runtime named")
    func withoutPrelude() throws {
        for (type, expected) in [
            (nil, "application/octet-stream"), ("application/octet-stream", "application/octet-stream"),
            ("text/event-stream; charset=utf-8", "text/event-stream; charset=utf-8"),
        ] as [(String?, String)] {
            var reader = StreamedResponse(contentType: type)
            let (head, body) = try reader.add(Array("data: 1\n\n".utf8))
            #expect(head == WebResponse(status: 200, fields: [HTTPField("content-type", expected)]))
            #expect(body == Array("data: 1\n\n".utf8))
        }
    }

    @Test("A type other than that of a prelude: an object with the border is a body")
    func notPrelude() throws {
        let (head, body) = try Self.read([Self.stream], "application/json")
        #expect(head?.fields == [HTTPField("content-type", "application/json")])
        #expect(body == Self.stream)
    }

    @Test("Of an unknown type, what only looks like a prelude is the body")
    func lookalikes() throws {
        let zeros = [UInt8](repeating: 0, count: 8)
        let long = Array("{".utf8) + [UInt8](repeating: 0x20, count: StreamedResponse.preludeLimit)
        for bytes in [
            Array(#"{"a":1}"#.utf8), Array("{".utf8), Array("{broken".utf8) + zeros,
            Array(#"{"a":1}"#.utf8) + [0, 0, 1],
            Array(#"{"a":1}"#.utf8) + zeros.dropLast(), long,
        ] {
            let (head, body) = try Self.read([bytes], nil)
            #expect(head?.status == 200)
            #expect(body == bytes)
        }
    }

    @Test("An empty response is a response")
    func empty() throws {
        let (head, body) = try Self.read([[]], nil)
        #expect(head?.status == 200 && body.isEmpty)
    }

    @Test("A prelude without a status is 200, and its type is that of bytes")
    func defaults() throws {
        let (head, _) = try Self.read(
            [Array("{}".utf8) + [UInt8](repeating: 0, count: 8)], StreamedResponse.preludeType)
        #expect(
            head == WebResponse(status: 200, fields: [HTTPField("content-type", "application/octet-stream")]))
    }

    @Test("A broken prelude is a problem")
    func broken() {
        let zeros = [UInt8](repeating: 0, count: 8)
        for (bytes, words) in [
            (Array(#"{"a":1}"#.utf8), "ends before its eight NUL bytes"),
            (Array(#"{"a":1}"#.utf8) + [0, 1], "has a NUL byte before its end"),
            ([UInt8](repeating: 0x20, count: StreamedResponse.preludeLimit + 1), "is longer than 65536 bytes"),
            (Array("[]".utf8) + zeros, "the response is an array"),
            (Array(#"{"statusCode":"x"}"#.utf8) + zeros, "`.statusCode` is \"x\""),
        ] {
            do throws(ResponseShapeProblem) {
                _ = try Self.read([bytes], StreamedResponse.preludeType)
                Issue.record("no problem: \(words)")
            } catch {
                #expect(error.description.contains(words), "\(error)")
            }
        }
    }

    @Test("A function URL reads a stored stream with its prelude")
    func stored() throws {
        let response = try ResponseMapping.read(Self.stream, as: .functionURL)
        #expect(response.status == 201 && response.fields == Self.head.fields)
        #expect(response.body == [0, 1] + Array("<p>".utf8))
        #expect(try ResponseMapping.read(stream: Array("plain".utf8)).body == Array("plain".utf8))
        #expect(try ResponseMapping.read(stream: []).status == 200)
    }
}
