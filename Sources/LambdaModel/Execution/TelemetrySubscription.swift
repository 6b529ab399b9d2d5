/// A subscription of an extension to records about its environment.
///
/// Sources: AWS Lambda's developer guide, "Lambda Telemetry API", "Lambda Telemetry API reference", "Lambda Logs API".
public struct TelemetrySubscription: Hashable, Sendable {
    /// The format of the records.
    public var schema: TelemetrySchema
    /// The kinds of records that the extension gets, without duplicates.
    public var streams: [TelemetryStream]
    /// How records are gathered into batches.
    public var buffering: TelemetryBuffering
    /// Where the batches go.
    public var destination: TelemetryDestination

    /// A subscription.
    public init(
        schema: TelemetrySchema, streams: [TelemetryStream], buffering: TelemetryBuffering = TelemetryBuffering(),
        destination: TelemetryDestination
    ) {
        self.schema = schema
        self.streams = streams
        self.buffering = buffering
        self.destination = destination
    }
}

/// The two interfaces through which extensions subscribe.
public enum TelemetryAPI: Hashable, Sendable, CaseIterable {
    /// `PUT /2022-07-01/telemetry`.
    case telemetry
    /// `PUT /2020-08-15/logs`, its predecessor.
    case logs

    /// Begins the types of its errors.
    public var name: String {
        switch self {
        case .telemetry: "Telemetry"
        case .logs: "Logs"
        }
    }

    /// The type of the error for a wrong body, as the guide's examples have it.
    public var validationError: String {
        switch self {
        case .telemetry: "ValidationError"
        case .logs: "Logs.ValidationError"
        }
    }
}

/// `schemaVersion`: the records that exist, and their members.
public enum TelemetrySchema: String, Hashable, Sendable, CaseIterable {
    case logs2020 = "2020-08-15"
    /// Adds `platform.runtimeDone`.
    case logs2021 = "2021-03-18"
    case telemetryJuly2022 = "2022-07-01"
    /// A line that is a JSON object is sent as an object, if the function's log format is JSON.
    case telemetryDecember2022 = "2022-12-13"
    /// The only version for Managed Instances.
    case telemetry2025 = "2025-01-29"

    /// The interface that has this version.
    public var api: TelemetryAPI {
        switch self {
        case .logs2020, .logs2021: .logs
        case .telemetryJuly2022, .telemetryDecember2022, .telemetry2025: .telemetry
        }
    }

    /// Whether lines can be sent as JSON objects.
    var hasObjects: Bool {
        switch self {
        case .logs2020, .logs2021, .telemetryJuly2022: false
        case .telemetryDecember2022, .telemetry2025: true
        }
    }
}

/// A kind of records.
public enum TelemetryStream: String, Hashable, Sendable, CaseIterable {
    /// Events of the environment, its extensions and its calls.
    case platform
    /// Lines of the function's output.
    case function
    /// Lines of the extensions' output.
    case `extension`
}

/// How records are gathered into batches.
public struct TelemetryBuffering: Hashable, Sendable {
    /// The most records that wait.
    public var items: Int
    /// The most bytes that wait.
    public var bytes: Int
    /// How long a record waits for others, in milliseconds.
    public var milliseconds: Int

    /// Lambda's defaults.
    public init(items: Int = 10_000, bytes: Int = 262_144, milliseconds: Int = 1_000) {
        (self.items, self.bytes, self.milliseconds) = (items, bytes, milliseconds)
    }

    static let itemLimits = 1_000...10_000
    static let byteLimits = 262_144...1_048_576
    static let millisecondLimits = 25...30_000
}

/// Where the batches of a subscription go: a port of the extension's own environment.
public enum TelemetryDestination: Hashable, Sendable {
    /// A JSON array in the body of a request.
    case http(port: Int, target: String, method: HTTPVerb)
    /// A JSON object on each line of a connection.
    case tcp(port: Int)

    /// The method of the requests.
    public enum HTTPVerb: String, Hashable, Sendable, CaseIterable {
        case post = "POST"
        /// For the Logs API only.
        case put = "PUT"
    }

    /// The port in the container.
    public var port: Int {
        switch self {
        case .http(let port, _, _), .tcp(let port): port
        }
    }
}
