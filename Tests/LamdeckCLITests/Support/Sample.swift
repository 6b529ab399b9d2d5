import HostLink
import LambdaModel
import LambdaRuntime

/// Values that tests print.
enum Sample {
    static let time = 1_700_000_000.25

    static func settings(
        _ name: String = "hello", code: String = "/p/hello", events: String? = nil, port: Int = 9000
    ) -> FunctionSettings {
        var settings = FunctionSettings(
            name: name, runtime: LambdaRuntimeIdentifier.named("nodejs22.x"),
            image: "public.ecr.aws/lambda/nodejs:22", handler: "app.handler", code: .folder(code), resolvedPort: port)
        settings.eventsFolder = events
        return settings
    }

    static func manifest(
        _ functions: [FunctionSettings] = [settings()], apis: [APISettings] = []
    ) -> Manifest {
        Manifest(
            path: "/p/functions.json", registry: Manifest.publicRegistry, mouse: true, endpoint: nil,
            functions: functions, apis: apis)
    }

    /// An API with these routes: method, path and function.
    static func api(
        _ kind: APISettings.Kind, named name: String = "api", port: Int,
        _ routes: [(method: String?, path: String, function: String)]
    ) -> APISettings {
        var api = APISettings(name: name, kind: kind, resolvedPort: port)
        api.routes = routes.map { APIRoute(key: RouteKey(method: $0.method, path: $0.path), function: $0.function) }
        return api
    }

    /// A call by an HTTP request, that was answered with a text.
    static func webResult(
        _ body: String, _ verdict: Verdict = .ok, format: EventFormat = .http2, method: String = "GET",
        target: String = "/orders?x=1", api: String? = "api"
    ) -> InvocationResult {
        var result = result(body, verdict)
        result.request.event = ""
        result.request.http = HTTPCall(format: format, method: method, target: target, api: api)
        return result
    }

    /// A call that was answered with a text.
    static func result(
        _ body: String = "{\"a\":1}", _ verdict: Verdict = .ok, error: InvocationError? = nil,
        seconds: Double = 0.0125, log: [LogRecord] = []
    ) -> InvocationResult {
        InvocationResult(
            request: InvocationRequest(function: "hello", event: "cart.json", payload: Array("{\"n\": 1.0}".utf8)),
            reply: .answered(status: 200, body: Array(body.utf8)), verdict: verdict, error: error, startedAt: time,
            seconds: seconds, isCold: false, log: log)
    }

    /// A call with everything that can be known of one.
    static func fullResult() -> InvocationResult {
        var result = result(
            "{\"statusCode\":404}", .functionError,
            error: InvocationError(type: "Error", message: "no \"cart\"\n", trace: ["at a (/var/task/app.js:3:9)"]),
            log: [
                LogRecord(time: time, source: .output, text: "hi\u{1B}[31m there"),
                LogRecord(time: time, source: .lamdeck, text: "lines are missing"),
                LogRecord(time: time, source: .errorOutput, text: "空"),
            ])
        result.request.traceID = "Root=1-a-b;Sampled=0"
        result.error?.isDoubtful = true
        result.requestID = "5399074e-8b6c"
        result.isCold = true
        result.initMilliseconds = 2078.126
        result.handlerMilliseconds = 9.999
        result.queuedSeconds = 0.000_004
        result.cpuSeconds = 1.5
        result.peakMemory = 134_217_729
        result.memoryLimit = 268_435_456
        result.isLogLost = true
        result.droppedLines = 7
        return result
    }

    static func line(
        _ text: String, of function: String = "hello", at time: Double = time, _ source: LogRecord.Source = .output,
        invocation: String? = nil
    ) -> ProjectLogEntry {
        ProjectLogEntry(
            function: function, container: "c1",
            record: LogRecord(time: time, source: source, text: text, invocation: invocation))
    }

    static func end(_ summary: InvocationSummary, at time: Double = time) -> ProjectLogEntry {
        ProjectLogEntry(
            function: summary.function, container: "c1",
            record: LogRecord(time: time, source: .lamdeck, text: "", invocation: summary.requestID), ended: summary)
    }
}
