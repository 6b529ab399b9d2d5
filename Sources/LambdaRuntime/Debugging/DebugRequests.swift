import HostLink
import LambdaModel

/// Requests about debuggers to a host.
enum DebugRequests {
    /// Begins to debug a function.
    static func begin(
        _ name: String, _ settings: DebugSettings?, of host: isolated FunctionHost
    ) async -> Task<HostReply, Never> {
        await host.connection.waitForFirst()
        guard let supervisor = host.registry.supervisor(name) else {
            let reason = host.connection.problem ?? host.unknown(name)
            return Task { .failure(reason) }
        }
        let begun: (attachment: DebugAttachment, restart: Task<Void, Never>?)
        do throws(DebugObstacle) {
            begun = try await FunctionDebugging.begin(settings, folders: host.setup.folders, of: supervisor)
        } catch {
            switch error {
            case .refused(let reason): return Task { .failure(reason) }
            case .mustFetch(let question): return Task { .offersDebugger(question) }
            }
        }
        return Task {
            await begun.restart?.value
            guard begun.restart != nil, let reason = await supervisor.machine.restart.failure else {
                return .debugging(begun.attachment)
            }
            // The container that serves has no debugger.
            await FunctionDebugging.leave(supervisor)
            return .failure(reason)
        }
    }

    /// Fetches the debugger of a function.
    static func fetch(_ name: String, of host: isolated FunctionHost) -> Task<HostReply, Never> {
        guard let settings = host.registry.manifest.function(named: name) else {
            let reason = host.unknown(name)
            return Task { .failure(reason) }
        }
        let fetch = DebugpyFetch(settings, cache: host.setup.folders.cache)
        let environment = host.setup.engine.environment
        return Task {
            do throws(FailureReason) {
                try await fetch.run(environment)
                return .failure(nil)
            } catch {
                return .failure(error)
            }
        }
    }
}
