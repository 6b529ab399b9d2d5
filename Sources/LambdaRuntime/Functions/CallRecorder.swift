import Foundation
import HostLink
import LambdaModel

/// Finds out what became of a call: reads its answer together with what the container logged, what it used and whether it
/// still runs, and stores the result.
struct CallRecorder: Sendable {
    let context: SupervisorContext
    /// The settings when the call was asked for.
    let prepared: PreparedSettings
    let request: InvocationRequest

    /// What an answer alone tells of a call, if nothing else can change the verdict: one that is good without any
    /// evidence is good with it. Nil if the verdict needs the evidence.
    func earlyResult(of call: SentCall) -> InvocationResult? {
        guard case .answered = call.reply else { return nil }
        let (verdict, error) = call.answer.verdict(InvocationEvidence())
        guard verdict == .ok else { return nil }
        var result = Self.result(of: call, request, verdict, error)
        result.requestID = call.place.flatMap { $0.container.serving.requestID(of: $0.number, sentAt: call.startedAt) }
        return result
    }

    /// The result of a call that was never sent.
    static func refused(_ request: InvocationRequest, _ reason: FailureReason) -> InvocationResult {
        let answer = InvocationAnswer(.refused(reason))
        let call = SentCall(answer: answer, startedAt: Date().timeIntervalSince1970)
        let (verdict, error) = answer.verdict(InvocationEvidence())
        return result(of: call, request, verdict, error)
    }

    /// What is known of a call without the container's report.
    private static func result(
        of call: SentCall, _ request: InvocationRequest, _ verdict: Verdict, _ error: InvocationError?
    ) -> InvocationResult {
        var result = InvocationResult(
            request: request, reply: call.reply, verdict: verdict, error: error, startedAt: call.startedAt,
            seconds: call.seconds, isCold: call.isFirst)
        result.queuedSeconds = call.queuedSeconds
        return result
    }

    /// How long the report of a flood of output is read.
    private static let longestReport = Duration.seconds(300)
    /// How long an answer waits for the end of its log, if its caller asked for that.
    static let longestWaitForLog = Duration.seconds(2)

    /// Tells what is known by then if the log of an answered call is not read soon: reading the log of a flood can take
    /// much longer than the call.
    func logTimer(
        _ early: InvocationResult, _ call: SentCall, _ onNews: @escaping @Sendable (InvocationNews) -> Void
    ) -> Task<Void, Never> {
        Task {
            guard (try? await context.timing.sleep(for: Self.longestWaitForLog)) != nil else { return }
            var known = early
            known.isLogBehind = true
            if let (container, number) = call.place,
                let slice = container.serving.reportSoFar(of: number, sentAt: call.startedAt, seconds: call.seconds)
            {
                known.takeLog(slice)
            }
            onNews(.logIsBehind(known))
        }
    }

    /// Reads a call's answer in the light of all that is known of it.
    func result(of call: SentCall) async -> InvocationResult {
        let settings = prepared.settings
        var (usage, end) = (UsageMeter.Usage(), InvocationEvidence.ContainerEnd?.none)
        var slice: InvocationLog?
        if let (container, number) = call.place {
            switch call.reply {
            case .answered:
                let meter = UsageMeter(engine: context.engine, container: container)
                async let measured = meter.finish(seen: call.seenMemory)
                slice = await report(of: call, number, container, atMost: Self.longestReport)
                usage = await measured
            case .unreachable:
                end = call.end
                slice = await report(of: call, number, container, atMost: .seconds(2))
                usage.peakMemory = call.seenMemory
            case .cancelled: slice = await report(of: call, number, container, atMost: Self.longestReport)
            case .refused: break
            }
        }
        // Those of the container that ran the call: the settings may have changed since it was made.
        let madeWith = call.place?.container.madeWith
        let evidence = InvocationEvidence(
            slice: slice, family: madeWith.map { $0.family(or: settings) } ?? settings.runtime?.family,
            peakMemory: usage.peakMemory,
            memoryLimit: (madeWith?.memorySize ?? settings.memorySize) << 20, containerEnd: end)
        let (verdict, error) = call.answer.verdict(evidence)
        if let (container, number) = call.place, [.ok, .functionError].contains(verdict) {
            container.serving.endedWell(number)
        }
        var result = Self.result(of: call, request, verdict, error)
        if let slice { result.takeLog(slice) }
        result.isLogLost = slice?.isCut ?? call.place.map { $0.container.serving.hasLostReport(of: $0.number) } ?? false
        if result.isLogLost, slice == nil {
            let words = "its log is lost: the log rotated before it was read"
            result.log = [LogRecord(time: call.startedAt, source: .lamdeck, text: words)]
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

    /// Stores a call. The record is in the store's queue when this returns, so that a caller who has the result finds it in
    /// the history. The store makes the hash of the code, which reads the function's files.
    func record(_ result: InvocationResult, of call: SentCall) {
        guard let container = call.place?.container else {
            // The caller of an asynchronous call was told that it is accepted. Nothing else reports that it never ran.
            if request.isAsynchronous { context.history?.record(result, masking: prepared.masking) }
            return
        }
        let settings = prepared.settings
        context.history?.record(
            result, spec: container.specHash,
            masking: prepared.masking.adding(container.madeWith.masking(settings)),
            codeHash: {
                container.counters.codeHash(isLoadedAgain: result.isCold) {
                    CodeHash.of(code: settings.code, layers: settings.layers)
                }
            })
    }
}

extension InvocationResult {
    /// Takes in what the log tells of the call.
    fileprivate mutating func takeLog(_ slice: InvocationLog) {
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
