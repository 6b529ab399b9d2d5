import LambdaRuntime

/// A door with a listener for the function `hello` and one for all, for as long as a test runs.
struct TestDoor: Sendable {
    let door: FrontDoor
    let service: ServiceDouble
    /// The port of `hello`.
    let port: Int
    /// The port of all functions.
    let endpoint: Int

    static func with(
        _ service: ServiceDouble = ServiceDouble(), _ limits: @Sendable (inout DoorLimits) -> Void = { _ in },
        _ body: @Sendable (TestDoor) async throws -> Void
    ) async throws {
        var options = DoorOptions()
        options.limits.shutdown = .seconds(1)
        limits(&options.limits)
        let door = FrontDoor(service: service, options: options)
        let port = try await door.open(.function("hello", port: 0))
        let endpoint = try await door.open(.endpoint(port: 0))
        do {
            try await body(TestDoor(door: door, service: service, port: port, endpoint: endpoint))
            await door.shutDown()
        } catch {
            await door.shutDown()
            throw error
        }
    }
}
