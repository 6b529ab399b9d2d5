import Foundation
import JSONText
import LambdaModel
import LambdaRuntime

/// Kept invocations as the history command prints them.
enum HistoryOutput {
    // MARK: For a machine

    /// One object on one line: what `invoke --json` prints of it, behind what the history knows besides.
    static func json(_ entry: HistoryEntry) -> String {
        InvocationJSON.text(entry.result) { writer in
            writer.member("id", Int(entry.row.id))
            writer.member("time", isoTime(entry.result.startedAt))
            if let spec = entry.row.spec { writer.member("spec", spec) }
            if let hash = entry.row.codeHash { writer.member("codeHash", hash) }
            writer.key("payload")
            if let document = try? JSONDocument(entry.result.request.payload) {
                writer.raw(document.root)
            } else {
                writer.string(String(decoding: entry.result.request.payload, as: UTF8.self))
            }
            if entry.maskedEventValues > 0 { writer.member("payloadValuesMasked", entry.maskedEventValues) }
            if entry.missingEventBytes > 0 { writer.member("payloadBytesMissing", entry.missingEventBytes) }
            if entry.missingResponseBytes > 0 { writer.member("responseBytesMissing", entry.missingResponseBytes) }
        }
    }

    private static func isoTime(_ seconds: Double) -> String {
        date(seconds).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// A time that can be written: clocks, and files, can hold anything.
    private static func date(_ seconds: Double) -> Date {
        Date(timeIntervalSince1970: seconds.isFinite ? min(max(seconds, 0), 253_402_300_799) : 0)
    }

    // MARK: For a person

    /// The rows as a table.
    static func table(_ rows: [HistoryRow]) -> String {
        var table = TextTable(["ID", "TIME", "FUNCTION", "EVENT", "VERDICT", "DURATION", "MEMORY", "ERROR"])
        for row in rows { table.add(cells(row)) }
        return table.text
    }

    private static func cells(_ row: HistoryRow) -> [String] {
        let brief = row.brief
        return [
            "\(row.id)", localTime(brief.startedAt), brief.function, brief.name ?? "", brief.outcome ?? "",
            brief.times ?? "", brief.peakMemory.map(Megabytes.text) ?? "", brief.errorType ?? "",
        ]
    }

    /// All of one invocation.
    ///
    /// - Parameter others: the invocations of its trace, from which the calls that it made are told.
    static func text(_ entry: HistoryEntry, among others: [HistoryRow] = []) -> String {
        let result = entry.result
        var parts = [table([entry.row]), facts(entry)]
        let calls = CallTree(of: entry.row.brief, among: others.map(\.brief)).rows.map(line)
        if !calls.isEmpty { parts.append(([calls.count == 1 ? "call" : "calls"] + calls).joined(separator: "\n")) }
        if let error = result.error {
            parts.append(([PlainText.line(error.summary)] + error.trace).joined(separator: "\n"))
        }
        var about = entry.maskedEventValues > 0 ? " (secret values masked)" : ""
        parts.append("event\(about)\n" + body(result.request.payload, missing: entry.missingEventBytes))
        about = result.functionStatus.map { " (\($0.words))" } ?? ""
        parts.append("response\(about)\n" + reply(entry))
        var lines = result.log.map(\.text)
        if result.droppedLines > 0 { lines.append("… \(result.droppedLines) more lines were not kept") }
        if !lines.isEmpty { parts.append("log\n" + lines.joined(separator: "\n")) }
        return PlainText.lines(parts.joined(separator: "\n\n"))
    }

    /// A call that another one made.
    private static func line(_ row: CallTree.Row) -> String {
        var words = [row.brief.function]
        if let times = row.brief.times { words.append(times) }
        if let verdict = row.brief.verdict, verdict != .ok { words.append(verdict.words) }
        if let type = row.brief.errorType { words.append(type) }
        return String(repeating: "  ", count: row.depth + 1) + PlainText.line(words.joined(separator: " · "))
    }

    private static func origin(_ origin: CallOrigin) -> String {
        let details = [origin.address, origin.userAgent ?? ""].filter { !$0.isEmpty }
        return PlainText.line("\(origin.words) (\((details + ["port \(origin.port)"]).joined(separator: ", ")))")
    }

    private static func facts(_ entry: HistoryEntry) -> String {
        let result = entry.result
        let times = [
            ("queue", result.queuedSeconds * 1000), ("init", result.initMilliseconds),
            ("handler", result.handlerMilliseconds), ("call", result.seconds * 1000),
        ]
        var facts = times.compactMap { name, time in time.map { "\(name) \(Milliseconds.text($0))" } }
        facts.append(result.isCold ? "cold" : "warm")
        if let limit = result.memoryLimit { facts.append("memory limit \(Megabytes.text(limit))") }
        if let id = result.requestID { facts.append("request \(id)") }
        if let root = result.request.traceRoot { facts.append("trace \(root)") }
        if let caller = result.request.origin { facts.append(origin(caller)) }
        if let spec = entry.row.spec { facts.append("settings \(spec)") }
        if let hash = entry.row.codeHash { facts.append("code \(hash)") }
        return facts.joined(separator: " · ")
    }

    private static func reply(_ entry: HistoryEntry) -> String {
        switch entry.result.reply {
        case .answered(_, let bytes): body(bytes, missing: entry.missingResponseBytes)
        case .unreachable(let words): words
        case .cancelled: "cancelled"
        case .refused(let reason): reason.description
        }
    }

    private static func body(_ bytes: [UInt8], missing: Int) -> String {
        let text = (try? JSONDocument(bytes))?.formatted() ?? String(decoding: bytes, as: UTF8.self)
        return missing == 0 ? text : text + "\n… \(missing) more bytes were not kept"
    }

    private static func localTime(_ seconds: Double) -> String {
        var time = time_t(date(seconds).timeIntervalSince1970)
        var parts = tm()
        localtime_r(&time, &parts)
        var text = [CChar](repeating: 0, count: 40)
        let count = strftime(&text, text.count, "%Y-%m-%d %H:%M:%S", &parts)
        return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
