import Foundation
import LambdaModel
import LambdaRuntime

/// Prints entries of logs as they come: those of several functions in the order of their times, for which each waits a
/// little.
actor LiveLog {
    private let line: @Sendable (ProjectLogEntry) -> String
    private let form: Output.Form
    private let onClosed: (@Sendable () -> Void)?
    private var merge = LogMerge<ProjectLogEntry>()
    private var flush: Task<Void, Never>?
    private var isClosed = false

    /// - Parameters:
    ///   - form: what the lines are.
    ///   - line: an entry as it is printed, without a line break.
    ///   - onClosed: called once when nobody reads standard output any more; nil ends the program, quietly.
    init(
        _ form: Output.Form = .coloured, line: @escaping @Sendable (ProjectLogEntry) -> String,
        onClosed: (@Sendable () -> Void)? = nil
    ) {
        self.form = form
        self.line = line
        self.onClosed = onClosed
    }

    /// Prints entries now.
    func print(_ entries: [ProjectLogEntry]) {
        guard !entries.isEmpty, !isClosed else { return }
        let text = entries.map(line).joined(separator: "\n")
        guard let onClosed else { return Output.write(text, form) }
        guard !Output.isWritten(text, form) else { return }
        isClosed = true
        onClosed()
    }

    /// Takes entries that came now.
    func add(_ entries: [ProjectLogEntry]) {
        guard !entries.isEmpty else { return }
        for entry in entries { merge.add(entry, of: entry.function, time: entry.record.time, at: Self.now) }
        guard flush == nil else { return }
        flush = Task {
            while !merge.isEmpty, (try? await Task.sleep(for: .milliseconds(50))) != nil {
                print(merge.take(at: Self.now))
            }
            flush = nil
        }
    }

    /// Prints what waits: nothing more will come.
    func end() {
        flush?.cancel()
        print(merge.takeAll())
    }

    private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
}
