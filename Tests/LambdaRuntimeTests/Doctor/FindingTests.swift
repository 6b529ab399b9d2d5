import Foundation
import LambdaModel
import Support
import Testing

@testable import DockerEngine
@testable import LambdaRuntime

@Suite("Findings of the doctor")
struct FindingTests {
    // MARK: Images

    private static let image = "registry.example/lambda/python:3.13"
    private static let day = 86_400.0

    private static func details(made: String = "2026-11-01T12:00:00.123456789Z", digest: String) -> ImageDetails {
        ImageDetails(
            id: "sha256:1", repoTags: [image], repoDigests: ["registry.example/lambda/python@\(digest)"],
            architecture: "amd64", operatingSystem: "linux", created: made, size: 1, entrypoint: [], command: [],
            environment: [], workingDirectory: "", labels: [:])
    }

    private static func found(digest: String?, days: Double = 12) -> Finding {
        let made = EngineTimestamp("2026-11-01T12:00:00Z")?.seconds ?? 0
        return ImageCheck.found(
            image, details(digest: "sha256:aa"), digest: digest, now: Double(made) + days * day + 60)
    }

    @Test func `an image is old, the newest, or of unknown age`() {
        let newest = Self.found(digest: "sha256:aa")
        #expect(newest.state == .ok && newest.message == "\(Self.image), built 12 days ago, the registry's newest")
        let old = Self.found(digest: "sha256:bb")
        #expect(old.state == .fix && old.fix == "docker pull \(Self.image)")
        let unknown = Self.found(digest: nil)
        #expect(unknown.state == .ok && unknown.message.contains("does not answer"))
    }

    @Test(arguments: [(0.0, "built today"), (1, "built yesterday"), (40, "built 40 days ago"), (-3, "built today")])
    func `the image's age is shown in days`(days: Double, message: String) {
        #expect(Self.found(digest: nil, days: days).message.contains(message))
    }

    @Test func `an image that is not here is pulled by the first start, if it can be`() {
        #expect(ImageCheck.missing(Self.image, isToBeHad: true).state == .note)
        let lost = ImageCheck.missing(Self.image, isToBeHad: false)
        #expect(lost.state == .fix && lost.fix?.contains("LAMDECK_REGISTRY") == true)
        let unbuilt = ImageCheck.missing("orders:dev", isToBeHad: false, holdsCode: true)
        #expect(unbuilt.state == .fix && unbuilt.fix?.contains("docker build -t orders:dev .") == true)
    }

    // MARK: Emulation

    private static func info(_ architecture: String = "amd64", isHere: Bool = true) -> EngineInfo {
        EngineInfo(
            serverVersion: "28.2.2", apiVersion: .newest, newestAPIVersion: .newest, operatingSystem: "linux",
            architecture: architecture, cgroupVersion: 2,
            name: isHere ? HostName.current : "somewhere-else.example", isPodman: false,
            isRootless: false)
    }

    private static let arm = FunctionSettings.example.with { ($0.name, $0.architecture) = ("arm", .arm64) }

    @Test func `emulation is missed only by who needs it`() {
        let none = EngineCheck.emulation(Self.info(), [.example], handlers: ["register", "status"])
        #expect(none.state == .ok && none.fix == nil)
        let needed = EngineCheck.emulation(Self.info(), [.example, Self.arm], handlers: ["status"])
        #expect(needed.state == .fix && needed.message.contains("which arm needs"))
        #expect(needed.fix?.contains("--install arm64") == true)
        let there = EngineCheck.emulation(Self.info(), [Self.arm], handlers: ["status", "qemu-aarch64"])
        #expect(there.state == .ok)
        let native = EngineCheck.emulation(Self.info("arm64"), [Self.arm], handlers: ["status"])
        #expect(native.state == .ok)
    }

    @Test func `unknown disk space is not guessed`() {
        #expect(EngineCheck.emulation(Self.info(), [Self.arm], handlers: nil).state == .note)
        #expect(EngineCheck.emulation(Self.info(isHere: false), [Self.arm], handlers: ["status"]).state == .note)
    }

    // MARK: Disk, watches, message

    @Test(arguments: [(Int64(1) << 40, Finding.State.ok), (2 << 30, .ok), ((2 << 30) - 1, .fix), (0, .fix)])
    func `little disk space is a problem`(free: Int64, state: Finding.State) {
        let finding = DiskSpace(free: free).finding("a place", fix: "tidy up")
        #expect(finding.state == state && (finding.fix != nil) == (state == .fix))
    }

    @Test func `room is that of the nearest folder`() {
        #expect(DiskSpace.nearest("/no-such-folder/at/all") == "/")
        #expect(DiskSpace(of: "/no-such-folder/at/all") != nil)
    }

    @Test(arguments: [(0, 8192, Finding.State.ok), (7000, 8192, .ok), (7500, 8192, .fix), (9000, 8192, .fix)])
    func `watches are a problem before they run out`(needed: Int, limit: Int, state: Finding.State) {
        let finding = WatchCheck.finding(needed: needed, limit: limit)
        #expect(finding.state == state && finding.message.contains("\(limit)"))
    }

    @Test func `an engine's error is cut into what is wrong and what to do`() {
        let error = EngineError(.permissionDenied(path: "/run/x.sock"), operation: "reach the engine")
        let finding = EngineCheck.away("\(error)")
        #expect(finding.message == "no permission to use the engine's socket /run/x.sock")
        #expect(finding.fix?.hasPrefix("Add yourself to the docker group") == true)
    }

    // MARK: Ports

    @Test func `a port is taken while a process listens, and free afterwards`() throws {
        let port: Int
        do {
            let listener = try Listener()
            port = listener.port
            #expect(PortState(of: port) == .taken)
        }
        #expect(PortState(of: port) == .free)
    }

    /// Listens on a loopback port chosen by the system as long as it exists.
    private struct Listener: ~Copyable {
        let port: Int
        private let descriptor: Int32

        init() throws {
            #if canImport(Darwin)
                descriptor = socket(AF_INET, SOCK_STREAM, 0)
            #else
                descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            #endif
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let descriptor = descriptor
            let isListening = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                        && getsockname(descriptor, $0, &length) == 0
                }
            }
            try #require(isListening)
            port = Int(UInt16(bigEndian: address.sin_port))
        }

        deinit { close(descriptor) }
    }
}
