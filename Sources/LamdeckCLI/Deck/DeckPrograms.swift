import Dashboard
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Support
import TerminalUI

/// Runs the commands of the user and of the project, and opens shells in containers. The container is asked for when it
/// is needed: the deck knows only what functions do.
@MainActor
final class DeckPrograms {
    /// How long the host may take to name a container.
    private static let limit = Duration.seconds(3)

    /// The other machine; nil if the project is on this one.
    private let remote: RemoteAccess?
    /// The manifest's path on this machine; nil if there is none.
    private let manifest: () -> String?
    private let client: () -> LinkClient?
    private let shell: () -> DeckShell?
    /// Whether a program is about to get the terminal: a second key in this moment does nothing.
    private var isStarting = false

    init(
        remote: RemoteAccess?, manifest: @escaping () -> String?, client: @escaping () -> LinkClient?,
        shell: @escaping () -> DeckShell?
    ) {
        (self.remote, self.manifest, self.client, self.shell) = (remote, manifest, client, shell)
    }

    // MARK: Commands

    /// Runs a command with its variables and those that name the project and the container.
    func run(_ command: OwnCommand, _ function: String?, _ variables: [String: String]) {
        begin { programs in
            let container = await programs.container(of: function)
            let path = programs.client()?.hello.manifest ?? programs.manifest() ?? ""
            var environment = variables
            environment[OwnCommandVariable.manifest.rawValue] = path
            environment[OwnCommandVariable.project.rawValue] = (path as NSString).deletingLastPathComponent
            environment[OwnCommandVariable.container.rawValue] = container?.id ?? ""
            programs.shell()?.run(programs.shellCommand(command, environment))
        }
    }

    /// A command of a project runs in the project's folder, and on its machine.
    private func shellCommand(_ command: OwnCommand, _ environment: [String: String]) -> ShellCommand {
        let folder = environment[OwnCommandVariable.project.rawValue].flatMap { $0.isEmpty ? nil : $0 }
        let isOfProject = command.owner == .project
        let runner = ShellCommand.runner(
            of: command.command, environment: environment, folder: isOfProject ? folder : nil)
        guard isOfProject, let remote else { return ShellCommand(command, by: runner) }
        let options = command.usesTerminal ? ["-t"] : ["-T", "-o", "BatchMode=yes"]
        return ShellCommand(command, by: remote.words(options, runner))
    }

    // MARK: Shells

    /// Opens a shell in the container of a function.
    func openShell(in function: String) {
        begin { programs in
            guard let container = await programs.container(of: function), container.state == "running" else {
                return programs.tell("\(function) has no running container")
            }
            await programs.openShell(in: function, container.id)
        }
    }

    private func openShell(in function: String, _ container: String) async {
        var isPodman = false
        if case .connected(let name)? = shell()?.model.engine { isPodman = name.lowercased().hasPrefix("podman") }
        let place = ContainerShell(
            engine: client()?.hello.engine, container: container, isPodman: isPodman)
        for program in place.programs {
            switch await search(place, with: program) {
            case .shell(let path):
                let words = there(place.open(path, with: program), ["-t"])
                shell()?.run(ShellCommand(interactive: "the shell in \(function)", words: words))
                return
            case .noProgram: continue
            case .failure(let reason): return tell("\(function): \(reason)")
            }
        }
        let machine = remote.map { $0.address.destination } ?? "this machine"
        tell("a shell needs the command docker or podman, and \(machine) has neither")
    }

    private func search(_ place: ContainerShell, with program: String) async -> ContainerShell.Answer {
        let words = there(place.search(with: program), ["-T", "-o", "BatchMode=yes"])
        guard let search = PipedProgram.start(words) else { return .noProgram }
        search.closeInputAndOutput()
        let (status, output) = await search.ending(within: 10)
        return place.answer(status, output, with: program, isRemote: remote != nil)
    }

    /// The words of a command on the machine of the project.
    private func there(_ words: [String], _ options: [String]) -> [String] {
        remote?.words(options, words) ?? words
    }

    // MARK: Helpers

    private func begin(_ work: @escaping @MainActor (DeckPrograms) async -> Void) {
        guard !isStarting else { return }
        isStarting = true
        Task {
            await work(self)
            self.isStarting = false
        }
    }

    /// The container that serves a function; nil if there is none, or if the host does not answer.
    private func container(of function: String?) async -> ListedContainer? {
        guard let function, let client = client() else { return nil }
        let reply = client.send(.list(asksEngine: false))
        guard await finishes(within: Self.limit, { _ = await reply.value }),
            case .listing(let functions) = await reply.value
        else { return nil }
        return functions.first { $0.name == function }?.container
    }

    private func tell(_ text: String) { shell()?.send(.notice(Notice(.warning, text))) }
}
