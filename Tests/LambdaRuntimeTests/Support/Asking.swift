/// Waits for what tells nobody when it is there: asks again and again. The limit is for a failure alone, and nothing is
/// slower for it.
@discardableResult
func asking<Value>(
    for what: @autoclosure () -> String, _ find: () async throws -> Value?
) async throws -> Value {
    let end = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < end {
        if let value = try await find() { return value }
        try await Task.sleep(for: .milliseconds(25))
    }
    throw Journal.NeverCame(description: "asked in vain for \(what())")
}
