import Foundation
import Support
import Synchronization
import Testing

@testable import DockerEngine

/// Tests with the engine of this machine, found like the docker command finds it. They run one at a time, since they
/// count the engine's objects. A small image is made for them from this machine's own shell, and removed afterwards.
@Suite(.testImage, .serialized, .timeLimit(.minutes(5))) struct RealEngine {}

extension Trait where Self == TestImageTrait {
    /// Creates the image for a suite.
    static var testImage: TestImageTrait { TestImageTrait() }
}

struct TestImageTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withRealEngine { client in
            let image = try await TestImage.make(on: client)
            do {
                try await TestImage.$current.withValue(image) { try await function() }
            } catch {
                try await client.removeImage(image)
                throw error
            }
            try await client.removeImage(image)
        }
    }
}

/// Runs a test with a client of the real engine.
func withRealEngine<Value>(_ body: (EngineClient) async throws -> Value) async throws -> Value {
    let located: LocatedEngine
    do {
        located = try EngineLocator.locate(
            host: nil, environment: ProcessInfo.processInfo.environment, homeDirectory: NSHomeDirectory(),
            userID: getuid())
        return try await withClient(of: located.endpoint) { client in
            try await client.ping()
            return try await body(client)
        }
    } catch let error as EngineError {
        if case .noEngine = error.kind {
            Issue.record("These tests need a running container engine, as `docker info` does: \(error)")
        }
        throw error
    }
}

/// An image with a shell and a few commands, made from this machine's files, so that no registry is needed.
enum TestImage {
    /// The reference of the image that the running suite uses.
    @TaskLocal static var current = ""

    private static let commands = ["sh", "cat", "head", "seq", "sleep", "tr"]

    static func make(on client: EngineClient) async throws -> String {
        let archive = try rootFileSystem()
        let name = "lamdeck-test/\(uniqueWord())"
        var request = EngineRequest(
            .post, "/images/create",
            query: [
                ("fromSrc", "-"), ("repo", name), ("tag", "1"),
                ("changes", "CMD [\"sh\"]"), ("changes", "ENV MADE_FOR=tests"), ("changes", "WORKDIR /tmp"),
            ], operation: "import a test image")
        request.body = archive
        request.contentType = "application/x-tar"
        try await client.connection.change(request)
        return "\(name):1"
    }

    /// A tar archive of the commands and the libraries that they are linked to.
    private static func rootFileSystem() throws -> [UInt8] {
        let paths = commands.map { "/usr/bin/\($0)" }
        let libraries = try output(of: ["ldd"] + paths)
        let linked = String(decoding: libraries, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            .filter { $0.hasPrefix("/") && !$0.hasSuffix(":") }.map(String.init)
        let names = Set(paths + linked).map { String($0.dropFirst()) }.sorted()
        let folder = temporaryPath("root")
        try FileManager.default.createDirectory(atPath: "\(folder)/tmp", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try output(of: ["tar", "-chf", "-", "-C", folder, "tmp", "-C", "/"] + names)
    }

    /// The output of a command, which is searched like a shell does.
    static func output(of command: [String]) throws -> [UInt8] {
        // Not Foundation's Process: on Linux its waitUntilExit() sometimes waits forever.
        let quoted = command.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
        let pipe = try #require(popen(quoted, "r"))
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            output += buffer[..<count]
        }
        try #require(pclose(pipe) == 0, "\(quoted)")
        return output
    }
}

extension EngineClient {
    /// Removes an image by its reference.
    func removeImage(_ reference: String) async throws {
        let path = "/images/\(PercentCoding.encoded(reference, keeping: "/:@"))"
        try await connection.change(
            EngineRequest(.delete, path, query: [("force", "true")], operation: "remove \(reference)"))
    }

    /// Creates a container and always removes it at the end, even if the test was cancelled.
    func withContainer<Value>(
        _ spec: ContainerSpec, isStarted: Bool = true, _ body: (String) async throws -> Value
    ) async throws -> Value {
        let container = try await createContainer(name: "lamdeck-test-\(uniqueWord())", spec)
        func remove() async {
            await Task { try? await removeContainer(container.id, force: true) }.value
        }
        do {
            if isStarted {
                try await startContainer(container.id)
            }
            let value = try await body(container.id)
            await remove()
            return value
        } catch {
            await remove()
            throw error
        }
    }
}

/// A specification that runs a shell script in the test image.
func script(_ text: String) -> ContainerSpec {
    var spec = ContainerSpec(image: TestImage.current, command: ["sh", "-c", text])
    spec.labels["lamdeck.test"] = "engine"
    return spec
}

/// The text of the lines.
func text(_ lines: some Sequence<LogLine>) -> [String] {
    lines.map { String(decoding: $0.bytes, as: UTF8.self) }
}
