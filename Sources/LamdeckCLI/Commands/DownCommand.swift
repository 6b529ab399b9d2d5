import ArgumentParser
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck down`
struct DownCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Stop functions and remove their containers.",
        discussion: """
            Without names, the host of the project ends too.

            Example: lamdeck down orders
            """)

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions. Default: all of the project.", completion: .functions)
    var names: [String] = []

    func run(in context: CommandContext) async throws {
        // Works with a broken manifest too: the containers' labels name their functions.
        let path = try project.manifestPath(in: context)
        let access = HostAccess(project, manifest: path, in: context)
        let engine = project.engine(in: context)
        let names = names
        var stopped = try await stopAtHost(access)
        // What no host looks after.
        let containers: ProjectContainers
        do throws(FailureReason) {
            containers = try ProjectContainers(manifest: path, engine: engine)
            if let warning = engine.warning { context.output.complain("lamdeck: \(warning)") }
        } catch {
            throw CommandFailure(error)
        }
        let removed: Result<Set<String>, FailureReason>
        do throws(FailureReason) {
            removed = .success(try await containers.remove(names.isEmpty ? nil : names))
        } catch {
            removed = .failure(error)
        }
        await containers.close()
        do throws(FailureReason) {
            stopped.formUnion(try removed.get())
        } catch {
            throw CommandFailure(error)
        }
        let idle = names.filter { !stopped.contains($0) }
        if !idle.isEmpty { _ = try project.manifest(in: context).functions(named: idle) }
        for function in stopped.sorted() { context.output.write("\(function)  stopped") }
    }

    /// Stops functions that a host runs. Without names, the host ends.
    ///
    /// - Returns: those that ran.
    private func stopAtHost(_ access: HostAccess) async throws(CommandFailure) -> Set<String> {
        do throws(LinkFailure) {
            guard let client = try await access.attach(comparesEngines: false) else { return [] }
            var running: Set<String> = []
            if case .listing(let all) = await client.ask(.list(asksEngine: false)) {
                running = Set(all.filter { $0.container != nil }.map(\.name))
            }
            guard !names.isEmpty else {
                await client.leave()
                _ = try await access.endHost()
                return running
            }
            await client.stopAndWait(names)
            await client.leave()
            return running.intersection(names)
        } catch {
            guard case .otherVersion = error, names.isEmpty else { throw CommandFailure(error) }
            do throws(LinkFailure) { _ = try await access.endHost() } catch { throw CommandFailure(error) }
            return []
        }
    }

}
