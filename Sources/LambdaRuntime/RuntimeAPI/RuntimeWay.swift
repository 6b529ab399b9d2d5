import DockerEngine
import Foundation
import LambdaModel
import NIOCore

/// Serves containers by lamdeck's own Runtime API.
struct RuntimeWay: ServingWay {
    let engine: any Engine
    let region: String
    let reach: ContainerAddressing
    let timing: Timing
    /// The logs of the containers.
    let logs: RuntimeCallLogs
    let reachability = RuntimeReach()
    /// Lets a container try whether it reaches lamdeck.
    let probe: RuntimeProbe
    /// An address of this machine in place of that of the engine's network; nil for that.
    let override: String?
    /// Whether the engine's events are followed.
    let isResident: Bool

    var kind: ServingKind { .lamdeck }

    var emulatorReason: String? { nil }

    /// The address of this machine that containers are given; nil if there is none.
    private var host: String? { override ?? reach.gateway }

    /// Why containers cannot reach lamdeck; nil if they can, or may.
    var obstacle: String? {
        if let override, !RuntimeReach.isOfThisMachine(override) { return RuntimeReach.foreignAddress(override) }
        if case .blocked(let reason) = reachability.state { return reason }
        return host == nil ? RuntimeReach.foreignNetwork : nil
    }

    func attach(_ id: String, _ engine: any Engine) async throws(EngineError) -> ContainerInput? {
        try await engine.attachInput(id)
    }

    func serving(
        _ container: ContainerDetails, input: ContainerInput?, of settings: FunctionSettings, extensions: [String],
        log: ContainerLog
    ) async throws(FailureReason) -> (any Serving)? {
        guard let input, let host, let caller = container.networkIP else { return nil }
        let facts = RuntimeFacts(
            functionName: settings.name, handler: settings.handler ?? "",
            arn: LocalAccount.arn(function: settings.name, region: region),
            isContainerImage: settings.isContainerImage, account: LocalAccount.id,
            concurrency: settings.multiConcurrency, extensions: extensions,
            initType: RuntimeVariables.initType(settings), memorySize: settings.memorySize,
            hasJSONLogs: settings.logging.format == .json, isDebugged: settings.debugging != nil,
            address: reach.isDirect ? caller : nil)
        let server = RuntimeAPIServer(facts)
        let listener: RuntimeListener
        do {
            listener = try await RuntimeListener.open(host: host, caller: caller, for: server) { [reachability] in
                reachability.reached()
            }
        } catch let error as IOError where error.errnoCode == EADDRNOTAVAIL {
            let reason = "this machine does not have the address \(host), at which containers are to reach it"
            _ = reachability.blocked(reason)
            return nil
        } catch {
            throw FailureReason(.container, "lamdeck cannot listen at \(host) for its container: \(error)")
        }
        let calls = RuntimeCallLog(areConcurrent: settings.multiConcurrency > 1, timing: timing)
        logs.add(calls, of: container.id)
        log.give(linesTo: calls)
        return RuntimeServing(
            server, listener, input, variables: RuntimeVariables.released(settings, host: host), calls, log,
            reachability,
            RuntimeServing.ServingContext(
                engine: engine, timing: timing, container: container.id, memorySize: settings.memorySize,
                image: settings.image, probe: probe,
                watchesContainer: !isResident))
    }
}
