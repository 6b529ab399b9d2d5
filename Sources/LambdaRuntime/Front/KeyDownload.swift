import Gateway
import Subprocess

/// Reads documents of issuers of tokens.
///
/// Most issuers are reached with TLS only. lamdeck contains no TLS; `curl` does, with the certificates of the system.
struct KeyDownload: Sendable {
    /// The program that reads a URL. Tests use other programs.
    var program = "curl"

    private static let megabytes = 1

    /// Reads what is at a URL. It takes 10 s at most.
    ///
    /// - Throws: why the URL cannot be read, for the user.
    func read(_ url: String) async throws(AuthorizerSettingsProblem) -> [UInt8] {
        // Without these protocols, a redirect could make curl read a file of this machine.
        let arguments = [
            "--fail", "--silent", "--show-error", "--location", "--proto", "=http,https", "--proto-redir",
            "=http,https", "--max-time", "10", "--", url,
        ]
        let reason: String
        do {
            let run = try await Subprocess.run(
                .name(program), arguments: Arguments(arguments), output: .bytes(limit: Self.megabytes << 20),
                error: .string(limit: 1 << 14))
            if run.terminationStatus.isSuccess { return run.standardOutput }
            reason =
                run.standardError.split(separator: "\n").first.map(String.init)
                ?? "\(program) ended without a message (\(run.terminationStatus))"
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw AuthorizerSettingsProblem(
                "\(url) cannot be read without \(program), which is not in PATH; install it, or set \"keys\" of the "
                    + "authorizer to a file")
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw AuthorizerSettingsProblem("\(url) has more than \(Self.megabytes) MB, which no key set has")
        } catch {
            reason = "\(program) could not be run: \(error)"
        }
        throw AuthorizerSettingsProblem("\(url) cannot be read: \(reason)")
    }
}
