import DockerEngine
import Foundation
import HostLink
import LambdaModel
import Logging
import OrderedCollections

/// Keeps what is known of containers in line with the engine.
extension EngineSession {
    /// Passes an event of the engine on to the function that it is about. Each function has its own queue: handling a
    /// container's death takes time, and must not delay the events of other functions.
    func handle(_ event: EngineEvent) {
        // The first container brings this machine the address of a network such as Podman's.
        if event.action == "start", isBridgeTemporary { Task { await listeners?.openEndpoint() } }
        guard let name = Labels.function(event.attributes), let supervisor = registry.supervisor(name) else { return }
        let id = event.actorID
        switch event.action {
        case "rename":
            guard let container = event.attributes["name"] else { return }
            supervisor.engineEvents.add { await supervisor.handle(.noted(id, .renamed(container))) }
        case "kill":
            let signal = OutsideSignal(
                number: event.attributes["signal"].flatMap(Int.init), time: event.time.secondsSince1970)
            supervisor.engineEvents.add { await supervisor.handle(.noted(id, .signalled(signal))) }
        case "die", "destroy":
            supervisor.engineEvents.add {
                await ContainerReports.died(
                    id, exitCode: event.exitCode, at: event.time.secondsSince1970, of: supervisor)
            }
        case "pause", "unpause":
            supervisor.engineEvents.add {
                await ContainerReports.paused(id, event.action == "pause", of: supervisor)
            }
        default: break
        }
    }

    /// Brings what is known in line with the existing containers, and removes those that nothing needs any more.
    func checkContainers() async throws(EngineError) {
        let all = try await context.engine.listContainers(all: true, labels: [context.project.filter])
        var (left, others) = (0, 0)
        for container in all {
            if container.labels[Labels.owner] == context.owner.lease.label {
                // It could not be removed, because the engine was away.
                if await isForgotten(container) { try? await ContainerRemoval.remove(container.id, context.engine) }
                continue
            }
            switch Leftover(container, now: Date().timeIntervalSince1970) {
            case .left:
                do throws(EngineError) {
                    try await ContainerRemoval.remove(container.id, context.engine)
                    left += 1
                } catch {
                    context.logger.warning("the container \(container.id) could not be removed: \(error)")
                }
            case .ofAnother: others += 1
            case .inUse: break
            }
        }
        report(left: left, others: others)
        let there = Set(all.filter { $0.state == "running" || $0.state == "paused" }.map(\.id))
        for supervisor in registry.supervisors.values {
            supervisor.engineEvents.add { await ContainerReports.listed(there, of: supervisor) }
        }
    }

    private func report(left: Int, others: Int) {
        if left > 0 {
            let what = left == 1 ? "a container" : "\(left) containers"
            send(.notice("removed \(what) that a killed lamdeck left behind"))
        }
        guard others > reportedOthers else { return }
        reportedOthers = others
        let what = others == 1 ? "1 container" : "\(others) containers"
        send(
            .notice(
                "\(what) of this project belong to a lamdeck that cannot be seen from here (another user, or another "
                    + "machine with this engine); lamdeck down removes them"))
    }

    /// Whether a container of this host is one that no function knows.
    private func isForgotten(_ container: ContainerSummary) async -> Bool {
        guard let supervisor = container.labels[Labels.function].flatMap(registry.anySupervisor) else { return true }
        return await supervisor.hasForgotten(container.id)
    }

    /// Removes all containers of this host that are left at its end: the engine could not be reached when a function
    /// removed them. Returns when they are gone, also those whose removal somebody else has begun.
    func removeOwnContainers() async {
        for _ in 0..<250 {
            let all = try? await context.engine.listContainers(all: true, labels: [context.project.filter])
            let own = all?.filter { $0.labels[Labels.owner] == context.owner.lease.label } ?? []
            guard !own.isEmpty else { return }
            for container in own { try? await ContainerRemoval.remove(container.id, context.engine) }
            try? await context.timing.sleep(for: .milliseconds(20))
        }
    }
}

/// Whether anybody still looks after a container that another lamdeck made.
enum Leftover: Hashable, Sendable {
    /// Its lamdeck has ended.
    case left
    /// Its lamdeck lives.
    case inUse
    /// Its lamdeck cannot be seen from here, and the container runs.
    case ofAnother

    /// Seconds after which a container that does not run counts as left, if its lamdeck cannot be seen: a lamdeck that
    /// lives removes its own at once.
    private static let patience = 60.0

    init(_ container: ContainerSummary, now: Double, seenFrom folder: RunFolder = .own) {
        switch container.labels[Labels.owner].map({ Lease.life($0, seenFrom: folder) }) ?? .unknown {
        case .alive: self = .inUse
        case .dead: self = .left
        case .unknown:
            let isRunning = container.state == "running" || container.state == "paused"
            self = isRunning ? .ofAnother : now - Double(container.created) > Self.patience ? .left : .inUse
        }
    }
}
