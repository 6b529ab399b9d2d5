import Foundation
import NIOCore
import Testing

/// A registry with one image on loopback, from which Docker pulls without TLS (the part of the distribution
/// specification that a pull needs).
struct Registry: Sendable {
    static let repository = "lamdeck-test/pulled"

    struct Blob: Sendable {
        var bytes: [UInt8]
        var digest: String

        init(_ bytes: [UInt8]) throws {
            let path = temporaryPath("blob")
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            defer { try? FileManager.default.removeItem(atPath: path) }
            let words = String(decoding: try TestImage.output(of: ["sha256sum", path]), as: UTF8.self)
            self.bytes = bytes
            digest = "sha256:\(words.prefix(64))"
        }
    }

    let layers: [Blob]
    private let blobs: [String: Blob]
    private let manifest: Blob

    /// An image with layers of random bytes, which the engine cannot have already.
    init(layerSizes: [Int]) throws {
        layers = try layerSizes.map { try Blob(Self.archive(size: $0)) }
        let differences = layers.map { "\"\($0.digest)\"" }.joined(separator: ",")
        let configuration = try Blob(
            Array(
                """
                {"architecture":"amd64","os":"linux","config":{"Cmd":["true"],"Labels":{"from":"registry"}},
                 "rootfs":{"type":"layers","diff_ids":[\(differences)]}}
                """.utf8))
        let docker = "application/vnd.docker"
        let list = layers.map {
            #"{"mediaType":"\#(docker).image.rootfs.diff.tar.gzip","size":\#($0.bytes.count),"digest":"\#($0.digest)"}"#
        }
        manifest = try Blob(
            Array(
                """
                {"schemaVersion":2,"mediaType":"\(docker).distribution.manifest.v2+json",
                 "config":{"mediaType":"\(docker).container.image.v1+json","size":\(configuration.bytes.count),
                 "digest":"\(configuration.digest)"},"layers":[\(list.joined(separator: ","))]}
                """.utf8))
        blobs = Dictionary(uniqueKeysWithValues: (layers + [configuration]).map { ($0.digest, $0) })
    }

    /// Runs the registry while `body` runs, which receives the image's reference.
    ///
    /// - Parameter stalling: the layer of which only the first half is ever sent.
    func run<Value>(
        stalling: Blob? = nil, _ body: (String, ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let script = ScriptedServer.Script.each { request in
            answer(to: request, stalling: stalling)
        }
        return try await ScriptedServer.run(at: .init(ipAddress: "127.0.0.1", port: 0), answering: script) { server in
            let port = try #require(server.address.port)
            return try await body("127.0.0.1:\(port)/\(Self.repository):one", server)
        }
    }

    private func answer(to request: ScriptedServer.Request, stalling: Blob?) -> [ScriptedServer.Step] {
        let root = "/v2/\(Self.repository)"
        switch request.path {
        case "/v2/":
            return [.answer("{}")]
        case "\(root)/manifests/one", "\(root)/manifests/\(manifest.digest)":
            return send(manifest, type: "application/vnd.docker.distribution.manifest.v2+json", to: request)
        default:
            let digest = request.path.split(separator: "/").last.map(String.init) ?? ""
            guard let blob = blobs[digest] else {
                let words = #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"there is no such thing"}]}"#
                return [.answer(words, status: "404 Not Found", headers: "Content-Type: application/json\r\n")]
            }
            let steps = send(blob, type: "application/octet-stream", to: request)
            guard digest == stalling?.digest, request.method == "GET" else {
                return steps
            }
            return [steps[0], .send(Array(blob.bytes.prefix(blob.bytes.count / 2)))]
        }
    }

    private func send(_ blob: Blob, type: String, to request: ScriptedServer.Request) -> [ScriptedServer.Step] {
        let head = ScriptedServer.Step.send(
            "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: \(blob.bytes.count)\r\n"
                + "Docker-Content-Digest: \(blob.digest)\r\n\r\n")
        return request.method == "HEAD" ? [head] : [head, .send(blob.bytes)]
    }

    private static func archive(size: Int) throws -> [UInt8] {
        let folder = temporaryPath("layer")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<size / 8).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(uniqueWord())"))
        return try TestImage.output(of: ["tar", "-cf", "-", "-C", folder, "."])
    }
}
