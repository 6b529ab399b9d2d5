import Foundation
import HostLink
import LambdaModel
import OrderedCollections
import Testing

@testable import DockerEngine
@testable import LambdaRuntime

/// Restarts for which no new container can be created.
@Suite("The serving container stays if it cannot be replaced")
struct HindranceTests {
    /// A restart removed the serving container before it was known that there is no image for another one: with a spare
    /// at the second restart, without one at the first.
    @Test(arguments: [true, false]) func theServingContainerStaysIfNoOtherCanBeCreated(hasSpare: Bool) async throws {
        try await TestProject.run { project in
            let base = try await project.python("hello", Handlers.echo) { $0.spare = hasSpare }
            let tag = "lamdeck-test-" + UUID().uuidString.prefix(8).lowercased()
            let engine = TestEngine.client
            try await engine.connection.change(
                EngineRequest(
                    .post, "/images/\(base.image)/tag", query: [(name: "repo", value: tag), (name: "tag", value: "1")],
                    operation: "tag an image"))
            let deck = try await project.deck([base.with { $0.image = "\(tag):1" }])
            try await deck.start("hello")
            try await project.waitForStandby(spares: hasSpare ? 1 : 0)
            await deck.expect("hello", "1", answers: "1")
            try await engine.connection.change(EngineRequest(.delete, "/images/\(tag):1", operation: "remove the tag"))
            for number in 2...3 {
                await deck.host.restart("hello")
                await deck.expect("hello", "\(number)", answers: "\(number)")
            }
            try await deck.journal.wait(for: "a word about the image") { seen in
                seen.notices.contains { $0.contains("it was not restarted") && $0.contains(tag) } ? true : nil
            }
            #expect(await deck.host.status(of: "hello").state == .ready)
        }
    }

    enum Hindrance: CaseIterable {
        /// The engine refuses to create a container.
        case memory
        /// The folder with the code is missing.
        case folder
        /// The handler's file is missing.
        case handler
        /// The image's program ends at once.
        case program
        /// There are no credentials.
        case profile

        func apply(_ settings: inout FunctionSettings, _ image: String) {
            switch self {
            case .memory: settings.memorySize = 1
            case .folder: settings.code = .folder("/nowhere/at/all")
            case .handler: settings.handler = "nope.handler"
            case .program: (settings.image, settings.runtime) = (image, nil)
            case .profile: settings.credentials = .profile("nobody")
            }
        }
    }

    /// The serving container was removed first, if the image existed but the new container could not be created or
    /// started.
    @Test(arguments: [true, false])
    func theServingContainerStaysIfTheNewSettingsMakeNoContainer(hasSpare: Bool) async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Handlers.echo) { $0.spare = hasSpare }
            try await project.withImage(running: "exit 3") { image in
                let deck = try await project.deck([settings])
                try await deck.start("hello")
                for hindrance in Hindrance.allCases {
                    try await project.waitForStandby(spares: hasSpare ? 1 : 0)
                    let serving = try await project.containers().first {
                        ContainerName.role(of: $0.names.first ?? "") == .serving
                    }
                    await deck.host.apply(project.manifest([settings.with { hindrance.apply(&$0, image) }]))
                    await deck.host.restart("hello")
                    let reason = try #require(await deck.host.restartFailure("hello"), "\(hindrance)")
                    #expect(reason.summary.contains("it was not restarted"), "\(hindrance)")
                    #expect(deck.journal.seen.notices.contains("hello: \(reason.summary)"))
                    #expect(await deck.host.status(of: "hello").state == .ready, "\(hindrance)")
                    #expect(
                        try await project.containers().contains { $0.id == serving?.id && $0.state == "running" },
                        "\(hindrance)")
                    // When the obstacle is gone, a new container is created.
                    await deck.host.apply(project.manifest([settings]))
                    await deck.host.restart("hello")
                    #expect(await deck.host.restartFailure("hello") == nil, "\(hindrance)")
                    await deck.expect("hello", "2", answers: "2")
                }
            }
        }
    }
}
