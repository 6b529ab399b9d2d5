import DockerEngine
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Logging
import Synchronization

/// Compares a warm call through lamdeck with one straight to the emulator of another container, both on kept connections.
///
///     CallOverhead MANIFEST FUNCTION COUNT
///
/// Both alternate in one run, so that other load on the machine affects both.
@main
enum CallOverhead {
    /// Milliseconds of each call.
    private struct Times {
        var through: [Double] = []
        var whole: [Double] = []
        var straight: [Double] = []
    }

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let count = Int(arguments[3]) else {
            print("usage: CallOverhead MANIFEST FUNCTION COUNT")
            exit(2)
        }
        let environment = ProcessInfo.processInfo.environment
        let (manifest, problems) = ManifestLoader.load(
            path: arguments[1], environment: environment, files: LocalFiles())
        guard let manifest, let settings = manifest.function(named: arguments[2]) else {
            for problem in problems { print(problem) }
            exit(2)
        }
        let host = FunctionHost(
            manifest: manifest, engine: EngineChoice(environment: environment), options: .resident,
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }, onUpdate: { _ in })
        try await host.connect()
        await host.start([settings.name])
        let state = await host.settled(settings.name)
        guard state.isServing else {
            print("\(settings.name): \(state)")
            await host.shutDown()
            exit(5)
        }
        let measured: Result<Times, any Error>
        do {
            let emulator = try await EmulatorContainer(settings, environment)
            do {
                measured = .success(try await measure(count, settings.name, host, try await emulator.connect()))
            } catch {
                measured = .failure(error)
            }
            await emulator.remove()
        } catch {
            measured = .failure(error)
        }
        await host.shutDown()
        report(try measured.get(), count)
    }

    private static func measure(
        _ count: Int, _ function: String, _ host: FunctionHost, _ direct: DirectCall
    ) async throws -> Times {
        let payload = Array(#"{"a": 1}"#.utf8)
        let request = InvocationRequest(function: function, event: "bench", payload: payload)
        for _ in 0..<20 {
            _ = await host.invoke(request)
            try direct.call(payload)
        }
        var times = Times()
        for _ in 0..<count {
            let begin = ContinuousClock.now
            let answered = Mutex<ContinuousClock.Instant?>(nil)
            let result = await host.invoke(request) { news in
                if case .answered = news { answered.withLock { $0 = .now } }
            }
            let middle = ContinuousClock.now
            try direct.call(payload)
            let end = ContinuousClock.now
            guard result.verdict == .ok, let answer = answered.withLock({ $0 }) else {
                throw FailureReason(.container, "a call failed: \(result)")
            }
            times.through.append(milliseconds(answer - begin))
            times.whole.append(milliseconds(middle - begin))
            times.straight.append(milliseconds(end - middle))
        }
        return times
    }

    private static func report(_ times: Times, _ count: Int) {
        let (through, straight) = (median(times.through), median(times.straight))
        print("warm call, straight to the emulator:  median \(text(straight)) ms (\(count) calls)")
        print("warm call, through lamdeck:           median \(text(through)) ms, ", terminator: "")
        print("\(text(through / straight)) × (target: at most 0.60 ×)")
        print("… until its log, time and memory are known:  median \(text(median(times.whole))) ms")
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) * 1000 + Double(duration.components.attoseconds) * 1e-15
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func text(_ value: Double) -> String { String(format: "%.2f", value) }
}

/// A container of a function without lamdeck, whose emulator serves.
private struct EmulatorContainer {
    private let engine: EngineClient
    private let id: String

    init(_ settings: FunctionSettings, _ environment: [String: String]) async throws {
        let located = try EngineLocator.locate(
            host: nil, environment: environment, homeDirectory: environment["HOME"] ?? "/", userID: getuid())
        engine = EngineClient(endpoint: located.endpoint)
        var spec = ContainerSpec(image: settings.image, command: settings.handler.map { [$0] })
        spec.environment = settings.environment.map { "\($0.key)=\($0.value)" }
        spec.environment += [
            "AWS_LAMBDA_FUNCTION_TIMEOUT=\(settings.timeout)", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=\(settings.memorySize)",
        ]
        spec.mounts = [.tmpfs(target: "/tmp", sizeBytes: 512 << 20, mode: 0o1777, isExecutable: true)]
        if let code = settings.code {
            spec.mounts.append(.bind(source: code.path, target: "/var/task", isReadOnly: true))
        }
        spec.memoryBytes = Int64(settings.memorySize) << 20
        spec.memoryAndSwapBytes = spec.memoryBytes
        spec.hasReadOnlyRoot = true
        id = try await engine.createContainer(spec).id
    }

    /// Starts it, and connects as soon as its emulator listens.
    func connect() async throws -> DirectCall {
        try await engine.startContainer(id)
        guard let address = try await engine.inspectContainer(id).networkIP else { throw POSIXError(.EHOSTUNREACH) }
        let end = ContinuousClock.now + .seconds(30)
        while true {
            do {
                return try DirectCall(host: address)
            } catch {
                guard ContinuousClock.now < end else { throw error }
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    func remove() async {
        try? await engine.removeContainer(id, force: true)
        await engine.shutdown()
    }
}

/// The minimum cost of a call: one blocking socket to the emulator, which stays open.
private struct DirectCall {
    private let file: Int32

    init(host: String) throws {
        #if canImport(Darwin)
            file = socket(AF_INET, SOCK_STREAM, 0)
        #else
            file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        // The emulator's port in every base image.
        address.sin_port = in_port_t(8080).bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(file, $0, size) }
        }
        guard status == 0 else {
            close(file)
            throw POSIXError(.ECONNREFUSED)
        }
        var one: Int32 = 1
        setsockopt(file, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    func call(_ payload: [UInt8]) throws {
        let head =
            "POST /2015-03-31/functions/function/invocations HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(payload.count)\r\n\r\n"
        let bytes = Array(head.utf8) + payload
        guard write(file, bytes, bytes.count) == bytes.count else { throw POSIXError(.EIO) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !Self.isWhole(answer) {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { throw POSIXError(.ECONNRESET) }
            answer += buffer[..<count]
        }
    }

    private static func isWhole(_ answer: [UInt8]) -> Bool {
        let text = String(decoding: answer, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return false }
        let length = text[..<end.lowerBound].lowercased().split(separator: "\r\n")
            .first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
        return text[end.upperBound...].utf8.count >= length ?? 0
    }
}
