import Foundation
import LambdaModel
import Subprocess
import Support

/// The keys of profiles for the containers that lamdeck makes: each profile is read once, and again when its keys are
/// about to end. Says when they end, and when they have.
actor CredentialStore {
    /// Keys are got again when they end within so many seconds.
    static let margin = 300.0
    /// Keys that come from elsewhere and do not say when they end are got again after so many seconds.
    static let longest = 900.0

    private struct Entry {
        var credentials: AWSCredentials
        var usableUntil: Date
    }

    private let reader: ProfileReader
    private let report: @Sendable (String) -> Void
    private var known: [String: Entry] = [:]
    private var readings: [String: Task<Result<AWSCredentials, FailureReason>, Never>] = [:]
    /// The end that was last told of a profile's keys.
    private var told: [String: Date] = [:]
    private var timers: [String: Task<Void, Never>] = [:]

    /// - Parameter report: called with a line for the user.
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

    /// The keys of a profile. They are the same for all who ask at once.
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
        // A later caller may read again by now.
        if readings[profile] == reading { readings[profile] = nil }
        let found = try result.get()
        let now = reader.now()
        let limit = now.addingTimeInterval(Self.longest)
        let end = found.expiration.map { $0.addingTimeInterval(-Self.margin) } ?? limit
        // What stands in a file can be edited at any time, and reading it costs nothing.
        known[profile] = found.sessionToken == nil ? nil : Entry(credentials: found, usableUntil: min(end, limit))
        tell(profile, found.expiration)
        return found
    }

    private func tell(_ profile: String, _ end: Date?) {
        guard let end, told[profile] != end else { return }
        told[profile] = end
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

/// Runs a command that prints keys: without a shell, without standard input, and for a minute at most.
enum CommandRun {
    /// Runs it with lamdeck's environment.
    static func run(
        _ words: [String], _ environment: [String: String]
    ) async throws(AWSCredentials.Problem) -> ProfileReader.Outcome {
        guard let program = words.first else { throw AWSCredentials.Problem(words: "there is no command") }
        let variables = environment.map { Array("\($0.key)=\($0.value)".utf8) + [0] }
        // Names are looked for in PATH; a path is run as it is, for which a type of another library would be needed.
        let isPath = program.contains("/")
        let arguments = isPath ? ["-c", "exec \"$@\"", "sh"] + words : Array(words.dropFirst())
        let outcome = await withTimeout(.seconds(60)) {
            try await Subprocess.run(
                .name(isPath ? "sh" : program), arguments: .init(arguments), environment: .custom(variables),
                input: .none,
                output: .bytes(limit: 1 << 16), error: .string(limit: 1 << 16))
        }
        if outcome.isTimeUp { throw AWSCredentials.Problem(words: "\(program) did not end within a minute") }
        guard let result = try? outcome.result.get() else {
            throw AWSCredentials.Problem(words: "\(program) could not be run")
        }
        return ProfileReader.Outcome(
            isGood: result.terminationStatus.isSuccess, output: result.standardOutput, words: result.standardError)
    }
}
