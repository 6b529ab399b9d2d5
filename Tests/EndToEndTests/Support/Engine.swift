import Foundation

/// Access to the engine without lamdeck.
enum Engine {
    /// The images in which these tests run functions.
    private static let images = ["nodejs:22", "python:3.13", "provided:al2023"]

    /// The registry for `LAMDECK_REGISTRY`, empty for AWS's own; throws if functions cannot run here.
    private static let registry = Task<String, any Error> {
        let named = ProcessInfo.processInfo.environment["LAMDECK_REGISTRY"] ?? ""
        let registry = named.isEmpty ? "public.ecr.aws/lambda" : named
        let version = try await docker(["version", "--format", "{{.Server.Version}}"])
        guard version.status == 0 else {
            throw Unusable(description: "these tests need a container engine; docker says: \(version.messages)")
        }
        let found = try await docker(["image", "inspect", "--format", "{{.Id}}"] + images.map { "\(registry)/\($0)" })
        guard found.status == 0 else {
            throw Unusable(
                description: "these tests need the base images \(images.joined(separator: ", ")) of \(registry) on the "
                    + "engine: run `make test`, which provides them, or let LAMDECK_REGISTRY name a registry whose "
                    + "images are there (\(found.messages.trimmingBlanks))")
        }
        return named
    }

    /// The registry for lamdeck's environment, nil for AWS's own; throws if functions cannot run here.
    static func baseImages() async throws -> String? {
        let name = try await registry.value
        return name.isEmpty ? nil : name
    }

    static func docker(_ arguments: [String], input: [UInt8] = []) async throws -> ProgramResult {
        try await Program.run("docker", arguments, input: input)
    }

    /// A container as the engine lists it.
    struct Container: Hashable, Sendable {
        let id: String
        let function: String
        let state: String
        let role: String
        /// Whether it is the spare or worker of another container.
        let standsBy: Bool
    }

    /// The containers of all manifests in a folder, running or not.
    static func containers(in folder: String) async throws -> [Container] {
        let columns = ["{{.ID}}", "function", "{{.State}}", "role", "manifest", "{{.Names}}"].map {
            $0.hasPrefix("{") ? $0 : "{{.Label \"lamdeck.\($0)\"}}"
        }
        let listed = try await docker(
            [
                "ps", "--all", "--no-trunc", "--filter", "label=lamdeck.project", "--format",
                columns.joined(separator: "\t"),
            ])
        return listed.lines.compactMap { line in
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 6, parts[4].hasPrefix(folder + "/") else { return nil }
            return Container(
                id: parts[0], function: parts[1], state: parts[2], role: parts[3],
                standsBy: [".spare", ".worker"].contains { parts[5].hasSuffix($0) })
        }
    }

    /// Removes containers that a test's lamdeck left behind.
    static func removeContainers(in folder: String) async {
        let left = (try? await containers(in: folder)) ?? []
        guard !left.isEmpty else { return }
        _ = try? await docker(["rm", "--force"] + left.map(\.id))
    }

    /// The engine's socket, for a proxy between it and lamdeck.
    static func socket() throws -> String {
        let host = ProcessInfo.processInfo.environment["DOCKER_HOST"] ?? "unix:///var/run/docker.sock"
        guard host.hasPrefix("unix://") else { throw Unusable(description: "DOCKER_HOST=\(host) is no unix socket") }
        return String(host.dropFirst("unix://".count))
    }
}

/// This machine cannot run these tests.
struct Unusable: Error, CustomStringConvertible {
    let description: String
}
