import TestSupport

/// An API for a test.
struct SampleAPI: Sendable {
    let name: String
    let port = FreePort.take()
    /// Its settings besides the port, as JSON members.
    var settings: [String]

    /// - Parameters:
    ///   - type: `http`, `rest`, `alb` or `websocket`.
    ///   - routes: functions, or objects in JSON, by route keys.
    ///   - settings: more settings, as JSON members.
    init(
        _ name: String, type: String = "http", routes: KeyValuePairs<String, String>, _ settings: String...
    ) {
        self.name = name
        let rows = routes.map { "\"\($0.key)\": \($0.value.hasPrefix("{") ? $0.value : "\"\($0.value)\"")" }
        self.settings = ["\"type\": \"\(type)\"", "\"routes\": { \(rows.joined(separator: ", ")) }"] + settings
    }

    /// Its entry in the manifest.
    var entry: String { "\"\(name)\": { \"port\": \(port), \(settings.joined(separator: ", ")) }" }
}
