import Foundation

/// The expected condition was not met.
struct NeverCame: Error, CustomStringConvertible {
    let description: String
}

/// Polls until a condition holds. The limit is far above what a slow machine needs: it only ends tests that would never
/// end.
func waiting<Value>(
    for what: String, limit: Duration = .seconds(120), isolation: isolated (any Actor)? = #isolation,
    _ look: () async throws -> Value?, otherwise state: () async -> String = { "" }
) async throws -> Value {
    let end = ContinuousClock.now + limit
    while true {
        if let value = try await look() { return value }
        guard ContinuousClock.now < end else {
            throw NeverCame(description: "waited in vain for \(what)\n\(await state())")
        }
        try await Task.sleep(for: .milliseconds(40))
    }
}

/// Polls until a condition holds.
func waitUntil(
    _ what: String, isolation: isolated (any Actor)? = #isolation, _ holds: () async throws -> Bool
) async throws {
    _ = try await waiting(for: what) { try await holds() ? true : nil }
}
