import DockerEngine
import LambdaModel

/// What is known of a call beside its answer: what the container logged, what it used, and whether it still is.
extension FunctionSupervisor {
    /// What an answer alone tells of a call, where nothing else can change the verdict: one that is good without any
    /// evidence is good with it.
    nonisolated func earlyResult(of call: SentCall, _ request: InvocationRequest) -> InvocationResult? {
        guard Verdict.read(call.reply).verdict == .ok else { return nil }
        var result = InvocationResult(
            request: request, reply: call.reply, verdict: .ok, startedAt: call.startedAt, seconds: call.seconds,
            isCold: call.isFirst,
            requestID: call.place.flatMap { $0.container.requestID($0.number, sentAt: call.startedAt) })
        result.queuedSeconds = call.queuedSeconds
        return result
    }

    /// Reads a call's answer in the light of all that is known of it.
    func result(
        of call: SentCall, _ request: InvocationRequest, _ settings: FunctionSettings
    ) async -> InvocationResult {
        var (usage, end) = (UsageMeter.Usage(), InvocationEvidence.ContainerEnd?.none)
        var slice: InvocationSlice?
        if let (container, number) = call.place {
            switch call.reply {
            case .answered:
                let meter = UsageMeter(engine: context.engine, container: container)
                async let measured = meter.finish(seen: call.seenMemory)
                slice = await container.slice(number, sentAt: call.startedAt)
                usage = await measured
            case .unreachable:
                end = await self.end(of: container.id)
                if end == nil { await replace(container) }
                slice = await container.slice(number, sentAt: call.startedAt, atMost: .seconds(2))
                usage.peakMemory = call.seenMemory
            case .cancelled:
                slice = await container.slice(number, sentAt: call.startedAt)
            case .refused: break
            }
        }
        // Those of the container that ran the call: the settings may have changed since it was made.
        let madeWith = call.place?.container.madeWith
        let evidence = InvocationEvidence(
            slice: slice, family: madeWith.map { $0.family(or: settings) } ?? settings.runtime?.family,
            peakMemory: usage.peakMemory,
            memoryLimit: (madeWith?.memorySize ?? settings.memorySize) << 20, containerEnd: end)
        let (verdict, error) = Verdict.read(call.reply, evidence)
        var result = InvocationResult(
            request: request, reply: call.reply, verdict: verdict, error: error, startedAt: call.startedAt,
            seconds: call.seconds, isCold: slice?.isCold ?? call.isFirst, requestID: slice?.requestID,
            log: slice?.records ?? [])
        result.queuedSeconds = call.queuedSeconds
        result.droppedLines = slice?.dropped ?? 0
        result.initMilliseconds = slice?.initMilliseconds
        result.handlerMilliseconds = slice?.handlerMilliseconds
        result.cpuSeconds = usage.cpuSeconds
        result.peakMemory = usage.peakMemory
        result.memoryLimit = call.place == nil ? nil : evidence.memoryLimit
        return result
    }

    /// How a container ended whose connection broke, which happens a moment before the engine knows of the end; nil
    /// where it runs, or the engine does not say.
    private func end(of id: String) async -> InvocationEvidence.ContainerEnd? {
        // The engine's news may come first, and the container be gone by the time it is asked for.
        let asked = await ask(of: id)
        return ends[id] ?? asked
    }

    private func ask(of id: String) async -> InvocationEvidence.ContainerEnd? {
        let engine = context.engine
        return await withTaskGroup(of: InvocationEvidence.ContainerEnd?.self) { group in
            group.addTask {
                do throws(EngineError) {
                    let code = try await engine.waitContainer(id)
                    let details = try? await engine.inspectContainer(id)
                    return .exited(code: code, outOfMemory: details?.state.wasOutOfMemory ?? false)
                } catch {
                    if case .notFound = error.kind { return .removed }
                    return nil
                }
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(2))
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
