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
    var mouse: Bool?
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
        _ project: ProjectOptions, _ remote: RemoteAccess?, forwards: Bool, mouse: Bool?, in context: CommandContext
    ) async throws -> ExitStatus {
        let environment = context.environment
        let session =
            remote == nil
            ? ManifestSession(named: project.file, from: context.folder, environment: environment) : nil
        let first = await session?.begin()
        let file = ConfigurationFile(environment)
        let memory = DeckMemory(environment)
        let terminal: Terminal
        do {
            let takesMouse = mouse ?? file.configuration.mouse ?? first?.manifest?.mouse ?? true
            terminal = try Terminal(
                options: TerminalOptions(
                    mouse: takesMouse, theme: ThemeChoice(file.configuration.theme), background: memory.background,
                    errorLog: FileLog.path(environment)))
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
        defer { terminal.restore() }
        var model = Model(
            size: terminal.size, now: context.now(),
            secondsFromUTC: TimeZone.current.secondsFromGMT(), configuration: file.configuration)
        model.isRemote = remote != nil
        if remote == nil { model.folder = (context.folder as NSString).lastPathComponent }
        let controller = DeckController(environment, session: session, remote: remote, forwards: forwards) { manifest in
            HostAccess(project, manifest: manifest, in: context)
        }
        let shell = DeckShell(terminal: terminal, model: model) { controller.takeLogs(atMost: $0) }
        shell.runner = controller
        shell.eventStore = controller.events
        if remote != nil { shell.remoteFiles = controller }
        controller.begin(shell, first)
        if let notice = file.notice { shell.send(.notice(notice)) }
        await shell.run()
        controller.end()
        if let background = terminal.background { memory.store(background) }
        terminal.restore()
        for (event, path) in shell.unsavedEvents {
            context.output.complain(PlainText.line("\(event) is not saved; what you wrote is in \(path)"))
        }
        if let left = shell.leftBehind { context.output.complain(Interruption.leavesBehind(left)) }
        return controller.wasTerminated ? .interrupted : .success
    }
}
