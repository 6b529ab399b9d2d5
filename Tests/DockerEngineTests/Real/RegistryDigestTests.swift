import DockerEngine
import Testing

extension RealEngine {
    /// What a registry has for an image now.
    @Suite struct RegistryDigests {
        @Test func equalsTheDigestOfAPulledImage() async throws {
            let registry = try Registry(layerSizes: [800])
            try await withRealEngine { client in
                try await registry.run { reference, _ in
                    let digest = try await client.registryDigest(reference, within: .seconds(20))
                    #expect(digest.hasPrefix("sha256:"))
                    _ = try await client.pullImage(reference).collected()
                    let image = try await client.imageInspect(reference)
                    try await client.removeImage(reference)
                    #expect(image?.repoDigests.contains { $0.hasSuffix("@" + digest) } == true)
                }
            }
        }

        @Test func isRefusedForAnImageThatIsNotThere() async throws {
            let registry = try Registry(layerSizes: [800])
            try await withRealEngine { client in
                try await registry.run { reference, _ in
                    let kind = await failureKind {
                        try await client.registryDigest(reference + "-missing", within: .seconds(20))
                    }
                    #expect(kind != nil)
                }
            }
        }

        @Test func isAwaitedForTheGivenTimeOnly() async throws {
            try await withFakeEngine(answering: .each { _ in [] }) { client, _ in
                let kind = await failureKind { try await client.registryDigest("a:1", within: .milliseconds(200)) }
                #expect(kind == .timedOut(after: .milliseconds(200)))
            }
        }
    }
}
