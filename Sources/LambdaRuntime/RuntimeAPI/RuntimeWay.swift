import DockerEngine
import Foundation
import LambdaModel
import OrderedCollections

/// Serves containers by lamdeck's own Runtime API.
struct RuntimeWay: ServingWay {
    let engine: any Engine
    let region: String
    let reach: ContainerAddressing
    let timing: Timing
    /// The logs of the containers.
    let logs: RuntimeCallLogs
    /// Whether the engine's events are followed.
    let isResident: Bool

    var kind: ServingKind { .lamdeck }

    /// What Lambda sets in addition to the variables that the container has. No X-Ray daemon runs.
    private static func variables(
        _ settings: FunctionSettings, host: String
    ) -> [(name: String, value: String)] {
        let isMulti = settings.multiConcurrency > 1
        var variables = [
            (
                name: "AWS_LAMBDA_INITIALIZATION_TYPE",
                value: settings.snapStart ? "snap-start" : isMulti ? "lambda-managed-instances" : "on-demand"
            ), ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"),
            ("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"), ("_AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1"),
            ("_AWS_XRAY_DAEMON_PORT", "2000"),
        ]
        if isMulti { variables.append(("AWS_LAMBDA_MAX_CONCURRENCY", "\(settings.multiConcurrency)")) }
        // The clients of Go, .NET and Ruby would send their requests to the function's proxy.
        let proxies = ["HTTP_PROXY", "http_proxy"].contains { settings.environment[$0] != nil }
        for name in ["NO_PROXY", "no_proxy"] where proxies {
            variables.append((name, [settings.environment[name], host].compactMap(\.self).joined(separator: ",")))
        }
        return variables
    }

    /// Whether containers may reach this machine.
    var isPossible: Bool { reach.gateway != nil }

    func attach(_ id: String, _ engine: any Engine) async throws(EngineError) -> ContainerInput? {
        try await engine.attachInput(id)
    }

    func serving(
        _ container: ContainerDetails, input: ContainerInput?, of settings: FunctionSettings, extensions: [String],
        log: ContainerLog
    ) async -> (any Serving)? {
        guard let input, let host = reach.gateway, let caller = container.networkIP else { return nil }
        let facts = RuntimeAPIServer.Facts(
            functionName: settings.name, handler: settings.handler,
            arn: "arn:aws:lambda:\(region):\(LocalAccount.id):function:\(settings.name)", account: LocalAccount.id,
            concurrency: settings.multiConcurrency, extensions: extensions)
        let server = RuntimeAPIServer(facts, RuntimeAPIServer.Outside(start: { _ in }))
        guard let listener = try? await RuntimeListener.open(host: host, caller: caller, for: server) else {
            return nil
        }
        let calls = RuntimeCallLog(areConcurrent: settings.multiConcurrency > 1, timing: timing)
        logs.add(calls, of: container.id)
        log.give(linesTo: calls)
        return RuntimeServing(
            server, listener, input, variables: Self.variables(settings, host: host), calls, log,
            RuntimeServing.ServingContext(
                engine: engine, timing: timing, container: container.id, memorySize: settings.memorySize,
                watchesContainer: !isResident))
    }
}
