import Foundation
import Gateway
import LambdaModel
import Subprocess

/// The keys with which issuers sign JSON Web Tokens, from a file or from the issuer.
actor IssuerKeys {
    /// Why there are no keys, in one line for the user.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    private struct Known {
        let keys: JSONWebKeySet
        let readAt: ContinuousClock.Instant
    }

    /// How long keys of a URL are used: API Gateway keeps them for two hours (API Gateway developer guide, "Control access to
    /// HTTP APIs with JWT authorizers").
    private static let lifetime = Duration.seconds(7_200)
    /// A token with an unknown key has the keys read again, at most this often.
    private static let pause = Duration.seconds(10)

    private var known: [String: Known] = [:]

    /// The keys of an issuer.
    ///
    /// - Parameters:
    ///   - place: the absolute path of a file, or a URL; nil for the URL that the issuer's discovery document names.
    ///   - renews: whether keys that are known do not have the token's.
    func find(of issuer: String, at place: String?, renews: Bool) async throws(Problem) -> JSONWebKeySet {
        // A file is small, and the user may have changed it.
        if let place, !Self.isURL(place) { return try Self.keys(try Self.read(place), from: place) }
        let key = place ?? issuer
        if let known = known[key] {
            let age = ContinuousClock.now - known.readAt
            if age < (renews ? Self.pause : Self.lifetime) { return known.keys }
        }
        let url = if let place { place } else { try await Self.discover(issuer) }
        let keys = try Self.keys(try await Self.fetch(url), from: url)
        known[key] = Known(keys: keys, readAt: .now)
        return keys
    }

    private static func isURL(_ place: String) -> Bool { place.hasPrefix("http://") || place.hasPrefix("https://") }

    private static func keys(_ bytes: [UInt8], from place: String) throws(Problem) -> JSONWebKeySet {
        do throws(JSONWebKeySet.Problem) {
            return try JSONWebKeySet(bytes)
        } catch {
            throw Problem(description: "\(place) is no JSON Web Key Set: \(error)")
        }
    }

    private static func read(_ path: String) throws(Problem) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Problem(description: "the keys in \(path) cannot be read")
        }
        return [UInt8](data)
    }

    /// The URL of the keys, from the issuer's discovery document (OpenID Connect Discovery 1.0, section 4).
    private static func discover(_ issuer: String) async throws(Problem) -> String {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let url = "\(base)/.well-known/openid-configuration"
        guard let keys = JSONWebKeySet.url(inDiscovery: try await fetch(url)) else {
            throw Problem(description: "\(url) names no jwks_uri; set \"keys\" of the authorizer")
        }
        return keys
    }

    /// Most issuers are reached with TLS only, which lamdeck has not: curl has, with the certificates of the system.
    private static func fetch(_ url: String) async throws(Problem) -> [UInt8] {
        let run = try? await Subprocess.run(
            .name("curl"),
            arguments: ["--fail", "--silent", "--show-error", "--location", "--max-time", "10", "--", url],
            output: .bytes(limit: 1 << 20), error: .string(limit: 1 << 12))
        guard let run else {
            throw Problem(
                description:
                    "the keys of \(url) cannot be read without curl; install it, or save them as a file for \"keys\"")
        }
        guard run.terminationStatus.isSuccess else {
            let reason = run.standardError.split(separator: "\n").first.map(String.init) ?? "curl failed"
            throw Problem(description: "the keys of \(url) cannot be read: \(reason)")
        }
        return run.standardOutput
    }
}
