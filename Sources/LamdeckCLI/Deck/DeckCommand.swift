import ArgumentParser
import Dashboard
import Foundation
import LambdaModel
import LambdaRuntime
import TerminalUI

/// `lamdeck`: the deck.
struct DeckCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "deck", abstract: "Open the deck (the default).",
        discussion: """
            With --on, the functions run on another machine, which needs lamdeck and an engine. There, ssh must \
            accept a key or an agent of this machine. LAMDECK_SSH names another ssh command.

            Examples: lamdeck --file services/functions.json
                      lamdeck --on ssh://box/home/me/orders --forward
            """)

    @OptionGroup var project: ProjectOptions
    @OptionGroup var remote: RemoteOptions
    @Flag(
        inversion: .prefixedNo, help: "Whether the deck uses the mouse; --no-mouse leaves mouse events to the terminal."
    )
    var mouse = true
    @Flag(help: "With --on: also open the functions' ports here, and pass them on.") var forward = false

    func validate() throws {
        if forward, remote.address == nil { throw ValidationError("--forward needs --on") }
    }

    func run(in context: CommandContext) async throws {
        if project.file != nil { _ = try project.manifestPath(in: context) }
        let access = try remote.access(project, in: context)
        if access == nil { try project.checkEnvironment(in: context) }
        let status = try await Self.open(project, access, forwards: forward, mouse: mouse, in: context)
        guard status == .success else { throw CommandFailure(status) }
    }

    @MainActor
    private static func open(
        _ project: ProjectOptions, _ remote: RemoteAccess?, forwards: Bool, mouse: Bool, in context: CommandContext
    ) async throws -> ExitStatus {
        let environment = context.environment
        let session =
            remote == nil
            ? ManifestSession(named: project.file, from: context.folder, environment: environment) : nil
        let first = await session?.begin()
        let terminal: Terminal
        do {
            let takesMouse = mouse && (first?.manifest?.mouse ?? true)
            terminal = try Terminal(
                options: TerminalOptions(mouse: takesMouse, errorLog: FileLog.path(environment)))
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
        defer { terminal.restore() }
        let model = Model(
            size: terminal.size, now: context.now(),
            secondsFromUTC: TimeZone.current.secondsFromGMT())
        let controller = DeckController(environment, session: session, remote: remote, forwards: forwards) { manifest in
            HostAccess(project, manifest: manifest, in: context)
        }
        let shell = DeckShell(terminal: terminal, model: model) { controller.takeLogs() }
        shell.runner = controller
        if remote != nil { shell.remoteFiles = controller }
        controller.begin(shell, first)
        await shell.run()
        controller.end()
        terminal.restore()
        if let left = shell.leftBehind { context.output.complain(Interruption.leavesBehind(left)) }
        return controller.wasTerminated ? .interrupted : .success
    }
}
