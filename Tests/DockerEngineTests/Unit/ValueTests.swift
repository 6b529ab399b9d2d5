import Foundation
import NIOCore
import Testing

@testable import DockerEngine

@Suite struct ValueTests {
    // MARK: Versions

    @Test(arguments: [("1.41", APIVersion(major: 1, minor: 41)), ("2.0", APIVersion(major: 2, minor: 0))])
    func readsVersions(text: String, version: APIVersion) {
        #expect(APIVersion(text) == version)
        #expect(version.description == text)
    }

    @Test(arguments: ["", "1", "1.", "v1.41", "1.41.2", "a.b", "1.-1"])
    func refusesVersions(text: String) {
        #expect(APIVersion(text) == nil)
    }

    @Test func versionsCompareByNumber() {
        #expect(APIVersion(major: 1, minor: 9) < APIVersion(major: 1, minor: 41))
        #expect(APIVersion(major: 1, minor: 51) < APIVersion(major: 2, minor: 0))
    }

    // MARK: Times

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", "0.000000000"), ("2026-11-22T18:00:51.985416894Z", "1795370451.985416894"),
        ("2024-02-29T12:00:00.5Z", "1709208000.500000000"), ("2000-03-01T00:00:00+02:00", "951861600.000000000"),
        ("1999-12-31T23:59:60-00:30", "946686600.000000000"), ("1969-12-31T23:59:59.25Z", "-1.250000000"),
        ("1795370451", "1795370451.000000000"), ("1795370451.5", "1795370451.500000000"),
        ("0.000000001", "0.000000001"), ("2026-11-22T18:00:51.1234567899Z", "1795370451.123456789"),
        ("2026-11-22T20:00:51+0200", "1795370451.000000000"),
    ])
    func readsTimes(text: String, expected: String) {
        #expect(EngineTimestamp(text)?.description == expected)
    }

    @Test(arguments: [
        "", "now", "2026-11-22", "2026-11-22T18:00:51", "2026-13-22T18:00:51Z", "2026-11-22 18:00:51Z",
        "2026-11-22T18:00:51.Z", "2026-11-22T18:00:51+2", "1.", "1.a", "-1",
    ])
    func refusesTimes(text: String) {
        #expect(EngineTimestamp(text) == nil)
    }

    @Test func everyDayFollowsTheOneBefore() throws {
        // An independent count: the days of the months, one after another.
        var expected: Int64 = 0
        for year in 1970...2105 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for day in 1...days {
                    let digits = [month + 1, day].map { $0 < 10 ? "0\($0)" : "\($0)" }
                    let text = "\(year)-\(digits[0])-\(digits[1])T00:00:00Z"
                    try #require(EngineTimestamp(text)?.seconds == expected, "\(text)")
                    expected += 86_400
                }
            }
        }
    }

    @Test func timesHaveANextOne() {
        #expect(EngineTimestamp("1.999999999")?.next.description == "2.000000000")
        #expect(EngineTimestamp("1.000000009")?.next.description == "1.000000010")
        #expect(EngineTimestamp(nanosecondsSince1970: 1_500_000_000).description == "1.500000000")
        #expect(EngineTimestamp(nanosecondsSince1970: -1).description == "-1.999999999")
    }

    // MARK: Requests

    @Test func writesTheRequestLine() {
        let request = EngineRequest(.get, "/x", query: [("a", "1 2"), ("b", "{\"l\":[\"k=v\"]}")], operation: "")
        #expect(request.target(version: .oldest) == "/v1.41/x?a=1%202&b=%7B%22l%22%3A%5B%22k%3Dv%22%5D%7D")
        #expect(EngineRequest(.get, "/x", operation: "").target(version: nil) == "/x")
    }

    @Test(arguments: [
        ("nodejs", "nodejs", "latest"), ("nodejs:22", "nodejs", "22"),
        ("public.ecr.aws/lambda/nodejs:22", "public.ecr.aws/lambda/nodejs", "22"),
        ("127.0.0.1:5000/a/b", "127.0.0.1:5000/a/b", "latest"), ("127.0.0.1:5000/a:b", "127.0.0.1:5000/a", "b"),
        ("a/b@sha256:00", "a/b", "sha256:00"), ("h:1/b:tag@sha256:00", "h:1/b", "sha256:00"),
    ])
    func cutsReferences(text: String, name: String, tag: String) {
        let reference = ImageReference(text)
        #expect(reference.name == name)
        #expect(reference.tagOrDigest == tag)
    }

    @Test func aPlainSpecificationSendsNothingElse() throws {
        let request = try EngineRequest(.post, "/", operation: "").with(
            body: WireContainerSpec(ContainerSpec(image: "i", command: ["a"])))
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == #"{"Cmd":["a"],"Env":[],"ExposedPorts":{},"HostConfig":{"CapDrop":[],"#
                + #""ExtraHosts":[],"Mounts":[],"PortBindings":{},"ReadonlyRootfs":false,"SecurityOpt":[],"#
                + #""Tmpfs":{}},"Image":"i","Labels":{}}"#)
    }

    // MARK: JSON streams

    static let objects = "{\"a\":\"}\\\"{\"}\n{}\r\n {\"b\":{\"c\":[{}]}}{\"é\":\"\\\\\"}"
    static let expectedObjects = ["{\"a\":\"}\\\"{\"}", "{}", "{\"b\":{\"c\":[{}]}}", "{\"é\":\"\\\\\"}"]

    @Test(arguments: 0...objects.utf8.count)
    func cutsObjectsApart(at split: Int) throws {
        var splitter = JSONObjectSplitter(maximumBytes: 1000)
        let bytes = Array(Self.objects.utf8)
        let found =
            try splitter.feed(ByteBuffer(bytes: bytes[..<split]).readableBytesView)
            + splitter.feed(ByteBuffer(bytes: bytes[split...]).readableBytesView)
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == Self.expectedObjects)
        #expect(splitter.isBetweenObjects)
    }

    @Test func refusesOtherValuesThanObjects() {
        var splitter = JSONObjectSplitter(maximumBytes: 10)
        #expect(throws: EngineError.self) { try splitter.feed(ByteBuffer(string: "  nonsense").readableBytesView) }
        splitter = JSONObjectSplitter(maximumBytes: 10)
        #expect(throws: EngineError.self) {
            try splitter.feed(ByteBuffer(string: "{\"a\":\"0123456789\"}").readableBytesView)
        }
    }
}
