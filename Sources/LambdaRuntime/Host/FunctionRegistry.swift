import LambdaModel
import OrderedCollections
import Synchronization

/// The functions of a project: the newest manifest, and one supervisor for each function. ``FunctionHost`` applies
/// manifests one at a time, in the order of the requests, so that no function keeps the settings of an older one.
final class FunctionRegistry: Sendable {
    private struct State {
        var manifest: Manifest
        var supervisors: OrderedDictionary<String, FunctionSupervisor> = [:]
        /// Functions that left the manifest, whose containers may still be on their way out.
        var former: [String: FunctionSupervisor] = [:]
    }

    private let state: Mutex<State>
    /// The APIs of the newest manifest.
    let apis = ServedAPIs()

    init(_ manifest: Manifest) {
        state = Mutex(State(manifest: manifest))
        apis.apply(manifest)
    }

    /// The newest manifest.
    var manifest: Manifest { state.withLock { $0.manifest } }

    /// The functions that are in the manifest, in its order; empty before there is an engine.
    var supervisors: OrderedDictionary<String, FunctionSupervisor> { state.withLock { $0.supervisors } }

    /// The functions that left the manifest.
    var former: [FunctionSupervisor] { state.withLock { Array($0.former.values) } }

    /// Whether a function is in the manifest.
    func has(_ name: String) -> Bool {
        state.withLock { $0.supervisors[name] != nil || $0.manifest.function(named: name) != nil }
    }

    /// A function that is in the manifest.
    func supervisor(_ name: String) -> FunctionSupervisor? { state.withLock { $0.supervisors[name] } }

    /// A function that is or was in the manifest.
    func anySupervisor(_ name: String) -> FunctionSupervisor? {
        state.withLock { $0.supervisors[name] ?? $0.former[name] }
    }

    /// When the containers that serve have started, by their ids: seconds since 1970.
    var startTimes: [String: Int] {
        get async {
            var times: [String: Int] = [:]
            for supervisor in supervisors.values {
                guard let container = await supervisor.serving, container.log.startedAt > 0 else { continue }
                times[container.id] = Int(container.log.startedAt)
            }
            return times
        }
    }

    /// Whether a function was stopped, or is being stopped.
    func isStopped(_ name: String) async -> Bool {
        guard let state = await supervisor(name)?.state else { return false }
        return state == .stopped || state == .stopping
    }

    /// Remembers a manifest, for which there is no engine yet.
    func apply(_ manifest: Manifest) {
        state.withLock { $0.manifest = manifest }
        apis.apply(manifest)
    }

    /// Gives each function of the newest manifest a supervisor.
    ///
    /// - Returns: the functions that have left the manifest.
    @discardableResult
    func renew(_ context: SupervisorContext) -> [(name: String, supervisor: FunctionSupervisor)] {
        state.withLock { state in
            let manifest = state.manifest
            let names = Set(manifest.functions.map(\.name))
            let gone = state.supervisors.filter { !names.contains($0.key) }
            for (name, supervisor) in gone { state.former[name] = supervisor }
            var next: OrderedDictionary<String, FunctionSupervisor> = [:]
            for settings in manifest.functions {
                // A function that returns goes on where it was: its old container may still have its port.
                let known = state.supervisors[settings.name] ?? state.former.removeValue(forKey: settings.name)
                next[settings.name] = known ?? FunctionSupervisor(settings, endpoint: manifest.servedPorts, context)
            }
            state.supervisors = next
            return gone.map { ($0.key, $0.value) }
        }
    }
}
