import Foundation
import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

/// A host and its clients, over real sockets. The engine is scripted.
@Suite("The host of a project")
struct ProjectHostTests {
    private static func wait(_ what: String, _ isThere: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + Patience.limit
        while try await !isThere() {
            guard ContinuousClock.now < end else { throw NeverCame(description: "waited for \(what)") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test func `a client that subscribes gets everything as it is, then what changes`() async throws {
        let hosted = try HostedProject()
        try await hosted.start()
        let (one, two) = (ReceivedNews(), ReceivedNews())
        let first = try await hosted.client(LogInbox(), one)
        #expect(first.hello.manifest == hosted.address.project.manifest && first.hello.version.program == "test")
        first.subscribe(.deck)
        try await Self.wait("the manifest") { one.isCurrent }
        let manifests = one.updates.compactMap { if case .manifest(let manifest) = $0 { manifest } else { nil } }
        guard case .loaded(let path, let functions, _, _)? = manifests.last else {
            Issue.record("\(manifests)")
            return
        }
        #expect(path == hosted.address.project.manifest && functions.map(\.name) == ["hello", "orders"])
        await first.start(["hello"])
        #expect(await first.settled("hello").isServing)
        let second = try await hosted.client(LogInbox(), two)
        second.subscribe(.command)
        try await Self.wait("the state") { two.isCurrent }
        let states = two.updates.compactMap { if case .state("hello", let state, _, _) = $0 { state } else { nil } }
        #expect(states == [.ready], "only the state as it is")
        // The network of the scripted engine is not on this machine.
        let reasons = two.updates.compactMap { if case .emulator("hello", let reason) = $0 { reason } else { nil } }
        #expect(reasons == [RuntimeReach.foreignNetwork])
        await second.stopAndWait(["hello"])
        try await Self.wait("the stop, also at the first one") {
            one.updates.contains { if case .state("hello", .stopped, _, _) = $0 { true } else { false } }
        }
        #expect(one.updates.contains(.emulator(function: "hello", reason: nil)), "nothing serves it")
        if case .failure(let reason?) = await second.send(.start(["nobody"])).value {
            #expect(reason.summary == "functions.json has no function nobody")
        } else {
            Issue.record("an unknown function was started")
        }
        #expect(await first.shutDown() == [])
        _ = try await hosted.outcome()
    }

    @Test func `a host whose environment has a variable without a meaning does not begin`() async throws {
        let hosted = try HostedProject()
        var setup = hosted.setup
        setup.engine.environment["LAMDECK_RUNTIME"] = "rie"
        do throws(FailureReason) {
            _ = try await ProjectHost.run(setup) {}
            Issue.record("it began")
        } catch {
            #expect(error.kind == .settings && error.summary.contains("LAMDECK_RUNTIME is \"rie\""))
        }
    }

    @Test func `twenty clients of which five never read cost the host nothing, and the others get every line`()
        async throws
    {
        let hosted = try HostedProject()
        try await hosted.start()
        let host = try #require(hosted.host)
        let silent = try (0..<5).map { _ in try hosted.silentClient() }
        defer { for socket in silent { close(socket) } }
        var readers: [(client: LinkClient, inbox: LogInbox)] = []
        for _ in 0..<15 {
            let inbox = LogInbox()
            let client = try await hosted.client(inbox)
            client.subscribe(.command, logs: .after(LogCursor()))
            readers.append((client, inbox))
        }
        let (count, text) = (60_000, String(repeating: "x", count: 100))
        let writing = Task {
            for number in 0..<count {
                let time = Double(number)
                host.logs.append([LogRecord(time: time, source: .output, text: "\(number) \(text)")], of: "hello")
                // A state that changes all the time.
                host.hub.report(.memory(["hello": number]))
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (_, inbox) in readers {
                group.addTask {
                    var (received, dropped, last) = (0, 0, -1)
                    try await Self.wait("the last line; \(received)") {
                        for (_, batch) in inbox.take() {
                            received += batch.records.count
                            dropped += batch.dropped
                            for record in batch.records {
                                let number = Int(record.time)
                                #expect(number > last, "in order, none twice")
                                last = number
                            }
                        }
                        return last == count - 1
                    }
                    #expect(received + dropped == count)
                }
            }
            try await group.waitForAll()
        }
        await writing.value
        // The host answers as before, also to a newcomer.
        let newcomer = try await hosted.client()
        #expect(await newcomer.status(of: "hello").state == .stopped)
        #expect(host.hub.waitingBytes < 15 * (256 << 10) + 5 * (1 << 20), "\(host.hub.waitingBytes) bytes wait")
        await newcomer.shutDown()
        _ = try await hosted.outcome()
    }

    @Test func `only one host runs, and one of another version is refused but can be ended`() async throws {
        let hosted = try HostedProject()
        try await hosted.start()
        guard case .anotherRuns = try await ProjectHost.run(hosted.setup, onReady: {}) else {
            Issue.record("two hosts")
            return
        }
        let socket = try #require(HostedProject.connect(hosted.address.path))
        let hello = try LinkFrame.bytes(ClientHello(LinkVersion(link: 99, program: "later"), endsHost: true))
        #expect(write(socket, hello, hello.count) == hello.count)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(socket, &bytes, bytes.count)
        var reader = LinkFrameReader()
        reader.append(bytes.prefix(max(0, count)))
        let answer = try #require(try reader.next()).decoded(HostHello.self)
        #expect(answer.version == LinkVersion(program: "test"), "a program of any version reads this")
        _ = try await hosted.outcome()
        #expect(!FileManager.default.fileExists(atPath: hosted.address.path))
        close(socket)
        await #expect(throws: LinkFailure.noHost) { try await hosted.client() }
    }

    @Test func `a deck that goes without a word is told to the next one, and its view is kept`() async throws {
        let hosted = try HostedProject()
        try await hosted.start()
        let one = try await hosted.client()
        one.subscribe(.deck)
        await one.start(["orders"])
        #expect(await one.settled("orders").isServing)
        var view = DeckView(function: "orders")
        view.folds["orders"] = .init(areAllFolded: true, exceptions: ["id"])
        _ = await one.send(.storeView(view)).value
        one.close()
        await one.waitForEnd()
        for expected in [["orders kept running when the last deck's terminal was closed"], []] {
            let news = ReceivedNews()
            let next = try await hosted.client(LogInbox(), news)
            next.subscribe(.deck)
            try await Self.wait("the view") { news.isCurrent }
            #expect(news.notices == expected)
            #expect(news.all.contains { if case .current(view) = $0 { true } else { false } })
            await next.leave()
        }
        let last = try await hosted.client()
        await last.shutDown()
        _ = try await hosted.outcome()
    }

    @Test func `what a client keeps running is stopped when it goes, and other functions are not`() async throws {
        let hosted = try HostedProject()
        try await hosted.start()
        let (deck, up) = (try await hosted.client(), try await hosted.client())
        await deck.start(["hello"])
        #expect(await deck.settled("hello").isServing)
        #expect(await up.send(.keepRunning(nil)).value == .names(["orders"]), "hello ran before")
        #expect(await up.settled("orders").isServing)
        up.close()
        try await Self.wait("the stop") { await deck.status(of: "orders").state == .stopped }
        #expect(await deck.status(of: "hello").state.isServing)
        await deck.shutDown()
        _ = try await hosted.outcome()
    }

    @Test func `it ends by itself when nothing runs and no client is left`() async throws {
        let hosted = try HostedProject(endsWhenIdle: true)
        try await hosted.start()
        let client = try await hosted.client()
        await client.start(["hello"])
        #expect(await client.settled("hello").isServing)
        await client.leave()
        let again = try await hosted.client()
        #expect(await again.status(of: "hello").state.isServing, "a function runs")
        await again.stop(["hello"])
        await again.leave()
        guard case .ended([])? = try await hosted.outcome() else {
            Issue.record("it did not end well")
            return
        }
    }

    @Test func `a lost host ends what waits for it, and says so`() async throws {
        let hosted = try HostedProject()
        try await hosted.start()
        let news = ReceivedNews()
        let client = try await hosted.client(LogInbox(), news)
        client.subscribe(.command)
        let ender = try await hosted.client()
        await ender.shutDown()
        await client.waitForEnd()
        #expect(client.hadFarewell)
        #expect(await client.send(.status("hello")).value == .lost("the host has ended"))
        let outcome = await client.invoke(.event(function: "hello", name: "{}"))
        #expect(outcome == .none("the host has ended"))
        await #expect(throws: FailureReason.self) { try await client.readLogs(LogSelection()) { _ in } }
        _ = try await hosted.outcome()
    }
}
