import Foundation
import NIOCore
import Testing

@testable import DockerEngine

@Suite struct PullTallyTests {
    /// Docker's messages for two layers, the second of which is tried twice.
    static let messages = [
        #"{"status":"Pulling from lambda/nodejs","id":"22"}"#,
        #"{"status":"Pulling fs layer","progressDetail":{},"id":"aa"}"#,
        #"{"status":"Pulling fs layer","progressDetail":{},"id":"bb"}"#,
        #"{"status":"Already exists","progressDetail":{},"id":"cc"}"#,
        #"{"status":"Downloading","progressDetail":{"current":50,"total":100},"progress":"[=> ]","id":"aa"}"#,
        #"{"status":"Waiting","progressDetail":{},"id":"bb"}"#,
        #"{"status":"Verifying Checksum","progressDetail":{},"id":"aa"}"#,
        #"{"status":"Download complete","progressDetail":{},"id":"aa"}"#,
        #"{"status":"Downloading","progressDetail":{"current":200,"total":300},"id":"bb"}"#,
        #"{"status":"Downloading","progressDetail":{"current":10,"total":300},"id":"bb"}"#,
        #"{"status":"Extracting","progressDetail":{"current":50,"total":100},"id":"aa"}"#,
        #"{"status":"Download complete","progressDetail":{},"id":"bb"}"#,
        #"{"status":"Pull complete","progressDetail":{},"id":"aa"}"#,
        #"{"status":"Extracting","progressDetail":{"current":300,"total":300},"id":"bb"}"#,
        #"{"status":"Pull complete","progressDetail":{},"id":"bb"}"#,
        #"{"status":"Digest: sha256:1234"}"#,
        #"{"status":"Status: Downloaded newer image for lambda/nodejs:22"}"#,
    ]

    static func progress(of messages: [String]) throws -> [PullProgress] {
        var decoder = PullDecoder(reference: "lambda/nodejs:22", maximumBytes: 10_000)
        return try messages.flatMap { try decoder.feed(ByteBuffer(string: $0 + "\r\n")) } + decoder.finish()
    }

    @Test func addsLayersUp() throws {
        let progress = try Self.progress(of: Self.messages)
        #expect(progress.count == Self.messages.count)
        #expect(progress[0].layersTotal == 0)
        #expect(progress[3].layersTotal == 3 && progress[3].layersDone == 1)
        #expect(progress[4].bytesDone == 50 && progress[4].bytesTotal == 100)
        #expect(progress[8].bytesDone == 300 && progress[8].bytesTotal == 400)
        #expect(progress[9].bytesDone == 300)
        let last = try #require(progress.last)
        #expect(last.layersDone == 3 && last.bytesDone == 400 && last.bytesTotal == 400 && last.fraction == 1)
        #expect(last.digest == "sha256:1234")
        #expect(last.status == "Status: Downloaded newer image for lambda/nodejs:22")
    }

    @Test func neverFalls() throws {
        let progress = try Self.progress(of: Self.messages)
        for (before, after) in zip(progress, progress.dropFirst()) {
            #expect(before.fraction <= after.fraction)
            #expect(before.bytesDone <= after.bytesDone)
            #expect(before.layersDone <= after.layersDone)
        }
    }

    @Test(arguments: [
        #"{"errorDetail":{"code":1,"message":"no space left"},"error":"no space left"}"#,
        #"{"error":"no space left"}"#,
    ])
    func failureInTheStreamHasTheEnginesWords(message: String) {
        let error = #expect(throws: EngineError.self) { try Self.progress(of: [Self.messages[1], message]) }
        #expect(error?.kind == .imageUnavailable(reference: "lambda/nodejs:22", message: "no space left"))
        #expect(error?.description == "could not pull the image lambda/nodejs:22: no space left")
    }

    @Test func anEndInsideAMessageIsABreak() {
        let error = #expect(throws: EngineError.self) { try Self.progress(of: [#"{"status":"Down"#]) }
        guard case .disconnected = error?.kind else {
            Issue.record("\(error as Any)")
            return
        }
    }
}
