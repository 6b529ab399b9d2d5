import ArgumentParser
import Foundation
import HostLink
import LambdaRuntime

/// `lamdeck attach`
struct AttachCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Pass standard input and output on to the project's host.",
        discussion: """
            For a lamdeck on another machine, which runs this command with ssh (`--on`). Starts a host if none runs.

            Example: ssh box lamdeck attach --stdio --file /home/me/orders
            """)

    @OptionGroup var project: ProjectOptions
    @Flag(help: "Use standard input and output; the only way at present.") var stdio = false
    @Flag(help: "Fail if no host runs.") var noStart = false

    func validate() throws {
        if !stdio { throw ValidationError("attach needs --stdio") }
    }

    func run(in context: CommandContext) async throws {
        let path = try project.manifestPath(in: context)
        let access = HostAccess(project, manifest: path, in: context)
        do throws(LinkFailure) {
            if noStart {
                guard let client = try await access.attach() else { throw .noHost }
                await client.leave()
            } else {
                await (try await access.attachOrStart(inbox: LogInbox()) { _ in }).leave()
            }
        } catch {
            // The other end says so itself, after the greetings.
            guard case .otherVersion = error else { throw CommandFailure(error) }
        }
        try await StandardStreams.connect(to: access.address.path)
    }
}
