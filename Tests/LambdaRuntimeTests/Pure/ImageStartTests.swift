import HostLink
import LambdaModel
import Testing

@testable import DockerEngine
@testable import LambdaRuntime

@Suite("What starts in an image that holds a function")
struct ImageStartTests {
    private static func image(_ entryPoint: [String], _ command: [String]) -> ImageDetails {
        ImageDetails(
            id: "sha256:1", repoTags: [], repoDigests: [], architecture: "amd64", operatingSystem: "linux", created: "",
            size: 0, entrypoint: entryPoint, command: command, environment: [], workingDirectory: "/w", labels: [:])
    }

    private static func start(
        _ entryPoint: [String], _ command: [String], _ config: ImageConfig = ImageConfig()
    ) throws -> ImageStart {
        try ImageStart(image(entryPoint, command), named: "orders:dev", config)
    }

    private static func plan(_ start: ImageStart, _ server: ServingKind) -> ContainerSpec {
        let settings = FunctionSettings(
            name: "orders", runtime: nil, image: "orders:dev", handler: nil, code: nil, resolvedPort: 9000)
        return ContainerPlan(
            settings, mounts: CodeMounts(task: nil, opt: nil), image: start,
            project: ProjectIdentity(manifest: "/project/functions.json"), purpose: .function, server: server,
            hostPort: nil, endpoint: nil, host: [:], suffix: "abc123"
        ).spec
    }

    @Test func `each part of the configuration replaces that of the image alone`() throws {
        let own = try Self.start(["/entry"], ["a", "b"])
        #expect(own.program == ["/entry", "a", "b"] && own.workingDirectory == nil && own.imageID == "sha256:1")
        let command = try Self.start(["/entry"], ["a", "b"], ImageConfig(command: ["c"], workingDirectory: "/code"))
        #expect(command.program == ["/entry", "c"] && command.workingDirectory == "/code")
        #expect(
            try Self.start(["/entry"], ["a"], ImageConfig(entryPoint: ["/other", "x"])).program == ["/other", "x", "a"])
    }

    @Test func `an emulator in front of the program is left out, since lamdeck is the Runtime API`() throws {
        let start = try Self.start(["/usr/local/bin/aws-lambda-rie", "python3", "-m", "awslambdaric"], ["app.handler"])
        #expect(start.program == ["python3", "-m", "awslambdaric", "app.handler"])
        #expect(start.startsOwnEmulator)
        #expect(try !Self.start(["python3"], []).startsOwnEmulator)
        #expect(try Self.start(["/lambda-entrypoint.sh"], ["app.handler"]).startsOwnEmulator)
    }

    @Test func `an image with nothing to start is refused`() {
        let error = #expect(throws: FailureReason.self) { try Self.start([], []) }
        #expect(error?.kind == .image)
        #expect(error?.summary.contains("neither an entry point nor a command") == true)
    }

    @Test func `lamdeck's shell waits, and then starts the program in the working directory`() throws {
        let spec = Self.plan(
            try Self.start(["python3", "-m"], ["x y"], ImageConfig(workingDirectory: "/code")), .lamdeck)
        #expect(spec.entrypoint?.first == "/bin/sh" && spec.command == ["python3", "-m", "x y"])
        #expect(spec.entrypoint?[2].contains("run() { exec \"$@\"; }") == true)
        #expect(spec.workingDirectory == "/code" && spec.hasInput)
        #expect(spec.hasReadOnlyRoot && spec.droppedCapabilities == ["ALL"])
        #expect(spec.mounts.count == 1, "only /tmp: \(spec.mounts)")
    }

    @Test func `the emulator is mounted beside an image that has none`() throws {
        var start = try Self.start(["/run"], ["app.handler"])
        start.emulator = "/cache/aws-lambda-rie-amd64"
        let spec = Self.plan(start, .emulator)
        #expect(spec.entrypoint == ["/usr/local/bin/aws-lambda-rie"] && spec.command == ["/run", "app.handler"])
        #expect(
            spec.mounts.first
                == .bind(
                    source: "/cache/aws-lambda-rie-amd64", target: "/usr/local/bin/aws-lambda-rie", isReadOnly: true))
        let own = Self.plan(try Self.start(["/lambda-entrypoint.sh"], ["app.handler"]), .emulator)
        #expect(own.entrypoint == ["/lambda-entrypoint.sh"] && own.command == ["app.handler"])
    }

    @Test func `the first file of a tar archive is found behind other entries`() {
        func entry(_ kind: Character, _ content: [UInt8]) -> [UInt8] {
            var header = Array(repeating: UInt8(0), count: 512)
            header.replaceSubrange(0..<1, with: Array("n".utf8))
            let size = String(content.count, radix: 8)
            let digits = String(repeating: "0", count: 11 - size.count) + size
            header.replaceSubrange(124..<135, with: Array(digits.utf8))
            header[156] = kind.asciiValue ?? 0
            let padding = (512 - content.count % 512) % 512
            return header + content + Array(repeating: 0, count: padding)
        }
        let end = Array(repeating: UInt8(0), count: 1024)
        let content = Array("a program".utf8)
        #expect(
            TarArchive.firstFile(entry("x", Array(repeating: 1, count: 600)) + entry("0", content) + end) == content)
        #expect(TarArchive.firstFile(entry("2", []) + end) == nil, "a link is no file")
        #expect(TarArchive.firstFile(Array(entry("0", content).prefix(515))) == nil, "the archive is cut off")
        #expect(TarArchive.firstFile([]) == nil)
    }
}
