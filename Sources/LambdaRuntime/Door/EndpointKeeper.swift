/// Keeps the front door open at the endpoint's places, and only there. Whoever wants something else says so at any time:
/// opening and closing take their turns.
actor EndpointKeeper {
    private let door: FrontDoor
    private let notice: @Sendable (String) -> Void
    private var wanted: [DoorListener] = []
    private var open: [DoorListener] = []
    /// Those that could not be opened, and why.
    private var refused: [DoorListener: DoorError] = [:]
    /// Those that are to be tried, in spite of what was.
    private var untried: [DoorListener] = []
    private var work: Task<Void, Never>?

    /// Keeps a door; `notice` takes what the user should know.
    init(door: FrontDoor, notice: @escaping @Sendable (String) -> Void) {
        self.door = door
        self.notice = notice
    }

    /// Listens at these places and no others, and returns when it is so. What could not be opened before is tried
    /// again, and said again where the reason is another one.
    func keep(_ listeners: [DoorListener]) async {
        wanted = listeners
        untried = listeners
        refused = refused.filter { listeners.contains($0.key) }
        if work == nil { work = Task { await align() } }
        await work?.value
    }

    /// Waits for the calls without a waiting caller: see ``FrontDoor/finishEvents()``.
    func finishEvents() async -> Int { await door.finishEvents() }

    /// Waits for those that were cut off: see ``FrontDoor/settleEvents()``.
    func settleEvents() async { await door.settleEvents() }

    /// Shuts the door.
    func shutDown() async {
        await keep([])
        await door.shutDown()
    }

    /// One step after another, each from what is wanted by then.
    private func align() async {
        while true {
            if let index = open.firstIndex(where: { !wanted.contains($0) }) {
                await door.close(open.remove(at: index))
            } else if let next = untried.first {
                untried.removeFirst()
                if !open.contains(next) { await tryOpen(next) }
            } else {
                break
            }
        }
        work = nil
    }

    private func tryOpen(_ listener: DoorListener) async {
        do throws(DoorError) {
            try await door.open(listener)
            open.append(listener)
            refused[listener] = nil
        } catch {
            switch error {
            // The engine's network is in a virtual machine, from where loopback can be reached.
            case .noSuchAddress where listener.callers != nil: return
            case .shut: return
            case .portInUse, .notAllowed, .noSuchAddress, .failed: break
            }
            guard wanted.contains(listener) else { return }
            let isKnown =
                refused[listener]?.kind == error.kind
                // Whoever has the port has it at all addresses, as a rule: that is one thing to be told.
                || listener.callers != nil && refused.contains { $0.key.port == listener.port && $0.key.callers == nil }
            refused[listener] = error
            guard !isKnown else { return }
            notice("\"endpoint\": \(error)")
        }
    }
}

extension DoorError {
    /// What is wrong, whoever it is that has the port: who that is cannot always be told.
    fileprivate var kind: DoorError {
        switch self {
        case .portInUse(let host, let port, _): .portInUse(host: host, port: port, owner: nil)
        case .notAllowed, .noSuchAddress, .shut, .failed: self
        }
    }
}
