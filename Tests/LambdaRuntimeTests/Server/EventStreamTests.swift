import Foundation
import Support
import Testing

@testable import LambdaRuntime

/// The encoding of responses that stream.
@Suite struct EventStreamTests {
    /// A message as a client reads it: its headers and its payload. Nil if a length or a checksum is wrong.
    static func read(_ bytes: inout ArraySlice<UInt8>) -> (headers: [String: String], payload: [UInt8])? {
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 << 8 | Int($1) } }
        let start = bytes.startIndex
        guard bytes.count >= 16 else { return nil }
        let (total, headerLength) = (number(start..<start + 4), number(start + 4..<start + 8))
        guard bytes.count >= total, number(start + 8..<start + 12) == Int(CRC32.of(Array(bytes[start..<start + 8]))),
            number(start + total - 4..<start + total) == Int(CRC32.of(Array(bytes[start..<start + total - 4])))
        else { return nil }
        var headers: [String: String] = [:]
        var place = start + 12
        while place < start + 12 + headerLength {
            let name = place + 1..<place + 1 + Int(bytes[place])
            guard bytes[name.upperBound] == 7 else { return nil }
            let value = name.upperBound + 3..<name.upperBound + 3 + number(name.upperBound + 1..<name.upperBound + 3)
            headers[String(decoding: bytes[name], as: UTF8.self)] = String(decoding: bytes[value], as: UTF8.self)
            place = value.upperBound
        }
        let payload = Array(bytes[place..<start + total - 4])
        bytes = bytes[(start + total)...]
        return (headers, payload)
    }

    @Test func `a part has its type and its bytes`() throws {
        var bytes = EventStream.chunk([0, 1, 255])[...]
        let message = try #require(Self.read(&bytes))
        #expect(bytes.isEmpty && message.payload == [0, 1, 255])
        #expect(
            message.headers == [
                ":message-type": "event", ":event-type": "PayloadChunk", ":content-type": "application/octet-stream",
            ])
    }

    @Test func `the end has the error and the log`() throws {
        var bytes =
            (EventStream.complete(error: nil, log: nil)
            + EventStream.complete(error: ("ValueError", "{\"a\": 1}"), log: "bG9n"))[...]
        let (good, bad) = (try #require(Self.read(&bytes)), try #require(Self.read(&bytes)))
        #expect(good.headers[":event-type"] == "InvokeComplete" && good.payload == Array("{}".utf8))
        #expect(
            String(decoding: bad.payload, as: UTF8.self)
                == #"{"ErrorCode":"ValueError","ErrorDetails":"{\"a\": 1}","LogResult":"bG9n"}"#)
    }
}
