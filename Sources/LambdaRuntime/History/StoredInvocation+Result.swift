import Foundation
import GRDB
import HostLink
import LambdaModel

/// An invocation that waits to be written.
struct UnwrittenInvocation: Sendable {
    let result: InvocationResult
    let spec: String?
    let masking: Masking
    let codeHash: @Sendable () -> String?

    /// Approximately how much memory it uses.
    var bytes: Int {
        let parts = result.request.payload.count + result.body.count + result.partialResponse.count
        return result.log.reduce(parts) { $0 + $1.text.utf8.count }
    }

    /// Inserts it, in the caller's transaction.
    ///
    /// - Parameter codeHash: the result of `codeHash`, computed before the transaction, since it may take longer than
    ///   others wait for a lock.
    func insert(_ db: Database, _ limits: HistoryLimits, codeHash: String?) throws {
        let (event, masked) = masking.masked(result.request.payload)
        let response = masking.masked(result.body).bytes
        let log = StoredLog.text(of: result, masking, limit: limits.partBytes)
        let summary = InvocationSummary(result)
        let (payload, body) = (event.prefix(limits.partBytes), response.prefix(limits.partBytes))
        let partial = masking.masked(result.partialResponse).bytes.prefix(limits.partBytes)
        let error = result.error.map { StoredError($0, masking) }
        var invocation = StoredInvocation(
            function: summary.function, event: result.request.event, requestID: summary.requestID.map(Self.line),
            verdict: result.verdict.rawValue, errorType: error.map { Self.line($0.type) }, startedAt: summary.startedAt,
            milliseconds: summary.milliseconds, peakMemory: summary.peakMemory, isCold: summary.isCold, spec: spec,
            codeHash: codeHash, bytes: payload.count + body.count + partial.count + log.bytes.count,
            trace: summary.traceRoot.map(word), callerAddress: summary.origin.map { word($0.address) },
            callerAgent: summary.origin?.userAgent.map(word), callerPort: summary.origin?.port,
            callerFunction: summary.origin?.function.map(word), functionStatus: summary.functionStatus?.code,
            httpFormat: summary.http?.format.rawValue, httpMethod: summary.http.map { word($0.method) },
            httpTarget: summary.http.map { word($0.target) }, httpAPI: summary.http?.api,
            httpStream: summary.http?.isStreamed,
            authorizes: summary.origin?.authorizes)
        try invocation.insert(db)
        let detail = StoredDetail(
            id: db.lastInsertedRowID, reply: StoredReply(result.reply, mediaType: result.responseType, masking),
            error: error,
            seconds: result.seconds, queuedSeconds: result.queuedSeconds, initMilliseconds: result.initMilliseconds,
            handlerMilliseconds: result.handlerMilliseconds, memoryLimit: result.memoryLimit,
            cpuSeconds: result.cpuSeconds, droppedLines: result.droppedLines + log.dropped,
            missingEventBytes: event.count - payload.count,
            missingResponseBytes: response.count - body.count + (partial.isEmpty ? result.droppedBytes : 0),
            maskedEventValues: masked, payload: Data(payload), response: Data(body), log: Data(log.bytes),
            firstByteMilliseconds: result.firstByteMilliseconds,
            partialResponse: partial.isEmpty ? nil : Data(partial))
        try detail.insert(db)
    }

    /// A caller's text for a column of the list, with secrets masked.
    private func word(_ text: String) -> String { Self.line(masking.masked(text)) }

    /// External text for a column of the list: SQLite's text ends at a NUL, and a row must be short.
    private static func line(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0 != "\0" }.prefix(200).map(Character.init))
    }
}

extension HistoryEntry {
    /// The invocation from its rows in both tables.
    ///
    /// - Throws: if lamdeck did not write the row.
    init(_ stored: StoredInvocation, _ detail: StoredDetail) throws {
        guard let verdict = Verdict(rawValue: stored.verdict), let log = StoredLog.records([UInt8](detail.log), stored)
        else { throw HistoryFailure.broken }
        var request = InvocationRequest(
            function: stored.function, event: stored.event, payload: [UInt8](detail.payload))
        request.origin = stored.origin
        request.http = stored.http
        request.traceID = stored.trace.map { "Root=\($0)" }
        var result = InvocationResult(
            request: request,
            reply: detail.reply.reply(body: [UInt8](detail.response)), verdict: verdict, error: detail.error?.error,
            startedAt: stored.startedAt, seconds: detail.seconds, isCold: stored.isCold, requestID: stored.requestID,
            log: log)
        result.queuedSeconds = detail.queuedSeconds
        result.droppedLines = detail.droppedLines
        result.initMilliseconds = detail.initMilliseconds
        result.handlerMilliseconds = detail.handlerMilliseconds
        result.firstByteMilliseconds = detail.firstByteMilliseconds
        result.partialResponse = detail.partialResponse.map { [UInt8]($0) } ?? []
        result.responseType = detail.reply.mediaType
        result.peakMemory = stored.peakMemory
        result.memoryLimit = detail.memoryLimit
        result.cpuSeconds = detail.cpuSeconds
        // Of the status of an HTTP response only this one may differ from that in the function's answer.
        if let http = result.request.http {
            let timeout = GatewayError.timeout.status(as: http.format)
            if stored.functionStatus == timeout, result.functionStatus?.code != timeout {
                result.request.http?.isTimedOut = true
            }
        }
        var row = stored.row
        row.summary.initMilliseconds = detail.initMilliseconds
        row.summary.queuedMilliseconds = detail.queuedSeconds * 1000
        self.init(
            row: row, result: result, missingEventBytes: detail.missingEventBytes,
            missingResponseBytes: detail.missingResponseBytes, maskedEventValues: detail.maskedEventValues)
    }
}
