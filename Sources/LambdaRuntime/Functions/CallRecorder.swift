import Foundation
import HostLink
import LambdaModel

/// Determines the result of a call, and stores it. The evidence is the answer, the container's log, its memory and
/// processor time, and whether it still runs.
struct CallRecorder: Sendable {
    let context: SupervisorContext
    /// The settings when the call was requested.
    let prepared: PreparedSettings
    let request: InvocationRequest

    /// The result by the answer alone, if nothing else can change the verdict: a call that is good without evidence is
    /// good with it. Nil if the verdict needs the evidence.
    func earlyResult(of call: SentCall) -> InvocationResult? {
        guard case .answered = call.reply else { return nil }
        var evidence = InvocationEvidence()
        if case .exited(reported: _?) = call.fate { evidence = InvocationEvidence(containerEnd: call.end) }
        let (verdict, error) = call.answer.verdict(evidence)
        guard verdict == .ok || call.answer.ending?.isFinal == true || evidence.containerEnd != nil else { return nil }
        var result = Self.result(of: call, request, verdict, error)
        result.requestID = call.place.flatMap { $0.container.serving.requestID(of: $0.number, sentAt: call.startedAt) }
        noteTimeout(in: &result, isOver: false)
        return result
    }

    /// Notes that the call's HTTP client got an answer without it.
    private func noteTimeout(in result: inout InvocationResult, isOver: Bool) {
        guard request.http != nil, let id = request.requestID else { return }
        if context.calls.isTimedOut(id, isOver: isOver) { result.request.http?.isTimedOut = true }
    }

    /// The result of a call that was never sent.
    static func refused(_ request: InvocationRequest, _ reason: FailureReason) -> InvocationResult {
        let answer = InvocationAnswer(.refused(reason))
        let call = SentCall(answer: answer, startedAt: Date().timeIntervalSince1970)
        let (verdict, error) = answer.verdict(InvocationEvidence())
        return result(of: call, request, verdict, error)
    }

    /// The result of a call without the container's report.
    private static func result(
        of call: SentCall, _ request: InvocationRequest, _ verdict: Verdict, _ error: InvocationError?
    ) -> InvocationResult {
        var result = InvocationResult(
            request: request, reply: call.reply, verdict: verdict, error: error, startedAt: call.startedAt,
            seconds: call.seconds, isCold: call.isFirst)
        result.queuedSeconds = call.queuedSeconds
        if let facts = call.facts { result.add(facts, isFirst: call.isFirst) }
        return result
    }

    /// The longest time for reading the log of a call, which may be a flood.
    private static let longestReport = Duration.seconds(300)
    /// How long an answer waits for the end of its log, if its caller asked for that.
    static let longestWaitForLog = Duration.seconds(2)

    /// If the log of an answered call is not read after ``longestWaitForLog``, reports what is known by then: reading
    /// the log of a flood can take much longer than the call.
    func logTimer(
        _ early: InvocationResult, _ call: SentCall, _ onNews: @escaping @Sendable (InvocationNews) -> Void
    ) -> Task<Void, Never> {
        Task {
            guard (try? await context.timing.sleep(for: Self.longestWaitForLog)) != nil else { return }
            var known = early
            known.isLogBehind = true
            if let (container, number) = call.place,
                let callLog = container.serving.reportSoFar(of: number, sentAt: call.startedAt, seconds: call.seconds)
            {
                known.addLog(callLog)
            }
            onNews(.logIsBehind(known))
        }
    }

