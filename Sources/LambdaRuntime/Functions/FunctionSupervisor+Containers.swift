import DockerEngine
import Foundation
import LambdaModel

/// Facts about the function's containers, and their replacement.
extension FunctionSupervisor {
    /// Whether a container that was made for this function is unknown to it. False while the function makes a container,
    /// because it may be this one.
    func hasForgotten(_ id: String) -> Bool { !machine.has(id) && tasks.launches.isEmpty }

    /// The containers whose memory is the function's: the one that serves, and those beside it.
    var containersInUse: [ContainerRecord<FunctionContainer>] {
        state.isServing ? machine.containers.with(.serving, .worker, .spare) : []
    }

    /// Reads a container's log, unless a reader does already.
    func follow(_ container: FunctionContainer) {
        let id = container.id
        EnvironmentNews.observe(container, for: self)
        container.log.follow(
            context, container, of: settings,
            ContainerLog.Listeners(
                onCall: { [weak self] in Task { await self?.handle(.noted(id, .calledOutside)) } },
                onOutputBetweenCalls: { [weak self] in
                    Task { if let self { await RuntimeWatch.watch(id, of: self) } }
                }))
    }

    /// The engine may do what it could not do before.
    func engineMayDoMore() {
        engineRetry.signal()
        handle(.engineCanDoMore)
    }

    /// Gives the function another container in place of one that can take no more calls.
    ///
    /// - Parameter text: why, for the log; nil if the user knows.
    func replace(_ container: FunctionContainer, _ text: String? = nil) async {
        noteExpiry()
        let isServing = serving?.id == container.id
        let code = isServing && machine.containers.spare != nil ? await ContainerLauncher.currentCode(of: self) : nil
        handle(.unusable(container.id, text, code: code))
    }

    /// Marks the containers whose AWS credentials have expired or will soon: a spare that has waited for hours must not
    /// serve.
    func noteExpiry() {
        let soon = Date().timeIntervalSince1970 + CredentialStore.margin
        for record in machine.containers.all where record.role.isPresent && !record.isOutdated {
            guard let end = record.container.credentialsEnd, Double(end) < soon else { continue }
            handle(.noted(record.id, .outdated))
        }
    }
}
