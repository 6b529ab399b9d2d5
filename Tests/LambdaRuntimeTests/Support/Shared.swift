import Synchronization

/// A counter for many threads.
final class Counter: Sendable {
    private let value: Mutex<Int>

    init(_ value: Int = 0) {
        self.value = Mutex(value)
    }

    /// The number after counting.
    @discardableResult
    func increment(by step: Int = 1) -> Int {
        value.withLock { value in
            value += step
            return value
        }
    }

    var current: Int { value.withLock { $0 } }
}

/// What happened, in order, recorded by many threads.
final class Notes: Sendable {
    private let notes = Mutex<[String]>([])

    func add(_ note: String) { notes.withLock { $0.append(note) } }

    var all: [String] { notes.withLock { $0 } }
}
