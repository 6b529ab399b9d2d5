import Foundation
import Gateway
import Subprocess

/// The keys with which issuers sign JSON Web Tokens, from a file or from the issuer.
actor IssuerKeys {
    private struct Known {
        let keys: JWKS
        let readAt: ContinuousClock.Instant
    }

    /// How long keys of a URL are used: API Gateway keeps them for two hours (API Gateway developer guide, "Control access to
    /// HTTP APIs with JWT authorizers").
    private static let lifetime = Duration.seconds(7_200)
    /// A token with an unknown key has the keys read again, at most this often.
    private static let pause = Duration.seconds(10)

    private var known: [String: Known] = [:]

    /// The keys for a token.
    ///
    /// - Throws: why they cannot be read, for the user.
    func find(
        for authorizer: JWTAuthorizer, _ token: JSONWebToken
    ) async throws(AuthorizerSettingsProblem) -> JWKS {
        // A file is small, and the user may have changed it.
        if let place = authorizer.keys, !Self.isURL(place) { return try JWKS(try Self.read(place)) }
        let name = authorizer.keys ?? authorizer.issuer
        if let known = known[name] {
            let age = ContinuousClock.now - known.readAt
            if age < (known.keys.hasKey(of: token) ? Self.lifetime : Self.pause) { return known.keys }
        }
        let address: String
        if let place = authorizer.keys {
            address = place
        } else {
            address = try JWKS.address(discovery: try await Self.fetch(authorizer.discovery))
        }
        let keys = try JWKS(try await Self.fetch(address))
        known[name] = Known(keys: keys, readAt: .now)
        return keys
    }

    private static func isURL(_ place: String) -> Bool { place.hasPrefix("http://") || place.hasPrefix("https://") }

    private static func read(_ path: String) throws(AuthorizerSettingsProblem) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw AuthorizerSettingsProblem("\(path) cannot be read")
        }
        return [UInt8](data)
    }

    /// Most issuers are reached with TLS only. lamdeck contains no TLS; `curl` does, with the certificates of the system.
    private static func fetch(_ url: String) async throws(AuthorizerSettingsProblem) -> [UInt8] {
        let run = try? await Subprocess.run(
            .name("curl"),
            arguments: ["--fail", "--silent", "--show-error", "--location", "--max-time", "10", "--", url],
            output: .bytes(limit: 1 << 20), error: .string(limit: 1 << 12))
        guard let run else {
            throw AuthorizerSettingsProblem(
                "\(url) cannot be read without curl; install it, or set \"keys\" of the authorizer to a file")
        }
        guard run.terminationStatus.isSuccess else {
            let reason = run.standardError.split(separator: "\n").first.map(String.init) ?? "curl failed"
            throw AuthorizerSettingsProblem("\(url) cannot be read: \(reason)")
        }
        return run.standardOutput
    }
}
