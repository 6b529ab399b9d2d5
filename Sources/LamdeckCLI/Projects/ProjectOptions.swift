import ArgumentParser
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

    /// The engine that the options or the environment name.
    func engine(in context: CommandContext) -> EngineChoice {
        EngineChoice(host: host, environment: context.environment)
    }

    /// Refuses an environment with which no container is started on this machine.
    func checkEnvironment(in context: CommandContext) throws(CommandFailure) {
        do throws(FailureReason) {
            _ = try RuntimeChoice(context.environment)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The manifest's path. If there is none, throws a message that says where lamdeck searched.
    func manifestPath(in context: CommandContext) throws(CommandFailure) -> String {
        do {
            return try ManifestLocator.find(file, from: context.folder, files: LocalFiles())
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    /// The manifest. Prints its problems on standard error, and throws if one of them is an error.
    func manifest(in context: CommandContext) throws(CommandFailure) -> Manifest {
        let path = try manifestPath(in: context)
        let (manifest, problems) = ManifestLoader.load(
            path: path, environment: context.environment, files: LocalFiles())
        for problem in problems { context.output.complain(problem.description) }
        guard let manifest else { throw CommandFailure(.usage, "\(path) cannot be used") }
        return manifest
    }

    /// Works with the containers of a manifest's project. Closes the connections afterwards, even if the work fails.
    func withContainers<Value>(
        of manifest: String, in context: CommandContext,
        _ work: (ProjectContainers) async throws(FailureReason) -> Value
    ) async throws(CommandFailure) -> Value {
        do throws(FailureReason) {
            let engine = engine(in: context)
            let containers = try ProjectContainers(manifest: manifest, engine: engine)
            if let warning = engine.warning { context.output.complain("lamdeck: \(warning)") }
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
