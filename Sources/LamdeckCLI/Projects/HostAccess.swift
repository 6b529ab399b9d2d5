import Foundation
import HostLink
import LambdaModel
import LambdaRuntime
import TerminalUI

/// Connects commands and the deck to the host of a project on this machine.
struct HostAccess: Sendable {
    let address: HostAddress
    private let manifest: String
    /// The engine that `--host` names; nil without this option.
    private let engine: String?
    private let choice: EngineChoice
    private let environment: [String: String]

    /// The host of a manifest's project.
    init(_ project: ProjectOptions, manifest: String, in context: CommandContext) {
        (self.manifest, engine, environment) = (manifest, project.host, context.environment)
        choice = project.engine(in: context)
        address = HostAddress(manifest: manifest)
    }

    /// Attaches to the host; nil if none runs.
    ///
    /// - Parameter comparesEngines: whether a host with another engine than `--host` names is refused.
    func attach(
        inbox: LogInbox = LogInbox(), comparesEngines: Bool = true,
        onNews: @escaping @Sendable (LinkNews) -> Void = { _ in }
    ) async throws(LinkFailure) -> LinkClient? {
        var client: LinkClient?
        for attempt in 0... {
            do throws(LinkFailure) {
                client = try await LinkClient.connect(
                    to: address, program: ProgramBuild.text, inbox: inbox, onNews: onNews)
                break
            } catch {
                if error == .noHost { return nil }
                // It removes its socket at the same time.
                guard error == .ending, attempt < 100 else { throw error }
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
        guard let client else { return nil }
        if comparesEngines, engine != nil, client.hello.engine != choice.address {
            client.close()
            let other = client.hello.engine ?? "none"
            throw .failed("the host of this project uses another engine (\(other)); end it with lamdeck down first")
        }
        return client
    }

    /// Attaches to the host for a command; nil if none runs.
    func client(onNews: @escaping @Sendable (LinkNews) -> Void = { _ in }) async throws(CommandFailure) -> LinkClient? {
        do throws(LinkFailure) {
            return try await attach(onNews: onNews)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Attaches to the host for a command, and starts one if none runs.
    func clientOrStart(
        inbox: LogInbox = LogInbox(), onNews: @escaping @Sendable (LinkNews) -> Void = { _ in }
    ) async throws(CommandFailure) -> LinkClient {
        do throws(LinkFailure) {
            return try await attachOrStart(inbox: inbox, onNews: onNews)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Attaches to the host, and starts one in the background if none runs.
    func attachOrStart(
        inbox: LogInbox, onNews: @escaping @Sendable (LinkNews) -> Void
    ) async throws(LinkFailure) -> LinkClient {
        do throws(FailureReason) {
            _ = try RuntimeChoice(environment)
        } catch {
            throw .failed(error.summary)
        }
        for _ in 0..<3 {
            if let client = try await attach(inbox: inbox, onNews: onNews) { return client }
            try await start()
        }
        throw .failed(
            "a host was started for this project, but does not answer; see \(FileLog.path(environment))")
    }

    /// Starts a host in the background, and returns when clients can attach to it or to another one.
    private func start() async throws(LinkFailure) {
        let log = FileLog.path(environment)
        FileLog.makeFolder(environment)
        let words =
            [ProgramBuild.path, "host", "--foreground", "--reports-readiness", "--file", manifest]
            + (engine.map { ["--host", $0] } ?? [])
        let answer = await withCheckedContinuation { continuation in
            // This call blocks until the child is ready, so it runs on another thread.
            Thread.detachNewThread {
                continuation.resume(returning: BackgroundProgram.start(words, errors: log))
            }
        }
        guard let answer else { throw .failed("\(ProgramBuild.path) cannot be started as a host") }
        let text = answer.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text == HostCommand.ready else {
            throw .failed(text.isEmpty ? "the host ended at once; see \(log)" : text)
        }
    }

    /// Ends the host, whatever its version is, and returns when it has ended.
    ///
    /// - Returns: whether there was one.
    func endHost() async throws(LinkFailure) -> Bool {
        do throws(LinkFailure) {
            let client = try await LinkClient.connect(to: address, program: ProgramBuild.text, endsHost: true)
            await client.waitForEnd()
            return true
        } catch {
            if error == .noHost || error == .ending { return false }
            throw error
        }
    }
}

extension CommandFailure {
    /// There is no connection to the host.
    init(_ failure: LinkFailure) {
        switch failure {
        case .otherVersion: self.init(.usage, "\(failure); lamdeck down ends it")
        case .noHost, .ending, .failed: self.init(.usage, "\(failure)")
        }
    }
}
