import ArgumentParser
import Foundation
import LambdaModel
import LambdaRuntime

/// The options of every command that reads a manifest.
struct ProjectOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The manifest. Default: functions.json in this folder, then in those above.", valueName: "path"))
    var file: String?

    @Option(
        help: ArgumentHelp(
            "The container engine's address, such as unix:///var/run/docker.sock. Default: the docker command's.",
            valueName: "address"))
    var host: String?

    var environment: [String: String] { ProcessInfo.processInfo.environment }

    var engine: EngineChoice { EngineChoice(host: host, environment: environment) }

    /// The manifest's path; a message that says where it was looked for, if there is none.
    func manifestPath() throws(CommandFailure) -> String {
        do {
            return try ManifestLocator.find(file, from: FileManager.default.currentDirectoryPath, files: LocalFiles())
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    /// The manifest, with its warnings on standard error; all of its errors, if there are any.
    func manifest() throws(CommandFailure) -> Manifest {
        let path = try manifestPath()
        let (manifest, problems) = ManifestLoader.load(path: path, environment: environment, files: LocalFiles())
        for problem in problems { Output.complain(problem.description) }
        guard let manifest else { throw CommandFailure(.usage, "\(path) cannot be used") }
        return manifest
    }

    /// Works with the containers of a manifest's project; the connections are closed whatever comes of it.
    func withContainers<Value>(
        of manifest: String, _ work: (ProjectContainers) async throws(FailureReason) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(FailureReason) {
            let containers = try ProjectContainers(manifest: manifest, engine: engine)
            if let warning = engine.warning { Output.complain("lamdeck: \(warning)") }
            let outcome: Result<Value, FailureReason>
            do throws(FailureReason) {
                outcome = .success(try await work(containers))
            } catch {
                outcome = .failure(error)
            }
            await containers.close()
            return try outcome.get()
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension Manifest {
    /// The functions of these names, or all if none is named; a message with the nearest name for an unknown one.
    func functions(named names: [String]) throws(CommandFailure) -> [FunctionSettings] {
        guard !names.isEmpty else { return functions }
        var chosen: [FunctionSettings] = []
        for name in names {
            guard let function = function(named: name) else {
                throw CommandFailure(.usage, unknown(name))
            }
            if !chosen.contains(where: { $0.name == name }) { chosen.append(function) }
        }
        return chosen
    }

    private func unknown(_ name: String) -> String {
        let known = functions.map(\.name)
        if let near = NearestName.nearest(to: name, in: known) {
            return "there is no function \"\(name)\"; did you mean \"\(near)\"?"
        }
        return "there is no function \"\(name)\"; \(path) has \(known.joined(separator: ", "))"
    }
}
