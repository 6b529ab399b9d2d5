import OrderedCollections

/// The containers of one function, by the engine's id.
public struct ContainerTable<Container: LaunchedContainer>: Sendable {
    /// One container's record.
    public typealias Record = ContainerRecord<Container>

    private var records: OrderedDictionary<String, Record> = [:]
    private var uses = 0

    init() {}

    /// All containers, oldest first; those that are removed and whose calls are still being read are among them.
    public var all: [Record] { Array(records.values) }

    /// One container.
    public subscript(id: String) -> Record? { records[id] }

    /// The containers with one of these roles, oldest first.
    public func with(_ roles: ContainerRole...) -> [Record] { records.values.filter { roles.contains($0.role) } }

    /// The container that serves.
    public var serving: Record? { records.values.first { $0.role == .serving } }

    /// The container that waits uncalled.
    public var spare: Record? { records.values.first { $0.role == .spare } }

    /// The containers that serve beside the first one.
    public var workers: [Record] { with(.worker) }

    /// Of the containers that take calls, run none and have not ended, the one that has not been used for the longest time.
    public var free: Record? {
        records.values.filter { $0.role.takesCalls && $0.call == nil && $0.end == nil }.min { $0.lastUse < $1.lastUse }
    }

    /// Whether a call runs in a container that takes calls.
    public var hasRunningCall: Bool { records.values.contains { $0.role.takesCalls && $0.call != nil } }

    /// Whether a call of any container is not complete.
    public var hasUnfinishedCall: Bool { records.values.contains { $0.callsInFlight > 0 } }

    /// The container that runs a call.
    public func running(_ call: CallTicket) -> Record? { records.values.first { $0.call == call } }

    // MARK: Changes

    mutating func insert(_ container: Container, _ role: ContainerRole) {
        uses += 1
        // A container whose removal failed may be found again while the log of its calls is read.
        if records[container.id]?.role == .gone {
            records[container.id]?.role = role
        } else {
            records[container.id] = Record(container, role, lastUse: uses)
        }
    }

    mutating func update(_ id: String, _ change: (inout Record) -> Void) {
        guard var record = records[id] else { return }
        change(&record)
        records[id] = record
    }

    /// A call begins in a container.
    mutating func begin(_ call: CallTicket, in id: String) {
        uses += 1
        let use = uses
        update(id) {
            $0.call = call
            $0.callsInFlight += 1
            $0.wasCalled = true
            $0.lastUse = use
        }
    }

    /// The engine removed a container. Its record stays until the last of its calls is complete.
    mutating func removed(_ id: String) {
        update(id) { $0.role = .gone }
        forgetIfDone(id)
    }

    /// All is known of one call of a container.
    mutating func complete(in id: String) {
        update(id) { $0.callsInFlight = max(0, $0.callsInFlight - 1) }
        forgetIfDone(id)
    }

    private mutating func forgetIfDone(_ id: String) {
        guard let record = records[id], record.role == .gone, record.callsInFlight == 0 else { return }
        records[id] = nil
    }
}
