import ArgumentParser
import LambdaModel
import LambdaRuntime

/// `lamdeck down`
struct DownCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Stop functions and remove their containers.",
        discussion: "Example: lamdeck down orders")

    @OptionGroup var project: ProjectOptions
    @Argument(help: "The functions. Default: all of the project.", completion: .functions)
    var names: [String] = []

    func run(in context: CommandContext) async throws {
        // Works with a broken manifest too: the containers' labels name their functions.
        let path = try project.manifestPath(in: context)
        let found = try await project.withContainers(of: path, in: context) { containers throws(FailureReason) in
            try await containers.list()
        }
        let names = names
        let idle = names.filter { name in !found.contains { $0.function == name } }
        if !idle.isEmpty { _ = try project.manifest(in: context).functions(named: idle) }
        let chosen = found.filter { names.isEmpty || names.contains($0.function) }
        try await project.withContainers(of: path, in: context) { containers throws(FailureReason) in
            try await containers.remove(chosen)
            if names.isEmpty { try await containers.removeLeftovers() }
        }
        for function in Set(chosen.map(\.function)).sorted() { context.output.write("\(function)  stopped") }
    }
}
