import ArgumentParser
import LambdaModel
import LambdaRuntime
import Support
import TerminalUI

/// `lamdeck doctor`
struct DoctorCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what functions need on this machine, and say how to fix it.",
        discussion: """
            Checks the engine, the disk, emulation of the other architecture, the base images and whether their \
            registry has newer ones, ports, file watches, locale and colours. Exit codes: 0 all is well; 1 something \
            needs a fix; 3 there is no engine.

            With --json, one object a line: check (manifest, engine, api, memory, architecture, disk, folders, tools, \
            image, port, code, watches, terminal, locale), state (ok, note, mend) and words; if state is mend, usually also \
            mend, which says what to do.

            Example: lamdeck doctor --json
            """)

    @OptionGroup var project: ProjectOptions
    @Flag(help: "Print one JSON object a line.") var json = false

    func run(in context: CommandContext) async throws {
        let (manifest, about) = try readManifest(in: context)
        let (found, hasEngine) = await HealthCheck(engine: project.engine(in: context), manifest: manifest).run()
        let findings = [about] + found + TerminalFindings.of(TerminalCheckup(), isTerminal: context.output.isTerminal)
        for finding in findings {
            let text = json ? FindingOutput.json(finding) : FindingOutput.text(finding)
            context.output.write(text, json ? .json : .plain)
        }
        if !hasEngine { throw CommandFailure(.noEngine) }
        if findings.contains(where: { $0.state == .mend }) { throw CommandFailure(.functionFailed) }
    }

    /// Without a manifest there is still an engine to look at; one that was named and is not there is a mistake.
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
            return (nil, Finding(.manifest, .mend, first, mend: "lamdeck validate lists all problems"))
        }
        return (manifest, Finding(.manifest, .well, "\(path), \(Plural.text(manifest.functions.count, "function"))"))
    }
}
