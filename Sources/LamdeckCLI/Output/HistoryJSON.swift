import HostLink
import JSONText
import LambdaModel
import LambdaRuntime
import Support

/// A stored invocation as a machine reads it: the contract of `history --json`.
enum HistoryJSON {
    /// One object on one line: what only the history knows, then all that `invoke --json` prints.
    static func text(_ entry: HistoryEntry) -> String {
        InvocationJSON.text(entry.result) { writer in
            writer.member("id", Int(entry.row.id))
            writer.member("time", ISO8601.text(entry.result.startedAt, hasMilliseconds: true))
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
}
