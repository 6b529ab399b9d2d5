import ArgumentParser
import LambdaModel
import LambdaRuntime
import Support
import TerminalUI

/// `lamdeck doctor`
struct DoctorCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check this machine for what functions need, and say how to fix problems.",
        discussion: """
            Checks the engine, the disk, emulation of the other architecture, the base images and whether their \
            registry has newer ones, ports, file watches, locale and colours. Exit codes: 0 no problem; 1 at least \
            one problem; 3 there is no engine.

            With --json, one object a line: check (manifest, config, engine, api, memory, architecture, disk, folders, \
            tools, image, runtime, port, code, watches, terminal, locale), state (ok, note, fix) and message; if state is \
            fix, usually also fix, which says what to do.

            Example: lamdeck doctor --json
            """)

    @OptionGroup var project: ProjectOptions
    @Flag(help: "Print one JSON object a line.") var json = false

    func run(in context: CommandContext) async throws {
        let (manifest, about) = try readManifest(in: context)
        let (found, hasEngine) = await HealthCheck(engine: project.engine(in: context), manifest: manifest).run()
        let findings =
            [about] + ConfigurationFile(context.environment).findings + found
            + TerminalFindings.of(TerminalCheck(), isTerminal: context.output.isTerminal)
        for finding in findings {
            let text = json ? FindingOutput.json(finding) : FindingOutput.text(finding)
            context.output.write(text, json ? .json : .plain)
        }
        if !hasEngine { throw CommandFailure(.noEngine) }
        if findings.contains(where: { $0.state == .fix }) { throw CommandFailure(.functionFailed) }
    }

    /// Without a manifest, doctor still checks the engine. But a manifest that the user named must exist.
    func readManifest(in context: CommandContext) throws(CommandFailure) -> (Manifest?, Finding) {
        let path: String
        do throws(CommandFailure) {
            path = try project.manifestPath(in: context)
        } catch {
            if project.file != nil { throw error }
            return (nil, Finding(.manifest, .note, "there is none here: images and ports are not checked"))
        }
        let (manifest, problems) = ManifestLoader.load(
            path: path, environment: context.environment, files: LocalFiles())
        guard let manifest else {
            let first = problems.first { $0.severity == .error }?.description ?? path
            return (nil, Finding(.manifest, .fix, first, fix: "lamdeck validate lists all problems"))
        }
        return (manifest, Finding(.manifest, .ok, "\(path), \(Plural.text(manifest.functions.count, "function"))"))
    }
}
