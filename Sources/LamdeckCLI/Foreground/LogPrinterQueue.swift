import Foundation
import HostLink
import LambdaModel
import LambdaRuntime

/// Prints log entries as they arrive. Each waits a little, so that those of several functions are printed in the order
/// of their times.
actor LogPrinterQueue {
    private let output: Output
    private let line: @Sendable (ProjectLogEntry) -> String?
    private let form: Output.Form
    private let onClosed: (@Sendable () -> Void)?
    private let now: @Sendable () -> Double
    private var merge = LogMerge<ProjectLogEntry>()
    private var flush: Task<Void, Never>?
    private var isClosed = false

    /// - Parameters:
    ///   - form: the form of the lines.
    ///   - line: an entry as it is printed, without a line break at its end; nil if it is not.
    ///   - now: seconds by any clock. It measures how long an entry has waited for those of other functions.
    ///   - onClosed: called once when nothing reads the output any more; nil ends the program, without a message.
    init(
        _ output: Output, _ form: Output.Form = .coloured, line: @escaping @Sendable (ProjectLogEntry) -> String?,
        onClosed: (@Sendable () -> Void)? = nil, now: @escaping @Sendable () -> Double = LogPrinterQueue.uptime
    ) {
        (self.output, self.now) = (output, now)
        self.form = form
        self.line = line
        self.onClosed = onClosed
    }

    /// Prints entries now.
    func print(_ entries: [ProjectLogEntry]) { write(entries.compactMap(line)) }

    /// Prints lines now that are already in their form.
    func write(_ lines: [String]) {
        guard !lines.isEmpty, !isClosed else { return }
        let text = lines.joined(separator: "\n")
        guard let onClosed else { return output.write(text, form) }
        guard !output.isWritten(text, form) else { return }
        isClosed = true
        onClosed()
    }

    /// Adds entries that have just arrived; they are printed soon.
    func add(_ entries: [ProjectLogEntry]) {
        guard !entries.isEmpty else { return }
        for entry in entries { merge.add(entry, of: entry.function, time: entry.record.time, at: now()) }
        guard flush == nil else { return }
        flush = Task {
            while !merge.isEmpty, (try? await Task.sleep(for: .milliseconds(50))) != nil {
                print(merge.take(at: now()))
            }
            flush = nil
        }
    }

    /// Prints the entries that wait: no more will arrive.
    func end() {
        flush?.cancel()
        print(merge.takeAll())
    }

    static let uptime: @Sendable () -> Double = { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
}
