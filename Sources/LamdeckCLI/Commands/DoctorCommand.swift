import ArgumentParser
import Foundation
import JSONText
import LambdaModel
import LambdaRuntime
import TerminalUI

/// `lamdeck doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what functions need on this machine, and say how to fix it.",
        discussion: """
            Checks the engine, the disk, emulation of the other architecture, the base images and whether their \
            registry has newer ones, ports, file watches, locale and colours. Exit codes: 0 all is well; 1 something \
            needs a fix; 3 there is no engine.

            With --json, one object a line: check (manifest, engine, api, memory, architecture, disk, folders, tools, \
            image, port, watches, terminal, locale), state (ok, note, mend) and words; if state is mend, usually also \
            mend, which says what to do.

            Example: lamdeck doctor --json
            """)

    @OptionGroup var project: ProjectOptions
    @Flag(help: "Print one JSON object a line.") var json = false

    func run() async throws {
        let (manifest, about) = try readManifest()
        let (found, hasEngine) = await Checkup(engine: project.engine, manifest: manifest).run()
        let findings = [about] + found + TerminalFindings.of(TerminalCheckup())
        for finding in findings {
            Output.write(json ? Self.object(finding) : Self.lines(finding), json ? .json : .plain)
        }
        if !hasEngine { throw CommandFailure(.noEngine) }
        if findings.contains(where: { $0.state == .mend }) { throw CommandFailure(.functionFailed) }
    }

    /// Without a manifest there is still an engine to look at; one that was named and is not there is a mistake.
    private func readManifest() throws(CommandFailure) -> (Manifest?, Finding) {
        let path: String
        do throws(CommandFailure) {
            path = try project.manifestPath()
        } catch {
            if project.file != nil { throw error }
            return (nil, Finding(.manifest, .note, "there is none here: images and ports are not checked"))
        }
        let (manifest, problems) = ManifestLoader.load(
            path: path, environment: project.environment, files: LocalFiles())
        guard let manifest else {
            let first = problems.first { $0.severity == .error }?.description ?? path
            return (nil, Finding(.manifest, .mend, first, mend: "lamdeck validate lists all problems"))
        }
        let count = manifest.functions.count
        return (manifest, Finding(.manifest, .well, "\(path), \(count == 1 ? "1 function" : "\(count) functions")"))
    }

    private static func lines(_ finding: Finding) -> String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let line = padded(finding.state.rawValue, 6) + padded(finding.subject.rawValue, 14)
        let mend = finding.mend.map { "\n" + padded("", 20) + "-> " + PlainText.line($0) } ?? ""
        return line + PlainText.line(finding.words) + mend
    }

    private static func object(_ finding: Finding) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("check", finding.subject.rawValue)
            writer.member("state", finding.state.rawValue)
            writer.member("words", finding.words)
            if let mend = finding.mend { writer.member("mend", mend) }
        }
        return writer.text
    }
}

/// The terminal and the locale in words.
enum TerminalFindings {
    static func of(_ terminal: TerminalCheckup) -> [Finding] {
        [colours(terminal), locale(terminal)]
    }

    private static func colours(_ terminal: TerminalCheckup) -> Finding {
        if let problem = terminal.problem {
            let parts = "\(problem)".split(separator: "; ", maxSplits: 1)
            // Commands without a screen work all the same.
            let state: Finding.State = isatty(STDOUT_FILENO) == 1 ? .mend : .note
            return Finding(.terminal, state, String(parts[0]), mend: parts.count > 1 ? String(parts[1]) : nil)
        }
        let name = terminal.name ?? ""
        if terminal.isColourless { return Finding(.terminal, .note, "\(name), no colours: NO_COLOR is set") }
        if terminal.colours < 8 {
            return Finding(
                .terminal, .note, "\(name) has no colours",
                mend: "export TERM=xterm-256color, if the terminal has colours")
        }
        return Finding(.terminal, .well, "\(name), \(terminal.colours) colours")
    }

    private static func locale(_ terminal: TerminalCheckup) -> Finding {
        let named = terminal.locale ?? "no locale is set"
        if terminal.isUnicode { return Finding(.locale, .well, "UTF-8 (\(named))") }
        return Finding(
            .locale, .mend, "\(named) is not UTF-8: borders are ASCII, and non-ASCII letters show as ?",
            mend: "export LC_ALL=C.UTF-8")
    }
}
