import NIOCore
import Synchronization

/// Whether the engine's containers reach lamdeck's Runtime API. It is not known until the first container connects, and
/// a container that does not connect within a moment is asked to try (``RuntimeProbe``).
final class RuntimeReach: Sendable {
    /// The state of the search.
    enum State: Hashable, Sendable {
        case unknown
        /// A container has connected.
        case reached
        /// No container can connect; what blocks it, and what to do.
        case blocked(String)
    }

    /// Why no container can connect if no address of this machine is known.
    static let foreignNetwork =
        "the engine's network is not on this machine, as with rootless engines and those in a virtual machine; if its "
        + "containers reach an address of this machine without address translation, set LAMDECK_RUNTIME_ADDRESS to it"

    /// Why no container can connect if the address that the user set is not one of this machine.
    static func foreignAddress(_ address: String) -> String {
        "\(RuntimeChoice.addressVariable) is \(address), which is not an address of this machine: unset it, or set it "
            + "to one that containers reach"
    }

    private let known = Mutex(State.unknown)
    private struct Attempts {
        /// The one that goes on.
        var task: Task<RuntimeProbe.Outcome, Never>?
        /// Whether there are no more.
        var haveEnded = false
    }

    private let attempts = Mutex(Attempts())

    var state: State { known.withLock { $0 } }

    /// A container has connected.
    func reached() { known.withLock { $0 = .reached } }

    /// Lets a container try. All who ask during an attempt share its result, and it ends even if their tasks are
    /// cancelled: it removes what it has created.
    func find(_ probe: @escaping @Sendable () async -> RuntimeProbe.Outcome) async -> RuntimeProbe.Outcome {
        let task = attempts.withLock { attempts -> Task<RuntimeProbe.Outcome, Never>? in
            if attempts.haveEnded || attempts.task != nil { return attempts.task }
            let task = Task {
                let outcome = await probe()
                self.attempts.withLock { $0.task = nil }
                return outcome
            }
            attempts.task = task
            return task
        }
        return await task?.value ?? .untried
    }

    /// Lets no container try any more, and waits until the one that does is removed.
    func end() async {
        let task = attempts.withLock { attempts in
            attempts.haveEnded = true
            return attempts.task
        }
        _ = await task?.value
    }

    /// Whether lamdeck can listen at an address in numbers.
    static func isOfThisMachine(_ address: String) -> Bool {
        if address.hasPrefix("127.") { return true }
        return ((try? System.enumerateDevices()) ?? []).contains { $0.address?.ipAddress == address }
    }

    /// A container cannot connect. If another one has connected before, that is this container's own fault.
    ///
    /// - Returns: whether containers are blocked now.
    func blocked(_ reason: String) -> Bool {
        known.withLock { state in
            switch state {
            case .reached: return false
            // The first reason is the cause.
            case .blocked: return true
            case .unknown: state = .blocked(reason)
            }
            return true
        }
    }
}
