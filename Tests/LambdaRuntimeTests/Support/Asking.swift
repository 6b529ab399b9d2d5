/// Polls for something that sends no notification. The limit only ends a failing test, and slows nothing down.
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
