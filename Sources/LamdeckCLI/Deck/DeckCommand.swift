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
        discussion: "Example: lamdeck --file services/functions.json")

    @OptionGroup var project: ProjectOptions
    @Flag(
        inversion: .prefixedNo, help: "Whether the deck uses the mouse; --no-mouse leaves mouse events to the terminal."
    )
    var mouse = true

    func run(in context: CommandContext) async throws {
        if project.file != nil { _ = try project.manifestPath(in: context) }
        let status = try await Self.open(project, mouse: mouse, in: context)
        guard status == .success else { throw CommandFailure(status) }
    }

    @MainActor
    private static func open(
        _ project: ProjectOptions, mouse: Bool, in context: CommandContext
    ) async throws -> ExitStatus {
        let environment = context.environment
        let logger = FileLog.logger(environment)
        let session = ManifestSession(named: project.file, from: context.folder, environment: environment)
        let first = await session.begin()
        let terminal: Terminal
        do {
            let takesMouse = mouse && (first.manifest?.mouse ?? true)
            terminal = try Terminal(
                options: TerminalOptions(mouse: takesMouse, errorLog: FileLog.path(environment)))
        } catch {
            throw CommandFailure(.usage, "\(error)")
        }
        defer { terminal.restore() }
        let model = Model(
            size: terminal.size, now: context.now(),
            secondsFromUTC: TimeZone.current.secondsFromGMT())
        let controller = DeckController(engine: project.engine(in: context), session: session, logger: logger)
        let shell = DeckShell(terminal: terminal, model: model) { controller.takeLogs() }
        shell.runner = controller
        controller.begin(shell, first)
        await shell.run()
        controller.end()
        terminal.restore()
        for message in controller.exitMessages { context.output.complain(message) }
        if let left = shell.leftBehind { context.output.complain(Interruption.leavesBehind(left)) }
        return controller.wasTerminated ? .interrupted : .success
    }
}
