import DockerEngine
import Foundation
import LambdaModel
import OrderedCollections
import Synchronization
import TestSupport
import Testing

@testable import LambdaRuntime

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The project of one test: functions in a folder, and hosts that run them. All of it is removed at the end.
final class TestProject: Sendable {
    let folder: String
    /// Who serves the Runtime API to the functions.
    private let server: ServingKind
    private let hosts = Mutex<[TestHost]>([])

    /// Runs a test on the engine, with a project that is removed afterwards whatever happens.
    ///
    /// - Parameter server: who serves the Runtime API to the functions.
    static func run(
        _ server: ServingKind = .lamdeck, _ body: @escaping @Sendable (TestProject) async throws -> Void
    ) async throws {
        try await EngineTurns.run { try await attempt(server, body).get() }
    }

    private static func attempt(
        _ server: ServingKind, _ body: @escaping @Sendable (TestProject) async throws -> Void
    ) async -> Result<Void, any Error> {
        do {
            let project = try TestProject(server)
            let outcome = await result(of: project, body)
            // Clean up even if the test itself was cancelled.
            await Task { await project.takeApart() }.value
            return outcome
        } catch {
            return .failure(error)
        }
    }

    private static func result(
        of project: TestProject, _ body: @escaping @Sendable (TestProject) async throws -> Void
    ) async -> Result<Void, any Error> {
        let limit = Duration.seconds(400)
        return await withTaskGroup(of: Result<Void, any Error>.self) { group in
            group.addTask {
                do { return .success(try await body(project)) } catch { return .failure(error) }
            }
            group.addTask {
                do { try await Task.sleep(for: limit) } catch { return .failure(error) }
                let seen = project.hosts.withLock { $0 }.map { "\($0.journal.seen)" }
                return .failure(Journal.NeverCame(description: "the test hangs for \(limit); seen: \(seen)"))
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(CancellationError())
        }
    }

    init(_ server: ServingKind = .lamdeck) throws {
        self.server = server
        let name = "lamdeck-test-" + UUID().uuidString.prefix(8).lowercased()
        let path = FileManager.default.temporaryDirectory.path + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        folder = LocalFiles().realPath(path)
        try write("functions.json", "{}")
    }

    private func takeApart() async {
        for host in hosts.withLock({ $0 }) { await host.close() }
        do {
            for container in try await containers() {
                try? await TestEngine.client.removeContainer(container.id, force: true)
            }
        } catch {
            Issue.record("containers of \(folder) may be left: \(error)")
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: Files

    /// The path of something in the project's folder.
    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ name: String, _ text: String, mode: Int = 0o644) throws {
        let path = path(name)
        let above = URL(fileURLWithPath: path).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: above, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    // MARK: Functions

    /// A Python function with this source; its handler is `app.handler`.
    func python(
        _ name: String, _ source: String, timeout: Int = 30, _ change: (inout FunctionSettings) -> Void = { _ in }
    ) async throws -> FunctionSettings {
        try await function(name, "python3.13", "app.handler", ["app.py": source], timeout, change)
    }

    /// A Node.js function with this source.
    func node(
        _ name: String, _ source: String, timeout: Int = 30, _ change: (inout FunctionSettings) -> Void = { _ in }
    ) async throws -> FunctionSettings {
        try await function(name, "nodejs22.x", "app.handler", ["app.js": source], timeout, change)
    }

    /// A function without a language runtime, with this script as its bootstrap.
    func provided(
        _ name: String, _ bootstrap: String, timeout: Int = 30, _ change: (inout FunctionSettings) -> Void = { _ in }
    ) async throws -> FunctionSettings {
        try await function(name, "provided.al2023", "any.word", ["bootstrap": bootstrap], timeout, change)
    }

    private func function(
        _ name: String, _ identifier: String, _ handler: String, _ files: [String: String], _ timeout: Int,
        _ change: (inout FunctionSettings) -> Void
    ) async throws -> FunctionSettings {
        for (file, text) in files { try write("\(name)/\(file)", text, mode: 0o755) }
        let runtime = try #require(LambdaRuntimeIdentifier.named(identifier))
        var settings = FunctionSettings(
            name: name, runtime: runtime, image: try await TestEngine.image(runtime), handler: handler,
            code: .folder(path(name)), resolvedPort: FreePort.take())
        settings.timeout = timeout
        settings.watch = .off
        settings.spare = false
        change(&settings)
        return settings
    }

    func manifest(_ functions: [FunctionSettings]) -> Manifest {
        Manifest(
            path: path("functions.json"), registry: TestEngine.registry, mouse: true, endpoint: nil,
            functions: functions)
    }

    // MARK: Hosts

    /// lamdeck's environment, with separate folders for this project.
    func environment(_ more: [String: String] = [:]) -> [String: String] {
        [
            "HOME": path("home"), "XDG_CACHE_HOME": path("cache"), "XDG_RUNTIME_DIR": path("runtime"),
            "DOCKER_HOST": "\(TestEngine.endpoint)", "LAMDECK_RUNTIME": server.rawValue,
        ].merging(more) { $1 }
    }

    /// A host that follows the engine, connected; it is shut down with the project.
    func deck(_ functions: [FunctionSettings], _ more: [String: String] = [:]) async throws -> TestHost {
        let host = host(functions, more, follows: true)
        try await host.journal.wait(for: "the engine") { $0.engine.last?.isConnected == true ? true : nil }
        return host
    }

    /// A host that is not connected yet, unless it follows the engine.
    func host(
        _ functions: [FunctionSettings], _ more: [String: String] = [:], options: HostOptions = .resident,
        follows: Bool = false, startLimit: Duration = .seconds(60), endpoint: Int? = nil
    ) -> TestHost {
        var manifest = manifest(functions)
        manifest.endpoint = endpoint
        let host = TestHost(
            manifest, engine: EngineChoice(environment: environment(more)), options: options,
            follows: follows, startLimit: startLimit)
        hosts.withLock { $0.append(host) }
        return host
    }

    // MARK: Containers

    /// All containers of this project, running or not.
    func containers() async throws -> [ContainerSummary] {
        let label = ProjectIdentity(manifest: path("functions.json")).label
        return try await TestEngine.client.listContainers(all: true, labels: ["\(Labels.project)=\(label)"])
    }

    /// The containers that the hosts keep besides the serving ones. The engine lists a container before its host has
    /// seen it answer and can use it.
    func knownStandby() async -> Set<String> {
        var ids: Set<String> = []
        for host in hosts.withLock({ $0 }) {
            for supervisor in host.host.registry.supervisors.values {
                ids.formUnion(await supervisor.machine.containers.with(.worker, .spare).map(\.id))
            }
        }
        return ids
    }

    /// The one container of this project.
    func container() async throws -> ContainerSummary {
        let all = try await containers()
        try #require(all.count == 1, "\(all)")
        return all[0]
    }
}

extension TestProject {
    /// Posts an event to a port, like any program could.
    @discardableResult
    func post(
        _ event: String, to port: Int, function: String = "function", _ headers: [String: String] = [:]
    ) async throws -> (body: String, answer: HTTPURLResponse) {
        let address = "http://127.0.0.1:\(port)/2015-03-31/functions/\(function)/invocations"
        var request = URLRequest(url: try #require(URL(string: address)))
        request.httpMethod = "POST"
        request.httpBody = Data(event.utf8)
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, answer) = try await URLSession.shared.data(for: request)
        return (String(decoding: data, as: UTF8.self), try #require(answer as? HTTPURLResponse))
    }
}
