import DockerEngine
import LambdaModel

/// What is known of a call beside its answer: what the container logged, what it used, and whether it still is.
extension FunctionSupervisor {
    /// What an answer alone tells of a call, if nothing else can change the verdict: one that is good without any
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

    /// How long an answer waits for the end of its log, if its caller asked for that.
    static let longestWaitForLog = Duration.seconds(2)

    /// Tells what is known by then if the log of an answered call is not read soon: reading the log of a flood can take
    /// much longer than the call.
    nonisolated func logTimer(
        _ early: InvocationResult, _ call: SentCall, _ onNews: @escaping @Sendable (InvocationNews) -> Void
    ) -> Task<Void, Never> {
        Task {
            guard (try? await context.timing.sleep(for: Self.longestWaitForLog)) != nil else { return }
            var known = early
            known.isLogBehind = true
            if let (container, number) = call.place,
                let slice = container.knownSlice(number, sentAt: call.startedAt, seconds: call.seconds)
            {
                known.takeLog(slice)
            }
            onNews(.logIsBehind(known))
        }
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
                slice = await container.slice(number, sentAt: call.startedAt, seconds: call.seconds)
                usage = await measured
            case .unreachable:
                end = call.end
                slice = await container.slice(
                    number, sentAt: call.startedAt, seconds: call.seconds, atMost: .seconds(2))
                usage.peakMemory = call.seenMemory
            case .cancelled:
                slice = await container.slice(number, sentAt: call.startedAt, seconds: call.seconds)
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
        if let (container, number) = call.place, [.ok, .functionError].contains(verdict) {
            container.endedWell(number)
        }
        var result = InvocationResult(
            request: request, reply: call.reply, verdict: verdict, error: error, startedAt: call.startedAt,
            seconds: call.seconds, isCold: call.isFirst)
        if let slice { result.takeLog(slice) }
        result.queuedSeconds = call.queuedSeconds
        result.isLogLost = slice?.isCut ?? call.place.map { $0.container.hasLostLines(of: $0.number) } ?? false
        if result.isLogLost, slice == nil {
            let words = "its log is lost: the log rotated before it was read"
            result.log = [LogRecord(time: call.startedAt, source: .lamdeck, text: words)]
        }
        result.cpuSeconds = usage.cpuSeconds
        result.peakMemory = usage.peakMemory
        result.memoryLimit = call.place == nil ? nil : evidence.memoryLimit
        return result
    }

    /// Finds out how a container ended whose connection broke, and gives the function another one before the next call is
    /// sent. Nil if the container runs, or the engine does not say; then another one takes its place too, as if the container
    /// was cut off its network.
    func broke(_ call: SentCall, on container: ServingContainer) async -> InvocationEvidence.ContainerEnd? {
        // The connection breaks a moment before the engine knows of the end. Its news may also come first, and the container
        // be gone by the time that it is asked for.
        let asked = await ask(of: container)
        guard let asked, asked != .cutOff else {
            if let known = ends[container.id] { return known }
            await replace(container, asked == .cutOff ? "its container was cut off its network" : nil)
            // What takes its place ends it. That is not what broke the call.
            let end = ends[container.id]
            return end == .stopped ? asked : end ?? asked
        }
        // The engine's own news of it knows more: which signal ended it.
        if context.keepsStandby { await wait(atMost: .seconds(1)) { !$0.counts(on: container.id) } }
        // Without a reader of the log that lives on, the log of a call goes with the container.
        if counts(on: container.id), context.keepsStandby || !call.mayHaveArrived {
            let code: Int? = if case .exited(let code, _) = asked { code } else { nil }
            await containerDied(container.id, exitCode: code)
        }
        return ends[container.id] ?? asked
    }

    /// Whether calls are sent to a container.
    func counts(on id: String) -> Bool {
        machine.container == id && state.isServing || pool.workers.contains(id)
    }

    private func ask(of container: ServingContainer) async -> InvocationEvidence.ContainerEnd? {
        let (engine, timing, id) = (context.engine, context.timing, container.id)
        let hadNetwork = container.address != nil
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
                // One that lives on is not waited for. A busy engine may say later than this that one has ended.
                guard (try? await timing.sleep(for: .seconds(2))) != nil else { return nil }
                do throws(EngineError) {
                    let details = try await engine.inspectContainer(id)
                    if details.state.isRunning { return hadNetwork && details.networkIP == nil ? .cutOff : nil }
                    return .exited(code: details.state.exitCode, outOfMemory: details.state.wasOutOfMemory)
                } catch {
                    if case .notFound = error.kind { return .removed }
                    return nil
                }
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}

extension InvocationResult {
    /// Takes in what the log tells of the call.
    fileprivate mutating func takeLog(_ slice: InvocationSlice) {
        requestID = slice.requestID
        log = slice.records
        lastLines = Array(slice.lastRecords)
        droppedLines = slice.dropped
        // A log that is not read to the call's end may not have told of the start yet.
        isCold = slice.isCold || (isCold && !slice.isComplete)
        initMilliseconds = slice.initMilliseconds
        let left = max(0, seconds * 1000 - (slice.initMilliseconds ?? 0))
        // An engine under load writes lines down late.
        handlerMilliseconds = slice.handlerMilliseconds ?? slice.handlerTime.map { min($0, left) }
        // The container ended with it, or its caller gave up: nothing in the log tells when.
        if case .answered = reply {} else if slice.isHandlerAtWork { handlerMilliseconds = left }
    }
}
