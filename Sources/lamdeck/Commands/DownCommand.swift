import ArgumentParser
import LambdaModel
import LambdaRuntime

/// `lamdeck down`
struct DownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Stop functions and remove their containers.",
        discussion: "Example: lamdeck down orders")

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions; all of the project where none is named.") var names: [String] = []

    func run() async throws {
        // Works with a broken manifest too: the containers' labels say what is there.
        let path = try project.manifestPath()
        do throws(FailureReason) {
            let containers = try ProjectContainers(manifest: path, engine: project.engine)
            var found = try await containers.list()
            if !names.isEmpty {
                let known = Set(found.map(\.function))
                if names.contains(where: { !known.contains($0) }) {
                    _ = try? project.manifest().functions(named: names)
                }
                found = found.filter { names.contains($0.function) }
            }
            try await containers.remove(found)
            for function in Set(found.map(\.function)).sorted() { Output.write("\(function)  stopped") }
            await containers.close()
        } catch {
            throw CommandFailure(error)
        }
    }
}
