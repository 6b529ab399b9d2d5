import ArgumentParser
import Foundation
import HostLink
import LambdaModel
import LambdaRuntime

/// `lamdeck host`
struct HostCommand: LamdeckCommand {
    static let configuration = CommandConfiguration(
        commandName: "host", abstract: "Run the project's host: the process that runs its functions.",
        discussion: """
            A deck, `lamdeck up` and other commands start a host in the background when they need one; it ends by itself \
            when no function runs and nobody is attached. This command starts one by hand. With --foreground, it runs \
            here until SIGTERM or Ctrl-C stops its functions and ends it, for systemd and launchd.

            Examples: lamdeck host
                      lamdeck host --foreground --file /srv/orders/functions.json
            """)

    /// What a host in the background writes when clients can attach.
    static let ready = "ready"

    @OptionGroup var project: ProjectOptions
    @Flag(help: "Run the host in this process, and do not end it when it is idle.") var foreground = false
    @Flag(help: .hidden) var reportsReadiness = false

    func run(in context: CommandContext) async throws {
        try project.checkEnvironment(in: context)
        let path = try project.manifestPath(in: context)
        guard foreground else { return try await startInBackground(path, context) }
        // A relative path in functions.json or a message is seen from there.
        _ = FileManager.default.changeCurrentDirectoryPath((path as NSString).deletingLastPathComponent)
        let setup = ProjectHost.Setup(
            manifest: path, engine: project.engine(in: context), program: ProgramBuild.text,
            endsWhenIdle: reportsReadiness, logger: FileLog.logger(context.environment))
        do {
            try await Interruption.guarding(context.output) { try await host(setup, context) }
        } catch let failure as CommandFailure where failure.status == .interrupted {
            // A signal is how a service manager ends it.
        }
    }

    private func host(_ setup: ProjectHost.Setup, _ context: CommandContext) async throws {
        let outcome: ProjectHost.Outcome
        do throws(FailureReason) {
            outcome = try await ProjectHost.run(setup) { [reportsReadiness] in
                if reportsReadiness { Self.reportReady() } else { ServiceManager.reportReady(context.environment) }
            }
        } catch {
            guard reportsReadiness else { throw CommandFailure(error) }
            context.output.write(error.description)
            throw CommandFailure(.usage)
        }
        switch outcome {
        case .ended(let problems): for problem in problems { context.output.complain(problem) }
        case .anotherRuns:
            if reportsReadiness { return Self.reportReady() }
            throw CommandFailure(.usage, "a host of this project is running already; lamdeck down ends it")
        }
    }

    private func startInBackground(_ path: String, _ context: CommandContext) async throws {
        do throws(LinkFailure) {
            let client = try await HostAccess(project, manifest: path, in: context).attachOrStart(inbox: LogInbox()) {
                _ in
            }
            context.output.write("host  running  process \(client.hello.process)")
            await client.leave()
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Says that clients can attach; nothing more is written.
    private static func reportReady() {
        Output.standard.write(ready)
        let nothing = open("/dev/null", O_WRONLY | O_CLOEXEC)
        if nothing >= 0 {
            dup2(nothing, STDOUT_FILENO)
            close(nothing)
        }
    }
}
