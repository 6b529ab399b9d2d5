import Foundation
import Synchronization

/// Which changes of its files each function has taken in. A call waits for those that were made before it.
final class SaveRegistry: Sendable {
    private struct Reader {
        let files: FileWatch
        let id: Int
        /// The last burst of changes for which the function was restarted, if it had to be.
        var taken = 0
    }

    private let readers = Mutex<[String: Reader]>([:])
    private let changeSignal: ChangeSignal
    private let timing: Timing

    init(timing: Timing = .real) { (changeSignal, self.timing) = (ChangeSignal(timing), timing) }

    /// A function's files are watched from now on.
    func begin(_ function: String, _ files: FileWatch, reader id: Int) {
        readers.withLock { $0[function] = Reader(files: files, id: id) }
        changeSignal.signal()
    }

    /// A function's files are watched no longer, by a reader or by any.
    func end(_ function: String, reader id: Int? = nil) {
        readers.withLock { if id == nil || $0[function]?.id == id { $0[function] = nil } }
        changeSignal.signal()
    }

    /// A burst of changes is handled, including the restart that it caused.
    func handled(_ function: String, burst: Int, reader id: Int) {
        readers.withLock { readers in
            guard var reader = readers[function], reader.id == id else { return }
            reader.taken = max(burst, reader.taken)
            readers[function] = reader
        }
        changeSignal.signal()
    }

    /// Whether the function has taken in what was written before this was called, as far as that is known at once.
    func isCaughtUp(_ function: String) -> Bool { hasTaken(function) ?? false }

    /// Whether files of the function are known to have changed that it has not taken in. Waits for two milliseconds at
    /// most while the watch handles changes.
    func isBehind(_ function: String) -> Bool {
        for _ in 0..<40 {
            if let hasTaken = hasTaken(function) { return !hasTaken }
            usleep(50)
        }
        return false
    }

    /// Whether the function has taken in all changes by now; nil if that is not known at once.
    private func hasTaken(_ function: String) -> Bool? {
        guard let reader = readers.withLock({ $0[function] }) else { return true }
        return reader.files.lastBurstNow(of: reader.id).map { $0 <= reader.taken }
    }

    /// Returns when the function has taken in what was written before this was called: at once, in microseconds, if
    /// nothing was. A build that does not end is waited for as long as a burst may take.
    func catchUp(_ function: String) async {
        guard let reader = readers.withLock({ $0[function] }) else { return }
        let burst = await reader.files.lastBurst(of: reader.id, isAwaited: true)
        let end = timing.now + .seconds(30)
        while !Task.isCancelled {
            let version = changeSignal.version
            let isBehind = readers.withLock { $0[function].map { $0.id == reader.id && $0.taken < burst } ?? false }
            let left = end - timing.now
            guard isBehind, left > .zero else { return }
            await changeSignal.wait(after: version, atMost: left)
        }
    }
}
