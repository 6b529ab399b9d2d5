/// The answers of authorizers that are used again for requests with the same identity (`authorizerResultTtlInSeconds`).
/// Errors and answers of a wrong shape are not kept.
public struct AuthorizerCache: Sendable {
    /// What an answer is kept for.
    public struct Key: Sendable, Hashable {
        let api: String
        let authorizer: String
        let identity: [String]
    }

    private struct Entry: Sendable {
        let answer: AuthorizerAnswer
        let expiry: Double
    }

    private let limit: Int
    private var entries: [Key: Entry] = [:]

    /// An empty cache.
    ///
    /// - Parameter limit: the most answers it keeps. Those that expire first make room.
    public init(limit: Int = 1000) { self.limit = limit }

    /// The answer that is kept for a key; nil if there is none, or if it has expired.
    ///
    /// - Parameter now: seconds since any fixed moment; the same for all calls.
    public func answer(for key: Key, at now: Double) -> AuthorizerAnswer? {
        entries[key].flatMap { now < $0.expiry ? $0.answer : nil }
    }

    /// Keeps an answer for a time in seconds.
    public mutating func keep(_ answer: AuthorizerAnswer, for key: Key, at now: Double, seconds: Int) {
        guard seconds > 0, limit > 0 else { return }
        if entries[key] == nil, entries.count >= limit {
            entries = entries.filter { now < $0.value.expiry }
            while entries.count >= limit, let first = entries.min(by: { $0.value.expiry < $1.value.expiry }) {
                entries[first.key] = nil
            }
        }
        entries[key] = Entry(answer: answer, expiry: now + Double(seconds))
    }

    /// Removes the answers of an authorizer of an API: its settings, or the code of its function, have changed.
    public mutating func remove(authorizer: String, api: String) {
        entries = entries.filter { $0.key.authorizer != authorizer || $0.key.api != api }
    }
}
