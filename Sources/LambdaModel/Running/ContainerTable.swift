import OrderedCollections

/// The containers of one function, by the engine's id.
public struct ContainerTable<Container: LaunchedContainer>: Sendable {
    /// One container's record.
    public typealias Record = ContainerRecord<Container>

    private var records: OrderedDictionary<String, Record> = [:]
    private var uses = 0

    init() {}

    /// All containers, oldest first, including removed ones whose calls are still being read.
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

    /// The container that takes the next call: one with the fewest calls, and of these the least recently used.
    public var free: Record? {
        guard serving != nil else { return nil }
        // No key paths: generic code makes each one for each use, which takes longer than the search.
        return records.values.filter { $0.isFree }.min { ($0.calls.count, $0.lastUse) < ($1.calls.count, $1.lastUse) }
    }

    /// How many calls may run at once.
    public var callLimit: Int {
        max(1, records.values.reduce(0) { $0 + ($1.role.takesCalls ? $1.container.callLimit : 0) })
    }

    /// Whether calls are sent to a container.
    public func takesCalls(_ id: String) -> Bool { records[id]?.role.takesCalls ?? false }

    /// Whether a call runs in a container that takes calls.
    public var hasRunningCall: Bool { records.values.contains { $0.role.takesCalls && !$0.calls.isEmpty } }

    /// Whether a call of any container is not complete.
    public var hasUnfinishedCall: Bool { records.values.contains { $0.callsInFlight > 0 } }

    /// The container that runs a call.
    public func running(_ call: CallTicket) -> Record? { records.values.first { $0.calls.contains(call) } }

    // MARK: Changes

    mutating func insert(_ container: Container, _ role: ContainerRole) {
        uses += 1
        records[container.id] = Record(container, role, lastUse: uses)
    }

    mutating func update(_ id: String, _ change: (inout Record) -> Void) {
        guard var record = records[id] else { return }
        change(&record)
        records[id] = record
    }

    /// Notes that a container's runtime is being started before the first call. Returns whether it can be.
    ///
    /// - Parameter isEarly: whether the container is a spare.
    mutating func release(_ id: String, isEarly: Bool = false) -> Bool {
        guard let record = records[id], record.canRelease else { return false }
        update(id) {
            $0.isReleased = true
            $0.isEarly = isEarly
            $0.initialisation = .running
        }
        return true
    }

    /// Removes a container that was launched and that nothing needs any more.
    mutating func refuse(_ container: Container) -> [FunctionAction] {
        insert(container, .spare)
        return discard(container.id)
    }

    /// Removes a container, even if it runs a call.
    mutating func discard(_ id: String) -> [FunctionAction] {
        guard let record = records[id], record.role.isPresent else { return [] }
        update(id) {
            $0.role = .leaving
            $0.end = $0.end ?? .stopped
        }
        return [.remove(id)]
    }

    /// Removes containers with one of these roles that have no calls.
    mutating func discardIdle(_ roles: ContainerRole...) -> [FunctionAction] {
        records.values.filter { roles.contains($0.role) && $0.callsInFlight == 0 }.flatMap { discard($0.id) }
    }

    /// Removes all containers with one of these roles.
    mutating func discardAll(_ roles: ContainerRole...) -> [FunctionAction] {
        records.values.filter { roles.contains($0.role) }.flatMap { discard($0.id) }
    }

    /// Lets a container finish its calls while another one serves.
    mutating func retire(_ record: Record) -> [FunctionAction] {
        update(record.id) { $0.role = .retired }
        return record.calls.sorted().map { .freePlace($0) }
    }

    /// A call has left its container.
    mutating func free(_ call: CallTicket) {
        if let record = running(call) { update(record.id) { $0.calls.remove(call) } }
    }

    /// A call begins in a container.
    mutating func begin(_ call: CallTicket, in id: String) {
        uses += 1
        let use = uses
        update(id) {
            $0.calls.insert(call)
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

    /// One call of a container is complete. After its last call, a retired container is removed, unless it is kept for
    /// now.
    mutating func complete(in id: String, keepsRetired: Bool) -> [FunctionAction] {
        update(id) { $0.callsInFlight = max(0, $0.callsInFlight - 1) }
        forgetIfDone(id)
        guard let record = records[id], record.role == .retired, record.callsInFlight == 0 else { return [] }
        return keepsRetired ? [] : discard(id)
    }

    private mutating func forgetIfDone(_ id: String) {
        guard let record = records[id], record.role == .gone, record.callsInFlight == 0 else { return }
        records[id] = nil
    }
}
