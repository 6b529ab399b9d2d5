import DockerEngine
import Foundation
import HostLink
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The container that waits next to the serving one.
@Suite("The warm spare")
struct SpareTests {
    static func answering(_ number: Int) -> String { "def handler(event, context): return \(number)" }

    /// A running function with a spare that is ready.
    private static func project(
        _ source: String, _ change: @escaping @Sendable (inout FunctionSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (TestProject, TestHost, FunctionSettings) async throws -> Void
    ) async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", source) {
                $0.spare = true
                change(&$0)
            }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            try await project.waitForStandby(spares: 1)
            try await body(project, deck, settings)
        }
    }

    @Test func takesOverAtARestartWithTheCodeOfNow() async throws {
        try await Self.project(Self.answering(1)) { project, deck, settings in
            await deck.expect("hello", answers: "1")
            let (first, spare) = try await project.pair()
            try project.write("hello/app.py", Self.answering(2))
            await deck.host.restart("hello")
            #expect(deck.journal.seen.last("hello")?.state.isServing == true, "it never stood still")
            let answer = try await project.post("{}", to: settings.resolvedPort)
            #expect(answer.body == "2")
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == first } }
            #expect(try await project.pair().serving == spare)
            #expect(deck.journal.seen.states["hello"]?.contains { $0.state == .restarting } == false)
        }
    }

    /// `lamdeck down` removes the spare while its deck starts it. The deck showed that instead of what ended the
    /// function.
    @Test func oneRemovedDuringItsStartIsCreatedAgainSilently() async throws {
        try await TestProject.run { project in
            let starts = Counter(0)
            let proxy = try EngineProxy(path: project.path("engine.sock")) { request in
                guard request.hasPrefix("POST "), let end = request.range(of: "/start ")?.lowerBound,
                    starts.increment() == 2, let id = request[..<end].split(separator: "/").last
                else { return }
                let isRemoved = DispatchSemaphore(value: 0)
                Task {
                    try? await TestEngine.client.removeContainer(String(id), force: true)
                    isRemoved.signal()
                }
                isRemoved.wait()
            }
            let settings = try await project.python("hello", Self.answering(1)) { $0.spare = true }
            let deck = try await project.deck([settings], ["DOCKER_HOST": proxy.address])
            try await deck.start("hello")
            try await project.waitForStandby(spares: 1)
            #expect(starts.current == 3, "the function, the spare that was removed, and another one")
            #expect(deck.journal.seen.notices == [])
        }
    }

    @Test func leavesTheOldOneItsCall() async throws {
        try await Self.project(Handlers.waiting) { project, deck, settings in
            let call = await deck.beginCall("hello", #"{"n": 1}"#)
            try await deck.waitForLine("hello", "waiting 1")
            await deck.host.restart("hello")
            let next = await deck.invoke("hello", #"{"n": 2, "wait": false}"#)
            #expect(next.text == "[2, 1]", "the new one did not wait for the old one")
            try project.write("hello/go", "")
            let first = await call.value
            #expect(first.verdict == .ok && first.text == "[1, 1]")
            #expect(first.log.map(\.text) == ["waiting 1"])
            try await project.waitForStandby(spares: 1)
        }
    }

    /// The emulator dies before its child process, which then logs that it gets no answer.
    @Test func takesOverWithoutAWordOfTheOldOnesEnd() async throws {
        try await TestProject.run { project in
            let source = "exports.handler = async (event) => { console.log('got', event); return event; };"
            let settings = try await project.node("hello", source) { $0.spare = true }
            let deck = try await project.deck([settings])
            for number in 0..<4 {
                try await deck.start("hello")
                try await project.waitForStandby(spares: 1)
                let old = try await project.pair().serving
                await deck.expect("hello", "\(number)", answers: "\(number)")
                await deck.host.restart("hello")
                try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == old } }
            }
            let own = deck.journal.seen.logs["hello", default: []].filter { $0.source == .output }
            #expect(own.map(\.text).count { $0.contains("got") } == 4)
            #expect(own.allSatisfy { $0.invocation != nil }, "\(own)")
        }
    }

    /// Editors and builds save while calls run; the next call gets the saved code.
    @Test func takesOverAtASave() async throws {
        let watched: @Sendable (inout FunctionSettings) -> Void = { $0.watch = .on }
        try await Self.project(Self.answering(1), watched) { project, deck, settings in
            for number in 2..<6 {
                await deck.expect("hello", answers: "\(number - 1)")
                try project.write("hello/app.py", Self.answering(number))
                try await deck.journal.wait(for: "save \(number)") { seen in
                    seen.saved["hello"]?.count == number - 1 ? true : nil
                }
            }
            await deck.expect("hello", answers: "5")
            #expect(deck.journal.seen.states["hello"]?.contains { $0.state == .restarting } == false)
        }
    }

    @Test func isCreatedAgainForNewSettings() async throws {
        let source = "import os\ndef handler(event, context): return os.environ['COLOUR']"
        let red: @Sendable (inout FunctionSettings) -> Void = { $0.environment = ["COLOUR": "red"] }
        try await Self.project(source, red) { project, deck, settings in
            await deck.expect("hello", answers: #""red""#)
            let (_, old) = try await project.pair()
            let blue = settings.with { $0.environment = ["COLOUR": "blue"] }
            await deck.host.apply(project.manifest([blue]))
            try await deck.wait("hello", "stale") { $0.isStale }
            await deck.host.restart("hello")
            try await deck.wait("hello", "ready and not stale") { $0.state == .ready && !$0.isStale }
            await deck.expect("hello", answers: #""blue""#)
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == old } }
        }
    }

    @Test func isNotUsedIfItsFolderIsAnotherNow() async throws {
        try await Self.project(Self.answering(1)) { project, deck, settings in
            await deck.expect("hello", answers: "1")
            let (_, old) = try await project.pair()
            // Like a build that creates its folder again: the spare has the deleted one.
            try FileManager.default.moveItem(atPath: project.path("hello"), toPath: project.path("gone"))
            try project.write("hello/app.py", Self.answering(2))
            await deck.host.restart("hello")
            await deck.expect("hello", answers: "2", "who comes behind a restart gets the new code")
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == old } }
        }
    }

    @Test func isNotUsedIfAZipIsAnotherNow() async throws {
        try await TestProject.run { project in
            @Sendable func zip(_ number: Int) throws {
                var writer = ZipWriter()
                writer.file("app.py", Self.answering(number))
                try writer.write(project.path("code.zip"))
            }
            try zip(1)
            let settings = try await project.python("hello", "") {
                $0.spare = true
                $0.code = .zip(project.path("code.zip"))
            }
            let deck = try await project.deck([settings])
            await deck.expect("hello", answers: "1")
            try await project.waitForStandby(spares: 1)
            try zip(2)
            await deck.host.restart("hello")
            await deck.expect("hello", answers: "2", "who comes behind a restart gets the new code")
        }
    }

    @Test func isReplacedWhenItDies() async throws {
        try await Self.project(Self.answering(1)) { project, deck, settings in
            let (serving, spare) = try await project.pair()
            try await TestEngine.client.removeContainer(spare, force: true)
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == spare } }
            #expect(try await project.pair().serving == serving)
            #expect(await deck.host.status(of: "hello").state == .ready)
        }
    }

    /// The running call gets one clear error; the port stays open, and the next call is served.
    @Test func takesOverIfTheContainerDiesDuringACall() async throws {
        try await Self.project(Handlers.waiting) { project, deck, settings in
            let (serving, spare) = try await project.pair()
            async let broken = project.post(#"{"n": 1}"#, to: settings.resolvedPort)
            try await deck.waitForLine("hello", "waiting 1")
            try await TestEngine.client.killContainer(serving)
            let (body, answer) = try await broken
            #expect(answer.statusCode == 200)
            #expect(answer.value(forHTTPHeaderField: "X-Amz-Function-Error") == "Unhandled")
            #expect(body.contains("was killed while the function was running"), "\(body)")
            let next = try await project.post(#"{"n": 2, "wait": false}"#, to: settings.resolvedPort)
            #expect(next.body == "[2, 1]")
            try await project.waitForStandby(spares: 1) { !$0.contains { $0.id == serving } }
            #expect(try await project.pair().serving == spare)
        }
    }

    @Test func goesWithTheFunction() async throws {
        try await Self.project(Self.answering(1)) { project, deck, settings in
            await deck.stop("hello")
            try await project.waitForContainers("none") { $0.isEmpty }
            await #expect(throws: (any Error).self) { try await project.post("{}", to: settings.resolvedPort) }
        }
    }

    @Test func isMissingIfNotWanted() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.answering(1)) { $0.concurrency = 2 }
            let deck = try await project.deck([settings])
            try await deck.start("hello")
            try await project.waitForStandby(workers: 1, spares: 0)
            await deck.expect("hello", answers: "1")
        }
    }
}

