import DockerEngine
import Testing

extension RealEngine {
    @Suite struct Pulls {
        @Test func aPullReportsItsProgressToTheEnd() async throws {
            let registry = try Registry(layerSizes: [2_000_000, 800, 500_000])
            try await withRealEngine { client in
                try await registry.run { reference, _ in
                    var all: [PullProgress] = []
                    do {
                        all = try await client.pullImage(reference).collected()
                        let image = try #require(try await client.imageInspect(reference))
                        #expect(image.labels["from"] == "registry")
                        #expect(image.repoDigests.contains { $0.hasSuffix(all.last?.digest ?? "none") })
                    } catch {
                        try? await client.removeImage(reference)
                        throw error
                    }
                    let again = try await client.pullImage(reference).collected()
                    try await client.removeImage(reference)

                    let last = try #require(all.last)
                    #expect(last.layersTotal == 3 && last.layersDone == 3 && last.fraction == 1)
                    #expect(last.bytesTotal > 2_500_000 && last.bytesDone == last.bytesTotal)
                    #expect(last.status.hasPrefix("Status: Downloaded newer image"))
                    for (before, after) in zip(all, all.dropFirst()) {
                        #expect(before.fraction <= after.fraction && before.bytesDone <= after.bytesDone)
                    }
                    #expect(again.last?.status.hasPrefix("Status: Image is up to date") == true)
                }
            }
        }

        @Test func anImageThatIsNotThereIsNamedInTheEnginesWords() async throws {
            let registry = try Registry(layerSizes: [800])
            try await withRealEngine { client in
                try await registry.run { reference, _ in
                    let missing = reference + "-missing"
                    let kind = await failureKind { try await client.pullImage(missing).collected() }
                    guard case .imageUnavailable(missing, let message) = kind else {
                        Issue.record("\(kind as Any)")
                        return
                    }
                    #expect(message.contains("manifest") && message.contains("one-missing"))
                }
            }
        }

        @Test func aRegistryThatCannotBeReachedIsNamedInTheEnginesWords() async throws {
            try await withRealEngine { client in
                // Port 1 of this machine refuses at once, so the test needs no internet.
                let reference = "127.0.0.1:1/lamdeck-test/none:1"
                let kind = await failureKind { try await client.pullImage(reference).collected() }
                guard case .imageUnavailable(reference, let message) = kind else {
                    Issue.record("\(kind as Any)")
                    return
                }
                #expect(message.contains("127.0.0.1:1") && message.contains("refused"))
            }
        }

        @Test func aPullCanBeCancelled() async throws {
            let registry = try Registry(layerSizes: [2_000_000])
            let layer = registry.layers[0]
            try await withRealEngine { client in
                try await registry.run(stalling: layer) { reference, _ in
                    let (downloading, report) = AsyncStream.makeStream(of: Void.self)
                    let pull = Task {
                        for try await progress in client.pullImage(reference) where progress.bytesDone > 0 {
                            report.finish()
                        }
                    }
                    for await _ in downloading {}
                    // The engine waits forever for the other half of the layer.
                    pull.cancel()
                    #expect(await failureKind { try await pull.value } == .cancelled)
                    let image = try await client.imageInspect(reference)
                    #expect(image == nil)
                }
            }
        }
    }
}