    /// The result of a call, by its answer and all other evidence.
    func result(of call: SentCall) async -> InvocationResult {
        let settings = prepared.settings
        var (usage, end) = (UsageMeter.Usage(), InvocationEvidence.ContainerEnd?.none)
        var callLog: InvocationLog?
        if let (container, number) = call.place {
            switch call.reply {
            case .answered where call.hasEndedContainer:
                end = call.end
                callLog = await report(of: call, number, container, atMost: .seconds(2))
                usage.peakMemory = call.seenMemory
            case .answered:
                let meter = UsageMeter(engine: context.engine, container: container)
                async let measured = meter.finish(seen: call.seenMemory)
                callLog = await report(of: call, number, container, atMost: Self.longestReport)
                usage = await measured
            case .unreachable:
                end = call.end
                callLog = await report(of: call, number, container, atMost: .seconds(2))
                usage.peakMemory = call.seenMemory
            case .cancelled: callLog = await report(of: call, number, container, atMost: Self.longestReport)
            case .refused: break
            }
        }
        // The settings of the container that ran the call: the function's may have changed since it was made.
        let madeWith = call.place?.container.madeWith
        var evidence = InvocationEvidence(
            callLog: callLog, family: madeWith.map { $0.family(or: settings) } ?? settings.runtime?.family,
            peakMemory: usage.peakMemory,
            memoryLimit: (madeWith?.memorySize ?? settings.memorySize) << 20, containerEnd: end)
        evidence.wasEndedOutside = call.wasEndedOutside
        let (verdict, error) = call.answer.verdict(evidence)
        if let (container, number) = call.place, [.ok, .functionError].contains(verdict) {
            container.serving.endedWell(number)
        }
        var result = Self.result(of: call, request, verdict, error)
        noteTimeout(in: &result, isOver: true)
        if let ending = call.answer.ending, error != ending.error {
            // The end of the container explains more than the runtime's.
            result.reply = .unreachable("the container closed the connection")
        }
        if let callLog { result.addLog(callLog) }
        if let facts = call.facts { result.add(facts, isFirst: call.isFirst) }
        result.isLogLost =
            callLog?.isCut ?? call.place.map { $0.container.serving.hasLostReport(of: $0.number) } ?? false
        if result.isLogLost, callLog == nil {
            let message = "its log is lost: the log rotated before it was read"
            result.log = [LogRecord(time: call.startedAt, source: .lamdeck, text: message)]
        }
        result.cpuSeconds = usage.cpuSeconds
        result.peakMemory = usage.peakMemory
        result.memoryLimit = call.place == nil ? nil : evidence.memoryLimit
        return result
    }

    private func report(
        of call: SentCall, _ number: Int, _ container: FunctionContainer, atMost limit: Duration
    ) async -> InvocationLog? {
        await container.serving.report(of: number, sentAt: call.startedAt, seconds: call.seconds, atMost: limit)
    }

    /// Stores a call. The record is in the store's queue on return, so that a caller who has the result finds it in the
    /// history. The store makes the hash of the code, which reads the function's files.
    func record(_ result: InvocationResult, of call: SentCall) {
        guard let container = call.place?.container else {
            // The caller of an asynchronous call got 202 before. Only the history shows that the call never ran.
            if request.isAsynchronous { context.history?.record(result, masking: prepared.masking) }
            return
        }
        let settings = prepared.settings
        context.history?.record(
            result, spec: container.specHash,
            masking: prepared.masking.adding(container.madeWith.masking(settings)),
            codeHash: {
                container.counters.codeHash(isLoadedAgain: result.isCold) {
                    container.code.imageHash
                        ?? settings.code.flatMap { CodeHash.of(code: $0, layers: settings.layers) }
                }
            })
    }
}

extension InvocationResult {
    /// Adds what lamdeck's own Runtime API measured.
    ///
    /// - Parameter isFirst: whether it is the environment's first call, with which the init is shown.
    fileprivate mutating func add(_ facts: CallFacts, isFirst: Bool) {
        requestID = facts.requestID
        request.traceID = facts.traceID
        handlerMilliseconds = facts.handlerMilliseconds
        firstByteMilliseconds = facts.firstByteMilliseconds
        (partialResponse, droppedBytes) = (facts.partialResponse, facts.droppedBytes)
        if request.http?.isStreamed == true { responseType = facts.responseType }
        isCold = facts.waitedForInit
        initMilliseconds = isFirst || facts.waitedForInit ? facts.initMilliseconds : nil
    }

    /// Adds what the log shows of the call.
    fileprivate mutating func addLog(_ callLog: InvocationLog) {
        requestID = callLog.requestID
        log = callLog.records
        lastLines = Array(callLog.lastRecords)
        droppedLines = callLog.dropped
        // If the log is not read to the call's end, it may not show a cold start yet.
        isCold = callLog.isCold || (isCold && !callLog.isComplete)
        initMilliseconds = callLog.initMilliseconds
        let left = max(0, seconds * 1000 - (callLog.initMilliseconds ?? 0))
        // An engine under load writes the lines late.
        handlerMilliseconds = callLog.handlerMilliseconds ?? callLog.handlerTime.map { min($0, left) }
        // The container ended during the call, or the caller gave up: the log does not show when.
        if case .answered = reply {} else if callLog.isHandlerAtWork { handlerMilliseconds = left }
    }
}
