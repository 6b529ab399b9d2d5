import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import Support
import TerminalUI

/// The host of a project on another machine, reached with `ssh`.
struct RemoteAccess: HostSource {
    let address: RemoteAddress
    /// The command for `ssh`, as a shell reads it: `LAMDECK_SSH`, otherwise `ssh`.
    private let command: String

    init(_ address: RemoteAddress, in context: CommandContext) {
        self.address = address
        let named = context.environment["LAMDECK_SSH"] ?? ""
        command = named.allSatisfy(\.isWhitespace) ? "ssh" : named
    }

    /// The words of a command that runs `ssh` with these options, and a command with its arguments on the other
    /// machine.
    func words(_ options: [String], _ remote: [String]) -> [String] {
        let port = address.port.map { ["-p", "\($0)"] } ?? []
        let there = remote.isEmpty ? [] : [remote.map(ShellText.quoted).joined(separator: " ")]
        return ["/bin/sh", "-c", "exec " + command + " \"$@\"", "ssh"] + port + options + [address.destination] + there
    }

    /// The words of a `lamdeck` command on the other machine.
    func lamdeck(_ arguments: [String]) -> [String] { ["lamdeck"] + arguments + ["--file", address.path] }

    /// Attaches, and starts a host on the other machine if none runs.
    func attachOrStart(
        inbox: LogInbox, onNews: @escaping @Sendable (LinkNews) -> Void
    ) async throws(LinkFailure) -> LinkClient {
        // The user would not see a password prompt, because the deck covers the terminal.
        let options = ["-T", "-o", "BatchMode=yes", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3"]
        let words = words(options, lamdeck(["attach", "--stdio"]))
        guard let program = PipedProgram.start(words) else { throw .failed("ssh cannot be started") }
        do throws(LinkFailure) {
            let client = try await LinkClient.connect(
                reading: program.output, writing: program.input, program: ProgramBuild.text, inbox: inbox,
                onNews: onNews)
            Task {
                await client.waitForEnd()
                program.end()
            }
            return client
        } catch {
            let (status, message) = await program.ending()
            if case .otherVersion = error { throw error }
            throw .failed(failure(status, message))
        }
    }

    /// Why `ssh` or the program on the other machine ended.
    private func failure(_ status: Int, _ message: String) -> String {
        let last = message.split(whereSeparator: \.isNewline).last.map { PlainText.line(String($0)) } ?? ""
        if status == 127 {
            return "\(address.destination) has no lamdeck in the PATH of commands that ssh runs there (\(last))"
        }
        if last.contains("Permission denied") {
            return "\(address.destination) accepts ssh only with a password (\(last)); lamdeck needs a key or an agent"
        }
        return last.isEmpty
            ? "the connection to \(address) ended with status \(status)"
            : last.hasPrefix("lamdeck: ") ? "\(address.destination): \(last.dropFirst(9))" : "\(address): \(last)"
    }

    /// Ends the host on the other machine, whatever its version is.
    func endHost() async throws(LinkFailure) -> Bool {
        guard let program = PipedProgram.start(words(["-T", "-o", "BatchMode=yes"], lamdeck(["down"]))) else {
            throw .failed("ssh cannot be started")
        }
        let (status, message) = await program.ending()
        guard status == 0 else { throw .failed(failure(status, message)) }
        return true
    }
}

extension RemoteAccess {
    /// A project's host for a command: the connection and the functions.
    func project(
        in context: CommandContext, inbox: LogInbox = LogInbox(),
        onNews: @escaping @Sendable (LinkNews) -> Void = { _ in }
    ) async throws(CommandFailure) -> (client: LinkClient, functions: [ProjectFunction]) {
        let (manifests, manifest) = AsyncStream.makeStream(of: ProjectManifest.self)
        let client: LinkClient
        do throws(LinkFailure) {
            client = try await attachOrStart(inbox: inbox) { news in
                switch news {
                case .update(.manifest(let news)): manifest.yield(news)
                case .current, .lost: manifest.finish()
                case .update: break
                }
                onNews(news)
            }
        } catch {
            throw CommandFailure(error)
        }
        client.subscribe(.command)
        var last: ProjectManifest?
        for await news in manifests { last = news }
        switch last {
        case .loaded(_, let functions, let warnings, _):
            for warning in warnings { context.output.complain(warning) }
            return (client, functions)
        case .broken(let path, let errors):
            for error in errors { context.output.complain(error) }
            throw CommandFailure(.usage, "\(path) on \(address.destination) cannot be used")
        case .missing, nil:
            throw CommandFailure(.usage, "\(address) has no functions.json")
        }
    }

    /// The functions of these names, or all if none is named.
    func functions(_ names: [String], of all: [ProjectFunction]) throws(CommandFailure) -> [ProjectFunction] {
        guard !names.isEmpty else { return all }
        var chosen: [ProjectFunction] = []
        for name in names {
            guard let function = all.first(where: { $0.name == name }) else {
                let near = NearestName.nearest(to: name, in: all.map(\.name)).map { "; did you mean \"\($0)\"?" }
                let known = "; \(address) has \(all.map(\.name).joined(separator: ", "))"
                throw CommandFailure(.usage, "there is no function \"\(name)\"\(near ?? known)")
            }
            chosen.append(function)
        }
        return chosen
    }
}
