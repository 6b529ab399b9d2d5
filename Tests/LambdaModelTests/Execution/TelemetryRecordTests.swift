import JSONText
import LambdaModel
import Support
import Testing

/// Records as extensions get them, compared with the examples of AWS Lambda's developer guide ("Lambda Telemetry API Event
/// schema reference", "Lambda Logs API").
@Suite("Records for extensions")
struct TelemetryRecordTests {
    private static let id = "6d68ca91-49c9-448d-89b8-7ca3e6dc66aa"
    private static let trace = "Root=1-62e900b2-710d76f009d6e7785905449a;Parent=0efbd19962d95b05;Sampled=1"
    private static let call = TelemetryRecord.Call(requestID: id, traceID: trace)
    private static let function = TelemetryRecord.Function(name: "myFunction", initType: "on-demand")
    private static let tracing = #""tracing": {"type": "X-Amzn-Trace-Id", "value": "\#(trace)"}"#

    private static func record(_ event: TelemetryRecord.Event) throws -> TelemetryRecord {
        TelemetryRecord(time: try #require(ISO8601.seconds("2022-10-12T00:00:15.064Z")) + 0.0001, event)
    }

    /// Checks `type` and `record` for subscribers of a schema.
    private func expect(
        _ event: TelemetryRecord.Event, _ schema: TelemetrySchema = .telemetry2025, is type: String, _ record: String,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let json = try #require(try Self.record(event).json(schema), sourceLocation: location)
        let expected = #"{"time": "2022-10-12T00:00:15.064Z", "type": "\#(type)", "record": \#(record)}"#
        let (left, right) = (try JSONDocument(json).root, try JSONDocument(Array(expected.utf8)).root)
        #expect(
            JSONDocument.valuesEqual(left, right), "\(String(decoding: json, as: UTF8.self))", sourceLocation: location)
    }

    // MARK: The init

    @Test func `the start of an init`() throws {
        try expect(
            .initStart(Self.function), is: "platform.initStart",
            """
            {"initializationType": "on-demand", "phase": "init", "functionName": "myFunction",
             "functionVersion": "$LATEST"}
            """)
    }

