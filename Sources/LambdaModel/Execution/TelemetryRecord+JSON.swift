import JSONText
import Support

extension TelemetryRecord {
    /// The record as a subscriber of a schema gets it; nil if the schema has no such record.
    public func json(_ schema: TelemetrySchema) -> [UInt8]? {
        guard let type = type(in: schema) else { return nil }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("time", ISO8601.text(time, hasMilliseconds: true))
            writer.member("type", type)
            writer.key("record")
            write(to: &writer, schema)
        }
        return writer.bytes
    }

    private func write(to writer: inout JSONWriter, _ schema: TelemetrySchema) {
        switch event {
        case .function(let line, let isJSON), .extension(let line, let isJSON):
            write(line, isJSON && schema.hasObjects, to: &writer)
        case .fault(let text): writer.string(text)
        default: writer.object { writeMembers(to: &$0, schema) }
        }
    }

    /// A line, or the object that it is.
    private func write(_ line: String, _ isJSON: Bool, to writer: inout JSONWriter) {
        let root = isJSON && line.utf8.first == UInt8(ascii: "{") ? try? JSONDocument(Array(line.utf8)).root : nil
        if let root, root.kind == .object { writer.raw(root) } else { writer.string(line) }
    }

    private func writeMembers(to writer: inout JSONWriter, _ schema: TelemetrySchema) {
        switch event {
        case .initStart(let function):
            writer.member("initializationType", function.initType)
            writer.member("phase", "init")
            writer.write(function)
        case .initRuntimeDone(let initType, let status):
            writer.member("initializationType", initType)
            writer.member("phase", "init")
            writer.write(status)
        case .initReport(let initType, let status, let milliseconds):
            writer.member("initializationType", initType)
            writer.member("phase", "init")
            writer.write(status)
            writer.write(milliseconds: milliseconds)
        case .restoreStart(let function): writer.write(function)
        case .restoreRuntimeDone(let status): writer.write(status)
        case .restoreReport(let status, let milliseconds):
            writer.write(status)
            writer.write(milliseconds: milliseconds)
        case .start(let call):
            writer.member("requestId", call.requestID)
            writer.member("version", "$LATEST")
            if schema.api == .telemetry { writer.write(tracing: call) }
        case .end(let call): writer.member("requestId", call.requestID)
        case .runtimeDone(let call, let status, let response):
            writer.member("requestId", call.requestID)
            guard schema.api == .telemetry else { return writer.member("status", status.logsName) }
            writer.write(status)
            writer.write(tracing: call)
            writer.write(response.spans)
            writer.key("metrics")
            writer.object { writer in
                writer.member("durationMs", response.milliseconds.thousandths)
                if let bytes = response.bytes { writer.member("producedBytes", bytes) }
            }
        case .report(let call, let status, let metrics, let spans):
            writer.member("requestId", call.requestID)
            writer.write(metrics)
            guard schema.api == .telemetry else { return }
            writer.write(status)
            writer.write(tracing: call)
            writer.write(spans)
        case .extensionReady(let name, let events):
            writer.member("name", name)
            writer.member("state", "Ready")
            writer.write("events", events)
        case .subscription(let name, let streams):
            writer.member("name", name)
            writer.member("state", "Subscribed")
            writer.write("types", streams.map(\.rawValue))
        case .dropped(let records, let bytes):
            writer.member("droppedRecords", records)
            writer.member("droppedBytes", bytes)
            writer.member("reason", "the subscriber has not taken the records in time")
        // Written as text above.
        case .function, .extension, .fault: break
        }
    }
}

extension Double {
    /// Rounded to three decimals, as Lambda's times are.
    fileprivate var thousandths: Double { (self * 1000).rounded() / 1000 }
}

extension TelemetryRecord.Status {
    fileprivate var name: String {
        switch self {
        case .success: "success"
        case .failure: "failure"
        case .error: "error"
        case .timeout: "timeout"
        }
    }

    /// The Logs API has no `error`.
    fileprivate var logsName: String {
        switch self {
        case .success: "success"
        case .failure, .error: "failure"
        case .timeout: "timeout"
        }
    }

    fileprivate var errorType: String? {
        switch self {
        case .failure(let type), .error(let type): type
        case .success, .timeout: nil
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ function: TelemetryRecord.Function) {
        member("functionName", function.name)
        member("functionVersion", "$LATEST")
    }

    fileprivate mutating func write(_ status: TelemetryRecord.Status) {
        member("status", status.name)
        if let type = status.errorType { member("errorType", type) }
    }

    fileprivate mutating func write(tracing call: TelemetryRecord.Call) {
        key("tracing")
        object { writer in
            writer.member("type", "X-Amzn-Trace-Id")
            writer.member("value", call.traceID)
        }
    }

    fileprivate mutating func write(_ spans: [TelemetryRecord.Span]) {
        guard !spans.isEmpty else { return }
        key("spans")
        array { writer in
            for span in spans {
                writer.object { writer in
                    writer.member("name", span.name)
                    writer.member("start", ISO8601.text(span.start, hasMilliseconds: true))
                    writer.member("durationMs", span.milliseconds.thousandths)
                }
            }
        }
    }

    fileprivate mutating func write(milliseconds: Double) {
        key("metrics")
        object { $0.member("durationMs", milliseconds.thousandths) }
    }

    fileprivate mutating func write(_ metrics: TelemetryRecord.Metrics) {
        key("metrics")
        object { writer in
            writer.member("durationMs", metrics.milliseconds.thousandths)
            guard metrics.isAlone else { return }
            writer.member("billedDurationMs", Int(metrics.milliseconds.rounded(.up)))
            if let size = metrics.memorySize { writer.member("memorySizeMB", size) }
            if let peak = metrics.maxMemoryUsed { writer.member("maxMemoryUsedMB", peak) }
            if let time = metrics.initMilliseconds { writer.member("initDurationMs", time.thousandths) }
        }
    }

    fileprivate mutating func write(_ name: String, _ values: [String]) {
        key(name)
        array { writer in
            for value in values { writer.string(value) }
        }
    }
}
