import Logging
import Support
import Synchronization

/// Calls whose callers do not wait. They continue when their callers hang up; their number and total size are limited.
final class AsyncInvocations: Sendable {
    private struct State {
        var tasks: [Int: Task<Void, Never>] = [:]
        var next = 0
        var bytes = 0
        var isShut = false
    }

    private let service: any LambdaService
    private let limits: ServerLimits
    private let logger: Logger
    private let state = Mutex(State())

    init(service: any LambdaService, limits: ServerLimits, logger: Logger) {
        self.service = service
        self.limits = limits
        self.logger = logger
    }

    /// Accepts a call and runs it; returns false if there is no room for it.
    func accept(_ call: IncomingCall) -> Bool {
        state.withLock { state in
            guard !state.isShut, state.tasks.count < limits.eventsInFlight,
                state.bytes + call.payload.count <= limits.eventBytesInFlight
            else { return false }
            let number = state.next
            state.next += 1
            state.bytes += call.payload.count
            // It cannot end before it is recorded: that needs the lock that is held here.
            state.tasks[number] = Task {
                await self.perform(call)
                self.end(number, bytes: call.payload.count)
            }
            return true
        }
    }

    /// Runs a call. If too many calls are waiting, it retries: Lambda, too, keeps an event until there is room.
    private func perform(_ call: IncomingCall) async {
        var pause = Duration.milliseconds(50)
        while !Task.isCancelled {
            switch await service.invoke(call, onPart: nil, onResult: { _ in }) {
            case .result: return
            case .waitsForItself(let message):
                logger.info("an event for \(call.function) is lost: \(message)")
                return
            case .noSuchFunction:
                logger.info("an event for \(call.function) is lost: there is no such function any more")
                return
            case .busy:
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(2))
            }
        }
    }

    private func end(_ number: Int, bytes: Int) {
        state.withLock { state in
            state.tasks[number] = nil
            state.bytes -= bytes
        }
    }

    /// Accepts no more calls, and returns when the running ones have ended; those that take too long are cancelled.
    ///
    /// - Returns: how many had not ended.
    @discardableResult
    func shutDown(within limit: Duration) async -> Int {
        let tasks = state.withLock { state in
            defer { state.isShut = true }
            // A second caller has waited already.
            return state.isShut ? [] : Array(state.tasks.values)
        }
        await Self.wait(for: tasks, limit)
        for task in tasks { task.cancel() }
        return state.withLock { $0.tasks.count }
    }

    /// Returns when all accepted calls have ended, or the time is over.
    func settle(within limit: Duration) async {
        await Self.wait(for: state.withLock { Array($0.tasks.values) }, limit)
    }

    private static func wait(for tasks: [Task<Void, Never>], _ limit: Duration) async {
        await finishes(within: limit) {
            for task in tasks { await task.value }
        }
    }
}