    @Test func `the end of an init`() throws {
        try expect(
            .initRuntimeDone(initType: "on-demand", .success), is: "platform.initRuntimeDone",
            #"{"initializationType": "on-demand", "phase": "init", "status": "success"}"#)
        try expect(
            .initReport(initType: "on-demand", .success, milliseconds: 125.33), is: "platform.initReport",
            """
            {"initializationType": "on-demand", "phase": "init", "status": "success",
             "metrics": {"durationMs": 125.33}}
            """)
        try expect(
            .initRuntimeDone(initType: "on-demand", .error("Runtime.ImportModuleError")),
            is: "platform.initRuntimeDone",
            """
            {"initializationType": "on-demand", "phase": "init", "status": "error",
             "errorType": "Runtime.ImportModuleError"}
            """)
    }

    @Test func `a restore`() throws {
        try expect(
            .restoreStart(Self.function), is: "platform.restoreStart",
            #"{"functionName": "myFunction", "functionVersion": "$LATEST"}"#)
        try expect(.restoreRuntimeDone(.success), is: "platform.restoreRuntimeDone", #"{"status": "success"}"#)
        try expect(
            .restoreReport(.success, milliseconds: 15.19), is: "platform.restoreReport",
            #"{"status": "success", "metrics": {"durationMs": 15.19}}"#)
    }

    // MARK: Calls

    @Test func `the start of a call`() throws {
        try expect(
            .start(Self.call), is: "platform.start",
            #"{"requestId": "\#(Self.id)", "version": "$LATEST", \#(Self.tracing)}"#)
        try expect(
            .start(Self.call), .logs2020, is: "platform.start",
            #"{"requestId": "\#(Self.id)", "version": "$LATEST"}"#)
    }

    @Test func `the response of a call`() throws {
        let start = try #require(ISO8601.seconds("2022-08-02T12:01:23.521Z")) + 0.0001
        let response = TelemetryRecord.Response(
            milliseconds: 140, bytes: 16,
            spans: [TelemetryRecord.Span(name: "responseLatency", start: start, milliseconds: 23.02)])
        try expect(
            .runtimeDone(Self.call, .success, response), is: "platform.runtimeDone",
            """
            {"requestId": "\(Self.id)", "status": "success", \(Self.tracing),
             "spans": [{"name": "responseLatency", "start": "2022-08-02T12:01:23.521Z", "durationMs": 23.02}],
             "metrics": {"durationMs": 140.0, "producedBytes": 16}}
            """)
        for (status, name) in [
            (.success, "success"), (.error("E"), "failure"), (.failure(nil), "failure"), (.timeout, "timeout"),
        ] as [(TelemetryRecord.Status, String)] {
            try expect(
                .runtimeDone(Self.call, status, response), .logs2021, is: "platform.runtimeDone",
                #"{"requestId": "\#(Self.id)", "status": "\#(name)"}"#)
        }
    }

    private static var metrics: TelemetryRecord.Metrics {
        var metrics = TelemetryRecord.Metrics(milliseconds: 693.92)
        (metrics.memorySize, metrics.maxMemoryUsed, metrics.initMilliseconds) = (128, 84, 397.68)
        return metrics
    }

    @Test func `the report of a call`() throws {
        let members = """
            "metrics": {"billedDurationMs": 694, "durationMs": 693.92, "initDurationMs": 397.68, "maxMemoryUsedMB": 84,
             "memorySizeMB": 128}, "requestId": "\(Self.id)"
            """
        try expect(
            .report(Self.call, .success, Self.metrics, spans: []), is: "platform.report",
            "{\(members), \"status\": \"success\", \(Self.tracing)}")
        try expect(
            .report(Self.call, .success, Self.metrics, spans: []), .logs2020, is: "platform.report", "{\(members)}")
    }

    @Test func `Managed Instances report the duration alone`() throws {
        var metrics = Self.metrics
        metrics.isAlone = false
        try expect(
            .report(Self.call, .failure("Runtime.ExitError"), metrics, spans: []), is: "platform.report",
            """
            {"metrics": {"durationMs": 693.92}, "requestId": "\(Self.id)", "status": "failure",
             "errorType": "Runtime.ExitError", \(Self.tracing)}
            """)
    }

    @Test func `the Logs API has an end and a fault`() throws {
        try expect(.end(Self.call), .logs2020, is: "platform.end", #"{"requestId": "\#(Self.id)"}"#)
        let text = "RequestId: \(Self.id) Process exited before completing request"
        try expect(.fault(text), .logs2020, is: "platform.fault", "\"\(text)\"")
    }

    // MARK: Extensions

    @Test(arguments: [TelemetrySchema.telemetryJuly2022, .logs2020])
    func `extensions`(schema: TelemetrySchema) throws {
        try expect(
            .extensionReady(name: "my-telemetry-extension", events: ["INVOKE", "SHUTDOWN"]), schema,
            is: "platform.extension",
            #"{"events": ["INVOKE", "SHUTDOWN"], "name": "my-telemetry-extension", "state": "Ready"}"#)
        try expect(
            .subscription(name: "my-telemetry-extension", [.platform, .function]), schema,
            is: schema == .logs2020 ? "platform.logsSubscription" : "platform.telemetrySubscription",
            #"{"name": "my-telemetry-extension", "state": "Subscribed", "types": ["platform", "function"]}"#)
        try expect(
            .dropped(records: 123, bytes: 12_345), schema, is: "platform.logsDropped",
            """
            {"droppedBytes": 12345, "droppedRecords": 123,
             "reason": "the subscriber has not taken the records in time"}
            """)
    }

    // MARK: Lines

    @Test func `lines are text`() throws {
        try expect(
            .function("[INFO] Hello world, I am a function!", isJSON: false), is: "function",
            #""[INFO] Hello world, I am a function!""#)
        try expect(.extension("a\t\"b\"", isJSON: false), .logs2020, is: "extension", #""a\t\"b\"""#)
    }

    @Test func `with JSON logs, lines are objects`() throws {
        let line = #"{"level": "INFO", "requestId": "79b4f56e", "message": "Hello world, I am a function!", "n": 1.0}"#
        try expect(.function(line, isJSON: true), is: "function", line)
        try expect(.extension(line, isJSON: true), .telemetryDecember2022, is: "extension", line)
        var writer = JSONWriter()
        writer.string(line)
        try expect(.function(line, isJSON: false), is: "function", writer.text)
        try expect(.function(line, isJSON: true), .telemetryJuly2022, is: "function", writer.text)
        try expect(.function(line, isJSON: true), .logs2021, is: "function", writer.text)
        try expect(.function("{broken", isJSON: true), is: "function", "\"{broken\"")
        try expect(.function("[1]", isJSON: true), is: "function", "\"[1]\"")
    }

    // MARK: Versions

    @Test func `each version has its records`() throws {
        let response = TelemetryRecord.Response(milliseconds: 1)
        let events: [TelemetryRecord.Event] = [
            .initStart(Self.function), .initRuntimeDone(initType: "", .success),
            .initReport(initType: "", .success, milliseconds: 1), .restoreStart(Self.function),
            .restoreRuntimeDone(.success), .restoreReport(.success, milliseconds: 1), .start(Self.call),
            .runtimeDone(Self.call, .success, response), .end(Self.call),
            .report(Self.call, .success, Self.metrics, spans: []), .fault(""), .extensionReady(name: "", events: []),
            .subscription(name: "", []), .dropped(records: 1, bytes: 1), .function("", isJSON: false),
            .extension("", isJSON: false),
        ]
        let both = [
            "platform.start", "platform.report", "platform.extension", "platform.logsDropped", "function", "extension",
        ]
        let logs = both + ["platform.end", "platform.fault", "platform.logsSubscription"]
        let telemetry =
            both + [
                "platform.initStart", "platform.initRuntimeDone", "platform.initReport", "platform.restoreStart",
                "platform.restoreRuntimeDone", "platform.restoreReport", "platform.runtimeDone",
                "platform.telemetrySubscription",
            ]
        for schema in TelemetrySchema.allCases {
            let types = try events.map { try Self.record($0) }.compactMap { record in
                let type = record.type(in: schema)
                #expect((record.json(schema) == nil) == (type == nil))
                return type
            }
            let expected = schema.api == .telemetry ? telemetry : logs
            #expect(Set(types) == Set(expected + (schema == .logs2021 ? ["platform.runtimeDone"] : [])), "\(schema)")
        }
    }

    @Test(
        arguments: [
            (.response, .success), (.timedOut, .timeout), (.stopped, .failure(nil)),
            (.exited(.code(3)), .failure("Runtime.ExitError")),
            (.error(ReportedError(InvocationError(type: "Boom", message: ""))), .error("Boom")),
            (.responseTooLarge, .error("Function.ResponseSizeTooLarge")),
        ] as [(ExecutionOutcome, TelemetryRecord.Status)])
    func `the outcome of a call is a status`(outcome: ExecutionOutcome, status: TelemetryRecord.Status) {
        #expect(TelemetryRecord.Status(outcome) == status)
    }
}
