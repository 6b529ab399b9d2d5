import DockerEngine
import LambdaModel

/// Asks the engine how a container ended.
struct ContainerInquiry: Sendable {
    let engine: any Engine
    let timing: Timing
    /// The function's memory in MB.
    let memorySize: Int

    /// How a container ended whose connection broke: nil if it runs, or if the engine does not say.
    ///
    /// - Parameter limit: how long a container that lives on is waited for. A busy engine may report an end later.
    func end(
        of container: String, hasAddress: Bool = true, within limit: Duration = .seconds(2)
    ) async -> InvocationEvidence.ContainerEnd? {
        await withTaskGroup(of: InvocationEvidence.ContainerEnd?.self) { group in
            group.addTask { await exit(of: container) }
            group.addTask {
                guard (try? await timing.sleep(for: limit)) != nil else { return nil }
                return await stateNow(of: container, hasAddress: hasAddress)
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func exit(of id: String) async -> InvocationEvidence.ContainerEnd? {
        do throws(EngineError) {
            let code = try await engine.waitContainer(id)
            let details = try? await engine.inspectContainer(id)
            return .exited(code: code, outOfMemory: details?.state.wasOutOfMemory ?? false)
        } catch {
            return error.meansRemoved ? .removed : nil
        }
    }

    private func stateNow(of container: String, hasAddress: Bool) async -> InvocationEvidence.ContainerEnd? {
        do throws(EngineError) {
            let details = try await engine.inspectContainer(container)
            guard details.state.isRunning else {
                return .exited(code: details.state.exitCode, outOfMemory: details.state.wasOutOfMemory)
            }
            return hasAddress && details.networkIP == nil ? .cutOff : nil
        } catch {
            return error.meansRemoved ? .removed : nil
        }
    }

    /// What the end of a container means for its function.
    ///
    /// - Parameters:
    ///   - exitCode: what the engine reported; nil if it did not.
    ///   - time: when it ended, in seconds by the engine's clock; nil if no event said so. Then the engine's details
    ///     count.
    ///   - signal: the last signal that another process sent to it.
    ///   - details: what the engine knows of it; nil if it does not exist any more.
    func death(
        of id: String, exitCode: Int?, at time: Double?, signal: OutsideSignal?, _ details: ContainerDetails?
    ) async -> ContainerDeath {
        let code = exitCode ?? details?.state.exitCode
        if let signal,
            signal.explains(
                exitCode: code, at: time ?? details?.state.finishedAt?.secondsSince1970, stopSignal: details?.stopSignal
            )
        {
            return .stoppedOutside(.exited(code: code ?? 137, outOfMemory: false), "stopped from outside lamdeck")
        }
        guard let details else {
            let end = exitCode.map { InvocationEvidence.ContainerEnd.exited(code: $0, outOfMemory: false) }
            return .stoppedOutside(end ?? .removed, "its container was removed from outside lamdeck")
        }
        let (exit, isFull) = (exitCode ?? details.state.exitCode, details.state.wasOutOfMemory)
        let reason = ContainerExit.reason(
            exitCode: exit, wasOutOfMemory: isFull, memorySize: memorySize,
            await ContainerLogTail.lastWords(of: id, engine))
        return .failed(.exited(code: exit, outOfMemory: isFull), reason)
    }
}

extension EngineError {
    fileprivate var meansRemoved: Bool { if case .notFound = kind { true } else { false } }
}
