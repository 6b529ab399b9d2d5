import Foundation
import LambdaModel
import Support

/// Finds the credentials of a profile, in the AWS CLI's order and places. If a request to AWS is needed, the CLI does
/// it: first its caches are read, then it is called, if it is installed.
struct ProfileReader: Sendable {
    /// The result of a command.
    struct Outcome: Sendable {
        var isGood: Bool
        var output: [UInt8]
        /// What it wrote to standard error.
        var message: String
    }

    let environment: [String: String]
    let home: String
    /// The current time.
    let now: @Sendable () -> Date
    /// Runs a command; throws a message if it cannot be run.
    let run: @Sendable ([String]) async throws(AWSCredentials.Problem) -> Outcome

    /// Credentials that expire sooner count as expired: they would be useless.
    static let shortest = 60.0

    /// The credentials of a profile.
    ///
    /// - Throws: kind `settings`: what is missing, where, and the command that fixes it.
    func credentials(of name: String) async throws(FailureReason) -> AWSCredentials {
        let configuration = try configuration()
        guard let profile = configuration.profile(name) else { throw unknown(name, configuration) }
        var found = try await keys(Profile(name: name, settings: profile, configuration: configuration))
        found.region = profile["region"]?.value
        if let end = found.expiration, end.timeIntervalSince(now()) <= 0 {
            throw refusal(name, "its credentials expired at \(ISO8601.text(end.timeIntervalSince1970)); get new ones")
        }
        return found
    }

    // MARK: Files

    private var configPath: String { path("AWS_CONFIG_FILE", otherwise: "config") }
    private var credentialsPath: String { path("AWS_SHARED_CREDENTIALS_FILE", otherwise: "credentials") }
    private var caches: CommandLineCaches { CommandLineCaches(folder: home + "/.aws") }

    private func path(_ variable: String, otherwise name: String) -> String {
        guard let path = environment[variable], !path.isEmpty else { return "\(home)/.aws/\(name)" }
        return path.hasPrefix("~/") ? home + path.dropFirst() : path
    }

    private func configuration() throws(FailureReason) -> AWSConfiguration {
        AWSConfiguration(
            config: try text(configPath), at: configPath, credentials: try text(credentialsPath), at: credentialsPath)
    }

