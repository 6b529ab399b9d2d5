import Synchronization

/// Identifies this lamdeck in the labels of its containers, so that every other lamdeck can find out whether it runs.
/// Containers that no other process can use are removed when their lamdeck has ended.
///
/// The label contains the whole identity and needs no file: shells of one user disagree about folders
/// (`XDG_RUNTIME_DIR` is not set over ssh, in cron, or under sudo), and folders are deleted while a lamdeck runs.
final class OwnerMark: Sendable {
    /// The text in the label.
    let id: String
    private let number: Int

    /// The running hosts of this process: a process can outlive its hosts.
    private static let living = Mutex((numbers: Set<Int>(), next: 1))

    /// The mark of one host.
    init() {
        number = Self.living.withLock { living in
            defer { living.next += 1 }
            living.numbers.insert(living.next)
            return living.next
        }
        id = Self.text(ProcessIdentity.own, number)
    }

    deinit { withdraw() }

    /// Records that this host has ended.
    func withdraw() {
        Self.living.withLock { _ = $0.numbers.remove(number) }
    }

    /// Whether the lamdeck with a mark runs. A mark of an unknown form says nothing.
    static func life(_ id: String) -> ProcessIdentity.Life {
        guard let (identity, number) = read(id) else { return .unknown }
        let life = identity.life(seenBy: .own)
        guard life == .alive, identity == .own else { return life }
        return living.withLock { $0.numbers.contains(number) } ? .alive : .dead
    }

    /// Whether the lamdeck with a mark has ended for certain. If it is not known whether it runs, it counts as running.
    ///
    /// - Parameter isRunning: whether the container with the label runs. If it does, the kernel has not rebooted since
    ///   the container was created, so a mark of another boot belongs to another machine.
    static func isDead(_ id: String, isRunning: Bool) -> Bool {
        switch life(id) {
        case .dead: true
        case .otherBoot: !isRunning
        case .alive, .unknown: false
        }
    }

    /// The mark as in the label: `pid=1234 start=567890 boot=… namespace=… host=1`.
    static func text(_ identity: ProcessIdentity?, _ number: Int) -> String {
        guard let identity else { return "unknown" }
        return "pid=\(identity.process) start=\(identity.start) boot=\(identity.boot) namespace=\(identity.namespace) "
            + "host=\(number)"
    }

    /// The process, and the number of the host in it.
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
