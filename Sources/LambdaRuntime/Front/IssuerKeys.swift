import Foundation
import Gateway
import LambdaModel

/// The keys with which issuers sign JSON Web Tokens, from a file or from the issuer.
actor IssuerKeys {
    typealias Outcome = Result<JWKS, AuthorizerSettingsProblem>
    /// Reads what is at a URL.
    typealias Read = @Sendable (String) async throws(AuthorizerSettingsProblem) -> [UInt8]

    /// The known keys at a URL.
    private struct Known {
        /// The outcome of the last attempt to read them.
        var outcome: Outcome
        /// When that attempt ended.
        var triedAt: ContinuousClock.Instant
        /// The last keys that were read, and when. A failed attempt leaves them.
        var keys: (set: JWKS, readAt: ContinuousClock.Instant)?
    }

    /// How long keys of a URL are used: API Gateway keeps them for two hours (API Gateway developer guide, "Control access to
    /// HTTP APIs with JWT authorizers").
    static let lifetime = Duration.seconds(7_200)
    /// The shortest time between two attempts: a token with an unknown key has the keys read again, and so has any token
    /// after a failure.
    static let pause = Duration.seconds(10)

    private let read: Read
    private let now: @Sendable () -> ContinuousClock.Instant
    /// The keys by URL: that of the keys, or that of the issuer's discovery document.
    private var known: [String: Known] = [:]
    /// The running attempts by the same URLs. All requests during that time wait for one attempt.
    private var reading: [String: Task<Outcome, Never>] = [:]
    /// The keys of files by path, until the files change.
    private var files: [String: (signature: FileSignature, outcome: Outcome)] = [:]

    /// No keys.
    ///
    /// - Parameters:
    ///   - read: reads a URL.
    ///   - now: the time.
    init(
        read: @escaping Read = { url throws(AuthorizerSettingsProblem) in try await KeyDownload().read(url) },
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        (self.read, self.now) = (read, now)
    }

    /// The keys for a token.
    ///
    /// - Throws: why they cannot be read, for the user.
    func find(
        for authorizer: JWTAuthorizer, _ token: JSONWebToken
    ) async throws(AuthorizerSettingsProblem) -> JWKS {
        if let place = authorizer.keys, !IssuerURL.isURL(place) { return try keys(inFile: place) }
        let url = authorizer.keys ?? authorizer.discovery
        if let kept = kept(url, for: token) { return try kept.get() }
        let task = reading[url] ?? begin(authorizer, url)
        return try await task.value.get()
    }

    // MARK: URLs

    /// The known keys, or the failure of the last attempt; nil if the keys must be read.
    private func kept(_ url: String, for token: JSONWebToken) -> Outcome? {
        guard let known = known[url] else { return nil }
        let time = now()
        if let keys = known.keys, keys.set.hasKey(of: token), time - keys.readAt < Self.lifetime {
            return .success(keys.set)
        }
        return time - known.triedAt < Self.pause ? known.outcome : nil
    }

    private func begin(_ authorizer: JWTAuthorizer, _ url: String) -> Task<Outcome, Never> {
        // It goes on if the request that began it ends: others may wait for it.
        let task = Task {
            let outcome = await download(authorizer)
            record(outcome, at: url)
            return outcome
        }
        reading[url] = task
        return task
    }

    private func download(_ authorizer: JWTAuthorizer) async -> Outcome {
        do throws(AuthorizerSettingsProblem) {
            if let url = authorizer.keys { return .success(try JWKS(try await read(url))) }
            let url = try JWKS.address(discovery: try await read(authorizer.discovery))
            return .success(try JWKS(try await read(url)))
        } catch {
            return .failure(error)
        }
    }

    private func record(_ outcome: Outcome, at url: String) {
        reading[url] = nil
        let time = now()
        let keys = if case .success(let set) = outcome { (set: set, readAt: time) } else { known[url]?.keys }
        known[url] = Known(outcome: outcome, triedAt: time, keys: keys)
    }

    // MARK: Files

    private func keys(inFile path: String) throws(AuthorizerSettingsProblem) -> JWKS {
        // The signature is older than what is read: if the file changes during the reading, the next request reads it again.
        let signature = FileSignature(of: path)
        if let known = files[path], known.signature == signature { return try known.outcome.get() }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw AuthorizerSettingsProblem("\(path) cannot be read")
        }
        let outcome = Self.keys([UInt8](data))
        files[path] = (signature, outcome)
        return try outcome.get()
    }

    private static func keys(_ json: [UInt8]) -> Outcome {
        do throws(AuthorizerSettingsProblem) {
            return .success(try JWKS(json))
        } catch {
            return .failure(error)
        }
    }
}
