import LambdaModel

/// The commands that open a shell in a container, with the command-line program of the engine.
struct ContainerShell: Hashable {
    /// The engine's address in the form of `DOCKER_HOST`; nil if the host knows none.
    let engine: String?
    /// The container's id.
    let container: String
    /// Whether the engine is Podman.
    let isPodman: Bool

    /// The names of the programs, the likelier one first: Docker's also works with Podman's socket.
    var programs: [String] { isPodman ? ["podman", "docker"] : ["docker", "podman"] }

    /// Writes the path of the container's shell to the errors, whose end is kept.
    func search(with program: String) -> [String] {
        words(program, ["exec", container, "sh", "-c", "{ command -v bash || command -v sh; } 1>&2"])
    }

    /// Runs that shell with the terminal.
    func open(_ shell: String, with program: String) -> [String] {
        words(program, ["exec", "--interactive", "--tty", container, shell])
    }

    private func words(_ program: String, _ arguments: [String]) -> [String] {
        // Other addresses may need certificates, which the program finds with its own settings.
        guard let engine, engine.hasPrefix("unix://") else { return [program] + arguments }
        return [program, program == "podman" ? "--url" : "--host", engine] + arguments
    }

    /// What a search has found.
    enum Answer: Hashable {
        /// The path of a shell.
        case shell(String)
        /// The machine does not have the program.
        case noProgram
        /// There is no shell, or the program failed; for the user.
        case failure(String)
    }

    /// Reads the end of a search.
    ///
    /// - Parameters:
    ///   - status: the exit code.
    ///   - output: the end of its errors.
    ///   - isRemote: whether a shell of another machine has started the program.
    func answer(_ status: Int, _ output: String, with program: String, isRemote: Bool) -> Answer {
        let lines = output.split(whereSeparator: \.isNewline)
            .map { PlainText.line(String($0)) }
        let last = lines.last { line in line.contains { !$0.isWhitespace } } ?? ""
        if status == 0, last.hasPrefix("/") { return .shell(last) }
        if isRemote, status == 127, last.contains("not found"), last.contains(program), !last.contains("exec failed") {
            return .noProgram
        }
        if [126, 127].contains(status), output.contains("sh") {
            return .failure("the image has no shell: \(program) finds no sh in the container")
        }
        return .failure("no shell can be opened: \(last.isEmpty ? "\(program) ended with exit code \(status)" : last)")
    }
}
