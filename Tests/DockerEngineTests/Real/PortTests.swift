import DockerEngine
import Testing

extension RealEngine {
    @Suite struct Ports {
        @Test func anEphemeralPortIsPublishedOnLoopback() async throws {
            var spec = script("exec sleep 1000")
            spec.publishedPorts = [.init(containerPort: 8080), .init(containerPort: 9000)]
            let published = spec
            try await withRealEngine { client in
                try await client.withContainer(published) { id in
                    let container = try await client.inspectContainer(id)
                    let ports = container.ports.map(\.containerPort)
                    #expect(ports == [8080, 9000])
                    let port = try #require(container.published(8080))
                    #expect(port.hostIP == "127.0.0.1" && (port.hostPort ?? 0) > 0)
                    #expect(container.published(8080)?.hostPort != container.published(9000)?.hostPort)
                    #expect(container.published(1) == nil)
                    #expect(container.networkIP?.isEmpty == false)
                    let listed = try await client.listContainers(all: true, labels: ["lamdeck.test"])
                    #expect(listed.first { $0.id == id }?.ports == container.ports)
                }
            }
        }

        @Test func aPortInUseFailsTheStartAndLeavesTheContainerCreated() async throws {
            var first = script("exec sleep 1000")
            first.publishedPorts = [.init(containerPort: 8080)]
            let holder = first
            try await withRealEngine { client in
                try await client.withContainer(holder) { id in
                    let taken = try #require(try await client.inspectContainer(id).published(8080)?.hostPort)
                    var second = script("exec sleep 1000")
                    second.publishedPorts = [.init(containerPort: 8080, hostPort: taken)]
                    try await client.withContainer(second, isStarted: false) { id in
                        let kind = await failureKind { try await client.startContainer(id) }
                        guard case .api(500, let message) = kind else {
                            Issue.record("\(kind as Any)")
                            return
                        }
                        #expect(message.contains("\(taken)") && message.contains("already allocated"))
                        let container = try await client.inspectContainer(id)
                        #expect(container.state.status == "created" && container.published(8080) == nil)
                    }
                }
            }
        }
    }
}
