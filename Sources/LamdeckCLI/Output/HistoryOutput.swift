import HostLink
import JSONText
import LambdaModel
import LambdaRuntime
import Support

/// Stored invocations as the user reads them.
struct HistoryOutput {
    let localTime: LocalTime

    /// The rows as a table.
    func table(_ rows: [HistoryRow]) -> String {
        var table = TextTable(["ID", "TIME", "FUNCTION", "EVENT", "VERDICT", "DURATION", "MEMORY", "ERROR"])
        for row in rows { table.add(cells(row)) }
        return table.text
    }

    private func cells(_ row: HistoryRow) -> [String] {
        let summary = row.summary
        return [
            "\(row.id)", localTime.date(summary.startedAt), summary.function, summary.shortName ?? "",
            summary.outcome ?? "", summary.times ?? "", summary.peakMemory.map(Megabytes.text) ?? "",
            summary.errorType ?? "",
        ]
    }

    /// All of one invocation.
    ///
    /// - Parameter others: the invocations of its trace. The text lists those that it caused.
    func text(_ entry: HistoryEntry, among others: [HistoryRow] = []) -> String {
        let result = entry.result
        var parts = [table([entry.row]), facts(entry)]
        let calls = CallTree(of: entry.row.summary, among: others.map(\.summary)).rows.map(line)
        if !calls.isEmpty { parts.append(([Plural.noun(calls.count, "call")] + calls).joined(separator: "\n")) }
        if let error = result.error {
            parts.append(([PlainText.line(error.summary)] + error.trace).joined(separator: "\n"))
        }
        var about = entry.maskedEventValues > 0 ? " (secret values masked)" : ""
        parts.append("event\(about)\n" + body(result.request.payload, missing: entry.missingEventBytes))
        about = result.functionStatus.map { " (\($0.label))" } ?? ""
        parts.append("response\(about)\n" + reply(entry))
        if !result.partialResponse.isEmpty {
            parts.append("received before the call ended\n" + body(result.partialResponse, missing: 0))
        }
        var lines = result.log.map(\.text)
        if result.droppedLines > 0 {
            lines.append("… \(Plural.text(result.droppedLines, "more line was", "more lines were")) not kept")
        }
        if !lines.isEmpty { parts.append("log\n" + lines.joined(separator: "\n")) }
        return PlainText.lines(parts.joined(separator: "\n\n"))
    }

    /// A call that another one made.
    private func line(_ row: CallTree.Row) -> String {
        var parts = [row.summary.function]
        if let times = row.summary.times { parts.append(times) }
        if let verdict = row.summary.verdict, verdict != .ok { parts.append(verdict.label) }
        if let type = row.summary.errorType { parts.append(type) }
        return String(repeating: "  ", count: row.depth + 1) + PlainText.line(parts.joined(separator: " · "))
    }

    private func origin(_ origin: CallOrigin) -> String {
        let details = [origin.address, origin.userAgent ?? ""].filter { !$0.isEmpty }
        return PlainText.line("\(origin.label) (\((details + ["port \(origin.port)"]).joined(separator: ", ")))")
    }

    private func facts(_ entry: HistoryEntry) -> String {
        let result = entry.result
        let times = [
            ("queue", result.queuedSeconds * 1000), ("init", result.initMilliseconds),
            ("handler", result.handlerMilliseconds), ("first byte", result.firstByteMilliseconds),
            ("call", result.seconds * 1000),
        ]
        var facts = result.request.http.map { ["\($0.label) (\($0.place))"] } ?? []
        facts += times.compactMap { name, time in time.map { "\(name) \(Milliseconds.text($0))" } }
        facts.append(result.isCold ? "cold" : "warm")
        if let limit = result.memoryLimit { facts.append("memory limit \(Megabytes.text(limit))") }
        if let id = result.requestID { facts.append("request \(id)") }
        if let root = result.request.traceRoot { facts.append("trace \(root)") }
        if let caller = result.request.origin { facts.append(origin(caller)) }
        if let spec = entry.row.spec { facts.append("settings \(spec)") }
        if let hash = entry.row.codeHash { facts.append("code \(hash)") }
        return facts.joined(separator: " · ")
    }

    private func reply(_ entry: HistoryEntry) -> String {
        switch entry.result.reply {
        case .answered(_, let bytes): body(bytes, missing: entry.missingResponseBytes)
        case .unreachable(let message): message
        case .cancelled: "cancelled"
        case .refused(let reason): reason.description
        }
    }

    private func body(_ bytes: [UInt8], missing: Int) -> String {
        let text = (try? JSONDocument(bytes))?.formatted() ?? String(decoding: bytes, as: UTF8.self)
        return missing == 0 ? text : text + "\n… \(Plural.text(missing, "more byte was", "more bytes were")) not kept"
    }
}