    /// A file's text; empty if the file does not exist.
    private func text(_ path: String) throws(FailureReason) -> String {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            return String(decoding: try file.read(upToCount: 4 << 20) ?? Data(), as: UTF8.self)
        } catch {
            guard FileManager.default.fileExists(atPath: path) else { return "" }
            throw FailureReason(.settings, "\(path) cannot be read: \((error as NSError).localizedDescription)")
        }
    }

    private func unknown(_ name: String, _ configuration: AWSConfiguration) -> FailureReason {
        var message = "there is no AWS profile \"\(name)\" in \(configPath) or \(credentialsPath)"
        if let near = NearestName.nearest(to: name, in: configuration.names) {
            message += "; did you mean \"\(near)\"?"
        } else if !configuration.names.isEmpty {
            message += "; the profiles there are \(configuration.names.joined(separator: ", "))"
        }
        return FailureReason(.settings, message)
    }

    // MARK: Credentials in files

    private struct Profile {
        let name: String
        let settings: AWSConfiguration.Section
        let configuration: AWSConfiguration

        subscript(_ name: String) -> String? { settings[name]?.value }
    }

    private func keys(_ profile: Profile) async throws(FailureReason) -> AWSCredentials {
        if let role = profile["role_arn"] { return try await assumed(role, profile) }
        if profile["sso_session"] != nil || profile["sso_start_url"] != nil { return try await signedOn(profile) }
        if let found = try plain(profile.configuration.keys[profile.name], profile) { return found }
        if let command = profile.settings["credential_process"] { return try await printed(by: command, profile) }
        if let found = try plain(profile.configuration.profiles[profile.name], profile) { return found }
        throw refusal(
            profile.name,
            "it has no keys: neither aws_access_key_id, credential_process, sso_session nor role_arn "
                + "in \(configPath) or \(credentialsPath)")
    }

    private func plain(
        _ section: AWSConfiguration.Section?, _ profile: Profile
    ) throws(FailureReason) -> AWSCredentials? {
        guard let key = section?["aws_access_key_id"] else { return nil }
        guard let secret = section?["aws_secret_access_key"], !secret.value.isEmpty, !key.value.isEmpty else {
            throw refusal(profile.name, "aws_access_key_id without aws_secret_access_key", at: key.place)
        }
        return AWSCredentials(
            accessKeyID: key.value, secretAccessKey: secret.value, sessionToken: section?["aws_session_token"]?.value)
    }

    private func printed(
        by command: AWSConfiguration.Setting, _ profile: Profile
    ) async throws(FailureReason) -> AWSCredentials {
        guard let words = CommandWords.split(command.value), let program = words.first else {
            throw refusal(profile.name, "the quotes of credential_process do not match", at: command.place)
        }
        return try await printed(by: words, "credential_process (\(program))", profile, at: command.place)
    }

    private func printed(
        by message: [String], _ what: String, _ profile: Profile, at place: String? = nil
    ) async throws(FailureReason) -> AWSCredentials {
        do throws(AWSCredentials.Problem) {
            let outcome = try await run(message)
            guard outcome.isGood else {
                let last = outcome.message.split(separator: "\n").last.map { ": \($0)" } ?? ""
                throw AWSCredentials.Problem(message: "\(what) failed\(last)")
            }
            do throws(AWSCredentials.Problem) {
                return try AWSCredentials(processOutput: outcome.output)
            } catch {
                throw AWSCredentials.Problem(message: "the output of \(what) cannot be used: \(error.message)")
            }
        } catch {
            throw refusal(profile.name, error.message, at: place)
        }
    }

    // MARK: Credentials that need AWS

    private func signedOn(_ profile: Profile) async throws(FailureReason) -> AWSCredentials {
        let session = profile["sso_session"]
        if let session, profile.configuration.sessions[session] == nil {
            let near = NearestName.nearest(to: session, in: Array(profile.configuration.sessions.keys))
            let hint = near.map { "; did you mean \"\($0)\"?" } ?? ""
            throw refusal(
                profile.name, "there is no [sso-session \(session)]\(hint)", at: profile.settings["sso_session"]?.place)
        }
        let shared = session.flatMap { profile.configuration.sessions[$0] }
        guard let url = shared?["sso_start_url"]?.value ?? profile["sso_start_url"],
            let account = profile["sso_account_id"], let role = profile["sso_role_name"]
        else { throw refusal(profile.name, "SSO needs sso_start_url, sso_account_id and sso_role_name") }
        let key = CommandLineCaches.key(account: account, role: role, session: session, startURL: url)
        if let kept = fresh(caches.credentials(key)) { return kept }
        let token = caches.token(session ?? url)
        let login = "sign in with: aws sso login --profile \(ShellText.quoted(profile.name))"
        guard let token else { throw refusal(profile.name, "you are not signed in to \(url); \(login)") }
        guard token.expiration > now() || token.isRenewable else {
            throw refusal(
                profile.name,
                "the sign-in to \(url) expired at \(ISO8601.text(token.expiration.timeIntervalSince1970)); \(login)")
        }
        return try await fetched(profile, "you are signed in to \(url), but the AWS CLI must fetch the keys")
    }

    private func assumed(_ role: String, _ profile: Profile) async throws(FailureReason) -> AWSCredentials {
        let names = [
            "role_session_name": "RoleSessionName", "external_id": "ExternalId", "mfa_serial": "SerialNumber",
        ]
        var settings = ["RoleArn": role]
        for (name, parameter) in names { settings[parameter] = profile[name] }
        let key = CommandLineCaches.key(role: settings, seconds: profile["duration_seconds"].flatMap { Int($0) })
        if let kept = fresh(caches.credentials(key)) { return kept }
        if profile["mfa_serial"] != nil {
            throw refusal(
                profile.name,
                "\(role) needs an MFA code from \(profile["mfa_serial"] ?? ""): run "
                    + "aws sts get-caller-identity --profile \(ShellText.quoted(profile.name))")
        }
        return try await fetched(profile, "the AWS CLI must assume \(role)")
    }

    /// Asks the AWS CLI, which fetches the credentials from AWS.
    private func fetched(_ profile: Profile, _ why: String) async throws(FailureReason) -> AWSCredentials {
        let words = ["aws", "configure", "export-credentials", "--profile", profile.name, "--format", "process"]
        do throws(FailureReason) {
            return try await printed(by: words, "aws configure export-credentials", profile)
        } catch {
            throw FailureReason(
                .settings,
                "\(error.summary) (\(why): run aws sts get-caller-identity --profile \(ShellText.quoted(profile.name)) "
                    + "first)")
        }
    }

    private func fresh(_ found: AWSCredentials?) -> AWSCredentials? {
        guard let found, let end = found.expiration, end.timeIntervalSince(now()) > Self.shortest else { return nil }
        return found
    }

    private func refusal(_ name: String, _ message: String, at place: String? = nil) -> FailureReason {
        FailureReason(.settings, "\(place.map { $0 + ": " } ?? "")AWS profile \(name): \(message)")
    }
}