extension TestProject {
    /// Waits until the project's containers are as expected. The engine sends no event for a new name, so it is polled.
    func waitForContainers(_ what: String, _ isIt: @escaping ([ContainerSummary]) -> Bool) async throws {
        var all: [ContainerSummary] = []
        try await asking(for: "\(what): \(all.map { ($0.names, $0.state) })") {
            all = try await containers()
            return isIt(all) ? true : nil
        }
    }

    /// Waits until one container serves and its host knows that many others.
    func waitForStandby(
        workers: Int = 0, spares: Int, _ andThat: @escaping ([ContainerSummary]) -> Bool = { _ in true }
    ) async throws {
        try await asking(for: "one that serves, \(workers) workers and \(spares) spares") {
            let (all, known) = (try await containers(), await knownStandby())
            let places = all.filter { $0.state == "running" }.map { ContainerName.role(of: $0.names.first ?? "") }
            let isKnown = all.allSatisfy {
                ContainerName.role(of: $0.names.first ?? "") == .serving || known.contains($0.id)
            }
            return all.count == places.count && places.count { $0 == .serving } == 1
                && places.count { $0 == .worker } == workers && places.count { $0 == .spare } == spares && isKnown
                && andThat(all) ? true : nil
        }
    }

    /// The ids of the serving container and its spare.
    func pair() async throws -> (serving: String, spare: String) {
        let all = try await containers()
        func only(_ role: ContainerRole) throws -> String {
            let found = all.filter { ContainerName.role(of: $0.names.first ?? "") == role }
            try #require(found.count == 1, "\(all.map(\.names))")
            return found[0].id
        }
        return (try only(.serving), try only(.spare))
    }
}
