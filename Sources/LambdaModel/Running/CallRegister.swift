/// The calls that the user can give up: those whose event is still being read, and those that run. A call that has
/// ended is forgotten, and a later request to cancel it does nothing.
public struct CallRegister<ID: Hashable & Sendable, Call: Sendable>: Sendable {
    private enum State: Sendable {
        case expected(isCancelled: Bool)
        case running(Call)
    }

    private var calls: [ID: State] = [:]

    /// No calls.
    public init() {}

    /// Whether no call is known.
    public var isEmpty: Bool { calls.isEmpty }

    /// The calls that run.
    public var running: [Call] {
        calls.values.compactMap { if case .running(let call) = $0 { call } else { nil } }
    }

    /// A call was asked for; its event is read first.
    public mutating func expect(_ id: ID) { calls[id] = .expected(isCancelled: false) }

    /// A call runs. Returns whether the user gave it up before; if so, the caller cancels it now.
    public mutating func begin(_ id: ID, _ call: Call) -> Bool {
        let before = calls.updateValue(.running(call), forKey: id)
        if case .expected(isCancelled: true)? = before { return true }
        return false
    }

    /// A call ended, or could not begin.
    public mutating func end(_ id: ID) { calls[id] = nil }

    /// The user gives a call up. If it runs, returns it: the caller cancels it.
    public mutating func cancel(_ id: ID) -> Call? {
        switch calls[id] {
        case .running(let call): return call
        case .expected: calls[id] = .expected(isCancelled: true)
        case nil: break
        }
        return nil
    }
}
