/// Runs steps on the main actor, one at a time, in the order in which they were added.
@MainActor
final class StepQueue {
    typealias Step = @MainActor @Sendable () async -> Void

    private let adding: AsyncStream<Step>.Continuation
    private let task: Task<Void, Never>

    init() {
        let (steps, adding) = AsyncStream.makeStream(of: Step.self)
        self.adding = adding
        task = Task { for await step in steps { await step() } }
    }

    /// Adds a step after those that were added before.
    func add(_ step: @escaping Step) { adding.yield(step) }

    /// Stops running steps.
    func end() {
        adding.finish()
        task.cancel()
    }
}
