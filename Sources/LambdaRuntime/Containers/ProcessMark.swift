import Synchronization

/// Names this lamdeck in the labels of its containers, so that every other lamdeck can tell whether it lives. Containers
/// that nobody else can use go when their lamdeck is dead.
///
/// The label says which process it is, and nothing of it lies in a folder: shells of one user disagree about folders
/// (`XDG_RUNTIME_DIR` is not set over ssh, in cron, or under sudo), and folders are wiped while a lamdeck runs.
final class ProcessMark: Sendable {
    /// The text in the label.
    let id: String
    private let number: Int

    /// The hosts of this process that have not ended: a process can outlive its hosts.
    private static let living = Mutex((numbers: Set<Int>(), next: 1))

    /// Makes the mark of one host.
    init() {
        number = Self.living.withLock { living in
            defer { living.next += 1 }
            living.numbers.insert(living.next)
            return living.next
        }
        id = Self.text(ProcessIdentity.own, number)
    }

    deinit { withdraw() }

    /// Says that this host has nothing any more.
    func withdraw() {
        Self.living.withLock { _ = $0.numbers.remove(number) }
    }

    /// Whether the lamdeck lives that has a mark. A mark of an unknown form says nothing.
    static func life(_ id: String) -> ProcessIdentity.Life {
        guard let (identity, number) = read(id) else { return .unknown }
        let life = identity.life(seenBy: .own)
        guard life == .alive, identity == .own else { return life }
        return living.withLock { $0.numbers.contains(number) } ? .alive : .dead
    }

    /// Whether the lamdeck that has a mark is dead beyond doubt. What is not known to live is not dead.
    ///
    /// - Parameter isRunning: whether the container runs that has the label. One that runs has seen no boot of the
    ///   kernel since it was made, so that a mark of another boot is another machine's.
    static func isDead(_ id: String, isRunning: Bool) -> Bool {
        switch life(id) {
        case .dead: true
        case .otherBoot: !isRunning
        case .alive, .unknown: false
        }
    }

    /// The mark as a label has it: `pid=1234 start=567890 boot=… namespace=… host=1`.
    static func text(_ identity: ProcessIdentity?, _ number: Int) -> String {
        guard let identity else { return "unknown" }
        return "pid=\(identity.process) start=\(identity.start) boot=\(identity.boot) namespace=\(identity.namespace) "
            + "host=\(number)"
    }

    /// The process and the number of the host in it.
    static func read(_ id: String) -> (process: ProcessIdentity, number: Int)? {
        var values: [Substring: String] = [:]
        for word in id.split(separator: " ") {
            let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else { return nil }
            values[halves[0]] = String(halves[1])
        }
        guard let process = values["pid"].flatMap(Int32.init), let start = values["start"].flatMap(UInt64.init),
            let boot = values["boot"], let namespace = values["namespace"],
            let number = values["host"].flatMap(Int.init)
        else { return nil }
        return (ProcessIdentity(process: process, start: start, boot: boot, namespace: namespace), number)
    }
}
