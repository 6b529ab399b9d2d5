/// A record about an environment, for its extensions.
///
/// Sources: AWS Lambda's developer guide, "Lambda Telemetry API Event schema reference", and "Lambda Logs API", Log
/// messages.
public struct TelemetryRecord: Hashable, Sendable {
    /// When it happened, or was read: seconds since 1970.
    public var time: Double
    /// What happened.
    public var event: Event

    /// A record.
    public init(time: Double, _ event: Event) { (self.time, self.event) = (time, event) }

    /// What happened.
    public enum Event: Hashable, Sendable {
        /// The init begins.
        case initStart(Function)
        /// The runtime is initialised, or failed.
        case initRuntimeDone(initType: String, Status)
        /// The init is over.
        case initReport(initType: String, Status, milliseconds: Double)
        /// The code before the snapshot has run.
        case restoreStart(Function)
        /// The runtime is restored, or failed.
        case restoreRuntimeDone(Status)
        /// The restore is over.
        case restoreReport(Status, milliseconds: Double)
        /// The runtime gets a call.
        case start(Call)
        /// The runtime has answered the call.
        case runtimeDone(Call, Status, Response)
        /// A call is over.
        case end(Call)
        /// The measurements of a call.
        case report(Call, Status, Metrics, spans: [Span])
        /// The environment failed, as the text says.
        case fault(String)
        /// An extension is ready.
        case extensionReady(name: String, events: [String])
        /// An extension subscribed to records.
        case subscription(name: String, [TelemetryStream])
        /// Records were dropped because the subscriber was too slow, or did not answer.
        case dropped(records: Int, bytes: Int)
        /// A line of the function's output. `isJSON` is whether the function's log format is JSON.
        case function(String, isJSON: Bool)
        /// A line of an extension's output.
        case `extension`(String, isJSON: Bool)
    }

    /// What the environment runs.
    public struct Function: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// `AWS_LAMBDA_INITIALIZATION_TYPE`.
        public var initType: String

        /// A function of that name.
        public init(name: String, initType: String) { (self.name, self.initType) = (name, initType) }
    }

    /// The ids of a call.
    public struct Call: Hashable, Sendable {
        /// The request id.
        public var requestID: String
        /// `X-Amzn-Trace-Id`.
        public var traceID: String

        /// The ids of one call.
        public init(requestID: String, traceID: String) { (self.requestID, self.traceID) = (requestID, traceID) }
    }

    /// How an init or a call ended.
    public enum Status: Hashable, Sendable {
        case success
        /// The environment failed; the type of the error, if it is known.
        case failure(String?)
        /// The function's code failed; the type of the error, if it is known.
        case error(String?)
        case timeout
    }

    /// The response to a call as the runtime sent it.
    public struct Response: Hashable, Sendable {
        /// From the delivery of the event to the end of the response.
        public var milliseconds: Double
        /// The size of the response; nil if there is none.
        public var bytes: Int?
        /// The parts of the time.
        public var spans: [Span]

        /// A response.
        public init(milliseconds: Double, bytes: Int? = nil, spans: [Span] = []) {
            (self.milliseconds, self.bytes, self.spans) = (milliseconds, bytes, spans)
        }
    }

    /// A part of a call's time.
    public struct Span: Hashable, Sendable {
        /// `responseLatency`, `responseDuration`.
        public var name: String
        /// When it began: seconds since 1970.
        public var start: Double
        /// How long it took.
        public var milliseconds: Double

        /// A part of a call's time.
        public init(name: String, start: Double, milliseconds: Double) {
            (self.name, self.start, self.milliseconds) = (name, start, milliseconds)
        }
    }

    /// The measurements of a call. What is nil is not known, or does not exist on Managed Instances.
    public struct Metrics: Hashable, Sendable {
        /// How long the handler ran.
        public var milliseconds: Double
        /// Whether the call is billed by itself, and has its environment for itself. Not so on Managed Instances.
        public var isAlone = true
        /// The function's memory in MB.
        public var memorySize: Int?
        /// The most memory that the call used, in MB.
        public var maxMemoryUsed: Int?
        /// How long the init took, if the call waited for it.
        public var initMilliseconds: Double?

        /// Only the duration.
        public init(milliseconds: Double) { self.milliseconds = milliseconds }
    }

    /// The subscribers that get it.
    public var stream: TelemetryStream {
        switch event {
        case .function: .function
        case .extension: .extension
        case .initStart, .initRuntimeDone, .initReport, .restoreStart, .restoreRuntimeDone, .restoreReport, .start,
            .runtimeDone, .end, .report, .fault, .extensionReady, .subscription, .dropped:
            .platform
        }
    }

    /// Its `type` for subscribers of a schema; nil if the schema has no such record.
    public func type(in schema: TelemetrySchema) -> String? {
        let isTelemetry = schema.api == .telemetry
        func onlyTelemetry(_ name: String) -> String? { isTelemetry ? "platform.\(name)" : nil }
        switch event {
        case .initStart: return onlyTelemetry("initStart")
        case .initRuntimeDone: return onlyTelemetry("initRuntimeDone")
        case .initReport: return onlyTelemetry("initReport")
        case .restoreStart: return onlyTelemetry("restoreStart")
        case .restoreRuntimeDone: return onlyTelemetry("restoreRuntimeDone")
        case .restoreReport: return onlyTelemetry("restoreReport")
        case .start: return "platform.start"
        case .runtimeDone: return schema == .logs2020 ? nil : "platform.runtimeDone"
        case .end: return isTelemetry ? nil : "platform.end"
        case .report: return "platform.report"
        case .fault: return isTelemetry ? nil : "platform.fault"
        case .extensionReady: return "platform.extension"
        case .subscription: return isTelemetry ? "platform.telemetrySubscription" : "platform.logsSubscription"
        case .dropped: return "platform.logsDropped"
        case .function: return "function"
        case .extension: return "extension"
        }
    }
}

extension TelemetryRecord.Status {
    /// How a call ended that the runtime had.
    public init(_ outcome: ExecutionOutcome) {
        switch outcome {
        case .response: self = .success
        case .error(let reported): self = .error(reported.error.type)
        case .responseTooLarge: self = .error("Function.ResponseSizeTooLarge")
        case .truncated: self = .failure("Runtime.TruncatedResponse")
        case .initFailed(let failure): self.init(failure)
        case .exited(let exit): self = .failure(exit.error(requestID: nil).type)
        case .extensionFailed(let failure): self = .failure(failure.type)
        case .timedOut, .initTimedOut: self = .timeout
        case .cancelled, .stopped, .neverDelivered: self = .failure(nil)
        }
    }

    /// How an init ended; nil for one that went well.
    public init(_ failure: InitFailure?) {
        switch failure {
        case nil: self = .success
        case .reported(let reported), .restore(let reported): self = .error(reported.error.type)
        case .exited, .extensionFailed: self = .failure(failure?.error.type)
        }
    }

    /// What a verdict means.
    public init(_ verdict: Verdict, _ error: InvocationError?) {
        switch verdict {
        case .ok: self = .success
        case .functionError, .initFailed, .responseTooLarge: self = .error(error?.type)
        case .timeout: self = .timeout
        case .crashed, .outOfMemory, .unreachable, .cancelled: self = .failure(error?.type)
        }
    }
}
