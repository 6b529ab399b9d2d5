import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Synchronization
import TestSupport
import Testing

@testable import LambdaRuntime

/// Logs that rotate faster than they are read, and connections that break.
@Suite("A container's log is read to its end")
struct ContainerLogFollowerTests {
    /// What a reader received: the numbers that the container printed, and nil for each gap.
    private final class Read: Sendable {
        let numbers = Mutex<[Int?]>([])

        func handle(_ news: ContainerLogFollower.News) {
            numbers.withLock { numbers in
                switch news {
                case .lines(let records): numbers += records.compactMap { Int($0.text) }.map(Optional.init)
                case .lost: numbers.append(nil)
                case .broken: break
                }
            }
        }

        /// Places where the order is broken without a remark.
        var faults: [String] {
            let numbers = numbers.withLock { $0 }
            return zip(numbers, numbers.dropFirst()).compactMap { one, other in
                guard let one, let other, other != one + 1 else { return nil }
                return "\(one) is followed by \(other)"
            }
        }

        /// Whether the lines after a gap are later than those before it.
        var isInOrder: Bool {
            let numbers = numbers.withLock { $0.compactMap { $0 } }
            return zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
        }
    }

    private static func with(
        _ script: String, bytes: Int = 1 << 20, _ body: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let runtime = try #require(LambdaRuntimeIdentifier.named("python3.13"))
        var spec = ContainerSpec(image: try await TestEngine.image(runtime))
        spec.entrypoint = ["/bin/sh", "-c", script]
        spec.command = []
        spec.logDriver = .jsonFile(bytes: bytes, files: 2)
        try await EngineTurns.run {
            let name = "lamdeck-test-log-\(UUID().uuidString.prefix(8))"
            let id = try await TestEngine.client.createContainer(name: name, spec).id
            let outcome: Result<Void, any Error>
            do {
                try await TestEngine.client.startContainer(id)
                outcome = .success(try await body(id))
            } catch {
                outcome = .failure(error)
            }
            try? await TestEngine.client.removeContainer(id, force: true)
            try outcome.get()
        }
    }

    @Test(.tags(.long)) func linesThatRotatedAwayAreMissedAloudAndTheRestIsRead() async throws {
        // The engine needs longer to fill a log file than the difference in time that reveals a skipped file.
        let blocks = "for b in $(seq 0 15); do seq -f %0200.0f $((b*3000+1)) $((b*3000+3000)); sleep 0.3; done"
        try await Self.with(blocks, bytes: 1_000_000) { id in
            let read = Read()
            var log = ContainerLogFollower(of: id, TestEngine.client, masking: nil, bytesBetweenLooks: 60_000)
            await log.follow { news in
                read.handle(news)
                // A slow reader: it continues when everything has been written.
                _ = try? await TestEngine.client.waitContainer(id)
            }
            #expect(read.faults == [])
            #expect(read.isInOrder)
            let numbers = read.numbers.withLock { $0 }
            #expect(numbers.contains(nil), "more is written than the engine keeps")
            #expect(numbers.last == 48_000)
        }
    }

    @Test(.tags(.long)) func aRotatingLogThatIsReadInTimeIsReadOnce() async throws {
        try await Self.with(
            "for b in 0 1 2 3 4 5 6 7; do seq $((b*1000+1)) $((b*1000+1000)); sleep 0.2; done", bytes: 250_000
        ) {
            let read = Read()
            var log = ContainerLogFollower(of: $0, TestEngine.client, masking: nil)
            await log.follow { read.handle($0) }
            #expect(read.isInOrder && read.faults == [])
            #expect(read.numbers.withLock { $0.last } == 8000)
        }
    }

    @Test func aStreamThatIsCutIsOpenedAgain() async throws {
        try await Self.with("i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done") { id in
            let proxy = try EngineProxy(
                path: FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString.prefix(8))")
            let engine = try EngineChoice(environment: ["DOCKER_HOST": proxy.address, "HOME": "/"]).locate()
            let read = Read()
            let cut = Mutex(false)
            var log = ContainerLogFollower(of: id, engine, masking: nil)
            await log.follow { news in
                read.handle(news)
                let last = read.numbers.withLock { $0.compactMap { $0 }.last ?? 0 }
                if last > 20,
                    !cut.withLock({ wasCut in
                        defer { wasCut = true }
                        return wasCut
                    })
                {
                    proxy.cut()
                    try? proxy.restore()
                }
                if last > 200 { try? await TestEngine.client.killContainer(id) }
            }
            #expect(read.faults == [] && read.isInOrder)
            let numbers = read.numbers.withLock { $0 }
            #expect(numbers.first == 1 && !numbers.contains(nil) && numbers.count > 200)
            await engine.shutdown()
        }
    }

    @Test func pausesGrow() {
        let pauses = (1...7).map { ContainerLogFollower.pause(afterFailures: $0) }
        #expect(pauses.prefix(3) == [.milliseconds(250), .milliseconds(500), .seconds(1)])
        #expect(pauses.last == .seconds(5))
    }
}
