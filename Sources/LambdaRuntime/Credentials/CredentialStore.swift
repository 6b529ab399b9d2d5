import Foundation
import LambdaModel
import Subprocess
import Support

/// The credentials of profiles for new containers: each profile is read once, and again shortly before its credentials
/// expire. Tells the user when they will expire, and when they have.
actor CredentialStore {
    /// Credentials are fetched again if they expire within so many seconds.
    static let margin = 300.0
    /// Fetched credentials that do not say when they expire are fetched again after so many seconds.
    static let longest = 900.0

    private struct Entry {
        var credentials: AWSCredentials
        var usableUntil: Date
    }

    private let reader: ProfileReader
    private let report: @Sendable (String) -> Void
    private var known: [String: Entry] = [:]
    private var readings: [String: Task<Result<AWSCredentials, FailureReason>, Never>] = [:]
    /// The last expiry of a profile's credentials that the user was told about.
    private var announced: [String: Date] = [:]
    private var timers: [String: Task<Void, Never>] = [:]

    /// - Parameter report: receives a line for the user.
    init(_ reader: ProfileReader, report: @escaping @Sendable (String) -> Void) {
        self.reader = reader
        self.report = report
    }

    init(environment: [String: String], report: @escaping @Sendable (String) -> Void) {
        let reader = ProfileReader(
            environment: environment, home: environment["HOME"] ?? NSHomeDirectory(), now: { Date() },
            run: { words throws(AWSCredentials.Problem) in try await CommandRun.run(words, environment) })
        self.init(reader, report: report)
    }

    deinit { for timer in timers.values { timer.cancel() } }

    /// The credentials of a profile. Simultaneous callers share one result.
    func credentials(of profile: String) async throws(FailureReason) -> AWSCredentials {
        if let entry = known[profile], entry.usableUntil > reader.now() { return entry.credentials }
        let reader = reader
        let reading =
            readings[profile]
            ?? Task {
                do throws(FailureReason) {
                    return .success(try await reader.credentials(of: profile))
                } catch {
                    return .failure(error)
                }
            }
        readings[profile] = reading
        let result = await reading.value
        // A later caller may have started another reading.
        if readings[profile] == reading { readings[profile] = nil }
        let found = try result.get()
        let now = reader.now()
        let limit = now.addingTimeInterval(Self.longest)
        let end = found.expiration.map { $0.addingTimeInterval(-Self.margin) } ?? limit
        // Credentials in a file can be edited at any time, and reading them costs nothing.
        known[profile] = found.sessionToken == nil ? nil : Entry(credentials: found, usableUntil: min(end, limit))
        report(profile, found.expiration)
        return found
    }

    private func report(_ profile: String, _ end: Date?) {
        guard let end, announced[profile] != end else { return }
        announced[profile] = end
        let left = end.timeIntervalSince(reader.now())
        report("the credentials of the AWS profile \(profile) expire in \(TimeSpan.long(Int(left)))")
        timers[profile]?.cancel()
        timers[profile] = Task { [report] in
            guard (try? await Task.sleep(for: .seconds(max(0, left)))) != nil else { return }
            report(
                "the credentials of the AWS profile \(profile) have expired; "
                    + "restart its functions to get new ones")
        }
    }
}

/// Runs a command that prints credentials: without a shell, without standard input, and for at most a minute.
enum CommandRun {
    /// Runs it in lamdeck's environment.
    static func run(
        _ words: [String], _ environment: [String: String]
    ) async throws(AWSCredentials.Problem) -> ProfileReader.Outcome {
        guard let program = words.first else { throw AWSCredentials.Problem(message: "there is no command") }
        let variables = environment.map { Array("\($0.key)=\($0.value)".utf8) + [0] }
        // Names are searched in PATH. A path would need a type of another library, so a shell executes it unchanged.
        let isPath = program.contains("/")
        let arguments = isPath ? ["-c", "exec \"$@\"", "sh"] + words : Array(words.dropFirst())
        let outcome = await withTimeout(.seconds(60)) {
            try await Subprocess.run(
                .name(isPath ? "sh" : program), arguments: .init(arguments), environment: .custom(variables),
                input: .none,
                output: .bytes(limit: 1 << 16), error: .string(limit: 1 << 16))
        }
        if outcome.isTimeUp { throw AWSCredentials.Problem(message: "\(program) did not end within a minute") }
        guard let result = try? outcome.result.get() else {
            throw AWSCredentials.Problem(message: "\(program) could not be run")
        }
        return ProfileReader.Outcome(
            isGood: result.terminationStatus.isSuccess, output: result.standardOutput, message: result.standardError)
    }
}
