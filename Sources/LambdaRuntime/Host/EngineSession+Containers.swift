import DockerEngine
import HostLink
import LambdaModel
import OrderedCollections

/// Keeps what is known of containers in line with the engine.
extension EngineSession {
    /// Passes an event of the engine on to the function that it is about. Each function has its own queue: handling a
    /// container's death takes time, and must not delay the events of other functions.
    func handle(_ event: EngineEvent) {
        guard let name = Labels.function(event.attributes), let supervisor = registry.supervisor(name) else { return }
        switch event.action {
        case "start", "rename":
            if event.action == "rename", let container = event.attributes["name"] {
                supervisor.engineEvents.add { await supervisor.handle(.noted(event.actorID, .renamed(container))) }
            }
            guard Labels.servedFunction(event.attributes, name: event.attributes["name"] ?? "") != nil else { return }
            adoptOnceListening(event.actorID, supervisor)
        case "kill":
            let signal = OutsideSignal(
                number: event.attributes["signal"].flatMap(Int.init), time: event.time.secondsSince1970)
            supervisor.engineEvents.add { await supervisor.handle(.noted(event.actorID, .signalled(signal))) }
        case "die", "destroy":
            supervisor.engineEvents.add {
                await supervisor.containerDied(
                    event.actorID, exitCode: event.exitCode, at: event.time.secondsSince1970)
            }
        case "pause", "unpause":
            supervisor.engineEvents.add { await supervisor.containerPaused(event.actorID, event.action == "pause") }
        default: break
        }
    }

    /// Brings what is known in line with the existing containers.
    func findContainers() async throws(EngineError) {
        let all = try await context.engine.listContainers(all: true, labels: [context.project.filter])
        let serving = Set(ContainerName.serving(among: all).map(\.id))
        for container in all {
            if container.isLeftBehind {
                try? await ContainerRemoval.remove(container.id, context.engine)
                continue
            }
            guard let name = Labels.function(container.labels), let supervisor = registry.supervisor(name),
                await !supervisor.machine.has(container.id)
            else { continue }
            if container.labels[Labels.owner] == context.mark.id, ["exited", "dead"].contains(container.state),
                await !supervisor.isLaunching
            {
                // It could not be removed, because the engine was away.
                try? await ContainerRemoval.remove(container.id, context.engine)
                continue
            }
            guard options.adoption != .never, serving.contains(container.id) else { continue }
            switch container.state {
            case "running", "paused":
                let age = await age(of: container, name)
                switch (options.adoption, age) {
                case (.unlessOld, let age?):
                    send(.notice(oldNotice(name, age, isOwned: container.labels[Labels.owner] != nil), of: name))
                    // A command's call must run the code on disk, but the command must not restart a container that
                    // others call.
                    continue
                case (.reportingOld, let age?): oldNotices[name] = oldNotice(name, age, isOwned: false)
                case (.always, _), (.never, _), (_, nil): break
                }
                if let found = await running(container.id) {
                    if await found.serving.isReady() {
                        await supervisor.adopt(found)
                        if options.isResident, age == .code {
                            _ = await supervisor.filesChanged("its code has changed since it was loaded")
                        }
                    } else {
                        adoptOnceListening(container.id, supervisor)
                    }
                }
            case "exited", "dead":
                // Its own lamdeck must first find out why it ended.
                if let owner = container.labels[Labels.owner], OwnerMark.life(owner) == .alive { continue }
                // What a killed lamdeck or a stopped engine left behind.
                try? await ContainerRemoval.remove(container.id, context.engine)
            default: continue
            }
        }
        let there = Set(all.filter { $0.state == "running" || $0.state == "paused" }.map(\.id))
        for supervisor in registry.supervisors.values {
            supervisor.engineEvents.add { await supervisor.containersListed(there) }
        }
    }

    /// Removes containers of this process that no function knows any more: the engine could not be reached when a
    /// function removed them.
    ///
    /// - Parameter all: whether all of this process's containers are removed. If the engine has just been reconnected,
    ///   a function may find its container again while the host ends.
    func removeLeftovers(all isAll: Bool) async {
        guard let all = try? await context.engine.listContainers(all: true, labels: [context.project.filter])
        else { return }
        for container in all where container.labels[Labels.owner] == context.mark.id {
            let supervisor = Labels.function(container.labels).flatMap(registry.anySupervisor)
            if !isAll, await supervisor?.machine.has(container.id) == true { continue }
            try? await ContainerRemoval.remove(container.id, context.engine)
        }
    }

    /// Why a container is out of date.
    private enum Age {
        /// The code was saved after it was loaded.
        case code
        /// It was created with other settings.
        case settings
    }

    /// Why a container is out of date; nil if it is up to date, or if its own lamdeck takes care of that. A deck itself
    /// shows that settings have changed.
    private func age(of container: ContainerSummary, _ name: String) async -> Age? {
        let manifest = registry.manifest
        guard let settings = manifest.function(named: name),
            !container.labels.keys.contains(Labels.owner) || options.adoption == .unlessOld
        else { return nil }
        let spec = ContainerPlan.hash(settings, endpoint: manifest.endpoint)
        if !options.isResident, container.labels[Labels.spec] != spec { return .settings }
        let state = await Task.detached { [context] in context.saves.codeState(of: settings) }.value
        let isOld =
            await state?.isNewer(
                thanIn: container.id, made: Double(container.created), label: container.labels[Labels.code],
                context.engine) ?? false
        return isOld ? .code : nil
    }

    private func oldNotice(_ name: String, _ age: Age, isOwned: Bool) -> String {
        let (fact, new) =
            switch age {
            case .code: ("\(name) still runs the previous code", "loads the new code")
            case .settings: ("\(name) still runs with its previous settings", "applies the new ones")
            }
        let advice = isOwned ? "" : "; lamdeck restart \(name) \(new)"
        return options.adoption == .unlessOld ? "\(fact); this call uses a new container\(advice)" : fact + advice
    }

    /// A container, if it runs.
    private func running(_ id: String) async -> FunctionContainer? {
        guard let details = try? await context.engine.inspectContainer(id), details.state.isRunning else { return nil }
        return FunctionContainer(details, code: nil, context)
    }

    /// Adopts a container that another process has started, as soon as it answers. Does nothing if the function already
    /// has a container, or makes one.
    private func adoptOnceListening(_ id: String, _ supervisor: FunctionSupervisor) {
        guard adoptions[id] == nil else { return }
        adoptions[id] = Task {
            while await supervisor.mayAdopt, let found = await running(id) {
                if await found.serving.isReady() {
                    await supervisor.adopt(found)
                    break
                }
                do { try await context.timing.sleep(for: .milliseconds(25)) } catch { break }
            }
            adoptions[id] = nil
        }
    }
}

extension ContainerSummary {
    /// Whether no process can use the container any more. The lamdeck that made it is dead, and it served only that
    /// process's calls, was a worker or a spare, or was never started.
    var isLeftBehind: Bool {
        guard let maker = labels[Labels.owner] ?? labels[Labels.maker],
            OwnerMark.isDead(maker, isRunning: state == "running" || state == "paused")
        else { return false }
        return Labels.isOnce(labels) || state == "created" || ContainerName.role(of: names.first ?? "") != .serving
    }
}
