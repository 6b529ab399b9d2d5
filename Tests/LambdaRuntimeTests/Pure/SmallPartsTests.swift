import Foundation
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

@Suite("Content digests")
struct DigestTests {
    /// From FIPS 180-4's examples (NIST, "SHA256").
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func isSHA256(text: String, digest: String) {
        #expect(Digest.of(text) == digest)
    }

    @Test func millionTimesA() {
        #expect(
            Digest.of([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    /// However the bytes are split, for every length at which the padding needs another block.
    @Test func doesNotDependOnThePieces() {
        for length in [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 200] {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            for cut in 0...length {
                var digest = Digest()
                digest.update(Array(bytes[..<cut]))
                digest.update(Array(bytes[cut...]))
                #expect(digest.finish() == Digest.of(bytes))
            }
        }
    }
}

@Suite("Folders outside the project")
struct LamdeckFoldersTests {
    @Test func followXDG() {
        let folders = LamdeckFolders(environment: [
            "HOME": "/home/me", "XDG_CACHE_HOME": "/cache", "XDG_STATE_HOME": "/state",
            "XDG_CONFIG_HOME": "/config",
        ])
        #expect(folders.cache == "/cache/lamdeck")
        #expect(folders.state == "/state/lamdeck")
        #expect(folders.configurationFile == "/config/lamdeck/config.json")
    }

    /// The specification says that a relative path must be ignored.
    @Test(arguments: [[:], ["XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": ""]])
    func areUnderHomeOtherwise(more: [String: String]) {
        let folders = LamdeckFolders(environment: more.merging(["HOME": "/home/me"]) { $1 })
        #expect(folders.cache == "/home/me/.cache/lamdeck")
        #expect(folders.state == "/home/me/.local/state/lamdeck")
        #expect(folders.configurationFile == "/home/me/.config/lamdeck/config.json")
    }
}

@Suite("The owner of a port", .enabled(if: FileManager.default.fileExists(atPath: "/proc/net/tcp")))
struct PortOwnerTests {
    @Test func isThisProcess() async throws {
        // More than the kernel returns in one piece.
        let others = try (0..<100).map { _ in try ListeningSocket() }
        defer { for other in others { other.close() } }
        let socket = try ListeningSocket()
        #expect(PortOwner.program(port: socket.port)?.hasSuffix(" (pid \(getpid()))") == true)
        socket.close()
        // A child of another test may have it until it executes its own program.
        for _ in 0..<500 where PortOwner.program(port: socket.port) != nil {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(PortOwner.program(port: socket.port) == nil)
    }

    /// A child's number may be lower: the system's numbers start again when they are used up.
    @Test func isTheParentAndNotItsChild() {
        #expect(PortOwner.first(of: [(9608, 500), (20126, 300)]) == 20126)
        #expect(PortOwner.first(of: [(7, 300), (5, 300)]) == 5)
        #expect(PortOwner.first(of: [(5, nil), (7, 300)]) == 7)
        #expect(PortOwner.first(of: []) == nil)
    }

    @Test func isTheOldestByTheKernelsTable() {
        let stat = "812 (a) b ) c) S 1 812 812 0 -1 4194304 2 0 0 0 1 2 0 0 20 0 1 0 55443322 10 5"
        #expect(PortOwner.startTime(stat: stat) == 55_443_322)
        #expect(PortOwner.startTime(stat: "812 (x) S 1") == nil && PortOwner.startTime(stat: "") == nil)
    }
}

@Suite("The identity of a manifest")
struct ProjectIdentityTests {
    @Test func followsLinks() throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.path + "/lamdeck-identity-" + UUID().uuidString.prefix(8)
        defer { try? files.removeItem(atPath: folder) }
        try files.createDirectory(atPath: folder + "/real", withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: URL(fileURLWithPath: folder + "/real/functions.json"))
        try Data("{}".utf8).write(to: URL(fileURLWithPath: folder + "/real/other.json"))
        try files.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "real")
        let direct = ProjectIdentity(manifest: folder + "/real/functions.json")
        #expect(ProjectIdentity(manifest: folder + "/link/functions.json") == direct)
        #expect(ProjectIdentity(manifest: folder + "/real/../real/functions.json") == direct)
        #expect(ProjectIdentity(manifest: folder + "/real/other.json").label != direct.label)
        #expect(direct.label.count == 16 && direct.label.allSatisfy { $0.isHexDigit })
        #expect(direct.manifest.hasSuffix("/real/functions.json"))
    }
}

@Suite("Why a container ended")
struct ContainerDeathTests {
    private func summary(_ code: Int, outOfMemory: Bool = false, _ lines: [String] = []) -> String {
        ContainerExit.reason(exitCode: code, wasOutOfMemory: outOfMemory, memorySize: 128, words(lines)).summary
    }

    private func words(_ lines: [String]) -> LastWords {
        LastWords(lines.map { LogRecord(time: 0, source: .errorOutput, text: $0) })
    }

    @Test func wordsThatHelp() {
        #expect(summary(3) == "the container exited with code 3")
        #expect(summary(3, ["first", "no such file"]) == "the container exited with code 3: no such file")
        #expect(summary(137, ["x"]) == "the container exited with code 137", "who is killed writes no reason")
        #expect(summary(137, outOfMemory: true, ["x"]).contains("out of memory (memorySize 128 MB)"))
        #expect(summary(1, ["exec /lambda-entrypoint.sh: exec format error"]).contains("another architecture"))
        #expect(summary(142, ["entrypoint requires the handler name"]).contains("needs a handler"))
    }

    @Test func keepsTheLastLines() {
        let reason = ContainerExit.reason(
            exitCode: 1, wasOutOfMemory: false, memorySize: 128, words(["one", "two"]))
        #expect(reason.kind == .container)
        #expect(reason.lastLines == ["one", "two"])
        #expect(reason.description == "the container exited with code 1: two\n  one\n  two")
    }
}

@Suite("Advice about an engine's messages")
struct EngineAdviceTests {
    /// The message of Podman 4.3 without the package.
    @Test func saysWhatIsMissing() {
        let message =
            "container create: container-init binary not found on the host: stat /usr/libexec/podman/catatonit: "
            + "no such file or directory"
        #expect(ContainerLaunch.advice(message) == ": install catatonit, the init process of Podman's containers")
        #expect(ContainerLaunch.advice("no space left on device") == "")
    }
}
