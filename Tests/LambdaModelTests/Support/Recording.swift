import Foundation
import LambdaModel

/// A container's log as the engine sent it: `o` or `e` for the output, the engine's time, the line.
enum Recording {
    static func records(_ name: String) throws -> [LogRecord] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Recordings")
        let text = try String(contentsOf: folder.appendingPathComponent(name + ".log"), encoding: .utf8)
        return text.split(separator: "\n").flatMap { line -> [LogRecord] in
            let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            let rest = parts[2].replacingOccurrences(of: "\\r", with: "\r")
            let digits = parts[1].dropFirst(17).dropLast()
            let minutes = parts[1].dropFirst(14).prefix(2)
            let time = (Double(minutes) ?? 0) * 60 + (Double(digits) ?? 0)
            return LogRecord.records(line: Array(rest.utf8), isStandardError: parts[0] == "e", time: time)
        }
    }

    /// The calls of a recording, in order.
    static func callLogs(_ name: String) throws -> [InvocationLog] {
        var builder = InvocationLogParser()
        var callLogs: [InvocationLog] = []
        for record in try records(name) {
            _ = builder.add(record)
            guard let latest = builder.callLog(builder.count) else { continue }
            if let index = callLogs.firstIndex(where: { $0.number == latest.number }) {
                callLogs[index] = latest
            } else {
                callLogs.append(latest)
            }
        }
        return callLogs
    }
}
