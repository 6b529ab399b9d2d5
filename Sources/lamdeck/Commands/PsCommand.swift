import ArgumentParser
import JSONText
import LambdaModel
import LambdaRuntime

/// `lamdeck ps`
struct PsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ps", abstract: "List the functions and what runs.",
        discussion: """
            With --json, one object a line: function, state (running, stopped), stale, port, container, image.

            Example: lamdeck ps --json
            """)

    @OptionGroup var project: ProjectOptions
    @Flag(help: "Print one JSON object a line.") var json = false

    func run() async throws {
        let manifest = try project.manifest()
        let found = try await project.withContainers(of: manifest.path) { containers throws(FailureReason) in
            try await containers.list()
        }
        let rows = manifest.functions.map { settings in
            (settings, found.first { $0.function == settings.name && $0.isRunning && $0.isServing })
        }
        if json {
            for (settings, container) in rows { Output.write(Self.json(settings, container, manifest)) }
        } else {
            var table = TextTable(["FUNCTION", "STATE", "PORT", "IMAGE", "SINCE"])
            for (settings, container) in rows {
                let isStale = container?.isStale(for: settings, endpoint: manifest.endpoint) ?? false
                let state = container == nil ? "stopped" : isStale ? "running (stale)" : "running"
                let port = container?.reachedPort(settings) ?? settings.resolvedPort
                table.add([settings.name, state, "\(port)", settings.image, container?.status ?? ""])
            }
            Output.write(table.text)
        }
    }

    private static func json(
        _ settings: FunctionSettings, _ container: ProjectContainer?, _ manifest: Manifest
    ) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("function", settings.name)
            writer.member("state", container == nil ? "stopped" : "running")
            writer.member("stale", container?.isStale(for: settings, endpoint: manifest.endpoint) ?? false)
            writer.member("port", container?.reachedPort(settings) ?? settings.resolvedPort)
            if let container { writer.member("container", container.id) }
            writer.member("image", settings.image)
        }
        return writer.text
    }
}
