import Synchronization

/// The running calls, for finding out which function made an incoming request.
///
/// A container's address identifies its call for certain if the container serves one call at a time. The root of the
/// trace identifies it if the address does not: with an engine in a virtual machine, all containers call from one
/// address. The emulator does not pass a trace to the runtime (RIE's source: its tracer does nothing), so the root then
/// works only for functions in other images, or that send the header themselves.
final class TraceRegistry: Sendable {
    /// A running call.
    struct Call: Hashable, Sendable {
        /// The function.
        var function: String
        /// The root of its trace (`TraceID.root`), which the calls that it makes share; nil if it has none.
        var root: String?
        /// Its container's address in the engine's network, without a port; nil if unknown.
        var address: String?
        /// The call that waits for this one, by its number.
        var waitingCall: Int?
    }

    /// Identifies a call, to end it.
    struct Token: Hashable, Sendable { let number: Int }

    private let running = Mutex(RunningCalls())
    /// The request ids of running calls whose HTTP clients were answered without them.
    private let timedOut = Mutex<Set<String>>([])

    /// Records that the client of a running call got an answer because the function took too long.
    func timedOut(_ requestID: String) { _ = timedOut.withLock { $0.insert(requestID) } }

    /// Whether the client of a call was answered without it.
    ///
    /// - Parameter isOver: whether the call has ended. Then its id is forgotten.
    func isTimedOut(_ requestID: String, isOver: Bool) -> Bool {
        timedOut.withLock { isOver ? $0.remove(requestID) != nil : $0.contains(requestID) }
    }

    /// Records that a call runs from now on.
    func begin(root: String?, function: String, address: String? = nil, waitingCall: Int? = nil) -> Token {
        running.withLock {
            $0.begin(Call(function: function, root: root, address: address, waitingCall: waitingCall))
        }
    }

    /// The number of the call that made an incoming request, found as in ``caller(root:address:)``.
    func number(root: String?, address: String?) -> Int? {
        running.withLock { $0.found(root: root, address: address)?.token.number }
    }

    /// The functions of the calls that wait for the answer to a request of call `number`: its own, that of the call
    /// which waits for it, and so on.
    func waiting(_ number: Int) -> [String] {
        running.withLock { $0.waiting(number) }
    }

    /// Records that a call has ended; a second time has no effect.
    func end(_ token: Token) { running.withLock { $0.end(token) } }

    /// The call that made an incoming request: found by its address, otherwise by its root, of which the latest call
    /// counts. It may be a call of the same function: a function may call itself.
    ///
    /// - Parameter address: the caller's address, with or without a port: `172.17.0.2:40312`, `[fd00::2]:40312`.
    func caller(root: String?, address: String?) -> Call? {
        running.withLock { $0.caller(root: root, address: address) }
    }
}

/// The core of ``TraceRegistry``: a value, in the order of starts. There are few, since a container has at most one.
struct RunningCalls {
    private var calls: [(token: TraceRegistry.Token, call: TraceRegistry.Call)] = []
    private var next = 1

    mutating func begin(_ call: TraceRegistry.Call) -> TraceRegistry.Token {
        defer { next += 1 }
        let token = TraceRegistry.Token(number: next)
        calls.append((token, call))
        return token
    }

    mutating func end(_ token: TraceRegistry.Token) { calls.removeAll { $0.token == token } }

    func caller(root: String?, address: String?) -> TraceRegistry.Call? { found(root: root, address: address)?.call }

    func found(root: String?, address: String?) -> (token: TraceRegistry.Token, call: TraceRegistry.Call)? {
        let host = address.map(Self.host)
        if let host {
            // A container may run several calls, which only the trace distinguishes.
            let own = calls.filter { $0.call.address.map(Self.host) == host }
            if let found = own.last(where: { root != nil && $0.call.root == root }) ?? own.last { return found }
        }
        guard let root else { return nil }
        return calls.last { $0.call.root == root }
    }

    func waiting(_ number: Int) -> [String] {
        var names: [String] = []
        var next: Int? = number
        while let number = next, let one = calls.first(where: { $0.token.number == number }) {
            names.append(one.call.function)
            // A call begins after the one that waits for it; this also excludes cycles.
            next = one.call.waitingCall.flatMap { $0 < number ? $0 : nil }
        }
        return names
    }

    /// An address without its port and brackets.
    static func host(_ address: String) -> Substring {
        if address.hasPrefix("[") { return address.dropFirst().prefix { $0 != "]" } }
        let colon = address.firstIndex(of: ":")
        // Two colons without a bracket mean an IPv6 address without a port.
        guard let colon, !address[address.index(after: colon)...].contains(":") else { return address[...] }
        return address[..<colon]
    }
}
