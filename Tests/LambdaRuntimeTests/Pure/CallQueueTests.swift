import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

@Suite("The queue for a container")
@MainActor
final class TicketOrderTests {
    private var gate = TicketOrder()
    private var entered: Set<Int> = []
    /// The result of each call, in order.
    private var told: [(ticket: Int, isIn: Bool)] = []

    /// A call that has asked to enter.
    private func call() async -> Int {
        let ticket = gate.ticket()
        await enter(ticket)
        return ticket
    }

    private func enter(_ ticket: Int) async {
        Task {
            let isIn = await withCheckedContinuation { wake in
                gate.enter(ticket, wake)
                entered.insert(ticket)
            }
            told.append((ticket, isIn))
        }
        while !entered.contains(ticket) { await Task.yield() }
    }

    private func settle(_ count: Int) async {
        while told.count < count { await Task.yield() }
    }

    @Test func letsOneInAtATimeAndInOrder() async {
        var calls: [Int] = []
        for _ in 0..<4 { calls.append(await call()) }
        for (index, ticket) in calls.enumerated() {
            await settle(index + 1)
            #expect(gate.holders.first == ticket)
            #expect(gate.waitingCount == 3 - index)
            #expect(told.map(\.ticket) == Array(calls[...index]))
            gate.leave(ticket)
        }
        #expect(gate.holders.first == nil)
        #expect(told.allSatisfy { $0.isIn })
    }

    @Test func letsAsManyInAsItMay() async {
        gate = TicketOrder(limit: 2)
        let calls = [await call(), await call(), await call(), await call()]
        await settle(2)
        #expect(Set(told.map(\.ticket)) == [calls[0], calls[1]])
        #expect(gate.waitingCount == 2)
        gate.leave(calls[1])
        await settle(3)
        #expect(told.last?.ticket == calls[2])
        #expect(gate.holders.first == calls[0])
        gate.cancel(calls[3])
        await settle(4)
        gate.leave(calls[0])
        gate.leave(calls[2])
        #expect(gate.holders.first == nil)
    }

    @Test func forgetsACallThatWasGivenUp() async {
        let (first, second, third) = (await call(), await call(), await call())
        gate.cancel(second)
        await settle(2)
        #expect(told.last?.ticket == second && told.last?.isIn == false)
        gate.leave(first)
        await settle(3)
        #expect(gate.holders.first == third)
        #expect(told.last?.ticket == third && told.last?.isIn == true)
        gate.leave(third)
    }

    @Test func keepsTheHolderAgainstOtherReports() async {
        let (first, second) = (await call(), await call())
        gate.cancel(first)
        gate.leave(second)
        gate.leave(77)
        gate.cancel(77)
        #expect(gate.holders.first == first)
        #expect(gate.waitingCount == 1)
        gate.leave(first)
        gate.leave(first)
        #expect(gate.holders.first == second, "leaving twice lets nobody else in")
        gate.leave(second)
        await settle(2)
    }

    @Test func keepsTheOrderOfTickets() async {
        let (first, second, third) = (gate.ticket(), gate.ticket(), gate.ticket())
        for ticket in [third, second, first] { await enter(ticket) }
        for (count, ticket) in [first, second, third].enumerated() {
            await settle(count + 1)
            #expect(told.last?.ticket == ticket && gate.holders == [ticket])
            gate.leave(ticket)
        }
    }

    @Test func refusesATicketThatWasGivenUpBeforeItWaits() async {
        let (first, second, third) = (gate.ticket(), gate.ticket(), gate.ticket())
        gate.cancel(second)
        await enter(second)
        await settle(1)
        #expect(told.map(\.isIn) == [false])
        gate.leave(first)
        #expect(gate.holders == [third])
    }

    /// Random calls that enter, leave and cancel, compared with a plain list.
    @Test(arguments: 0..<20) func behavesAsAList(seed: UInt64) async {
        var random = SeededGenerator(seed: seed)
        var queue: [Int] = []
        var expected: [Int: Bool] = [:]
        for _ in 0..<200 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1:
                let ticket = await call()
                if queue.isEmpty { expected[ticket] = true }
                queue.append(ticket)
            case 2, 3:
                guard !queue.isEmpty else { continue }
                gate.leave(queue.removeFirst())
                if let next = queue.first { expected[next] = true }
            default:
                guard let ticket = queue.dropFirst().randomElement(using: &random) else { continue }
                gate.cancel(ticket)
                queue.removeAll { $0 == ticket }
                expected[ticket] = false
            }
            #expect(gate.holders.first == queue.first)
            #expect(gate.waitingCount == max(0, queue.count - 1))
        }
        while let ticket = queue.first {
            expected[ticket] = true
            gate.leave(queue.removeFirst())
        }
        await settle(expected.count)
        #expect(Dictionary(told.map { ($0.ticket, $0.isIn) }) { first, _ in first } == expected)
    }
}

@Suite("Simultaneous launches on an engine")
struct CallQueueTests {
    private struct GivenUp: Error, Equatable {}

    @Test func areAFewAtATime() async throws {
        let slots = CallQueue(limit: 3)
        let running = Counter()
        let counts = Notes()
        await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    try? await slots.hold(cancelled: GivenUp()) { () async throws(GivenUp) in
                        counts.add("\(running.increment())")
                        for _ in 0..<10 { await Task.yield() }
                        running.increment(by: -1)
                    }
                }
            }
        }
        #expect(counts.all.count == 20)
        #expect(Set(counts.all).isSubset(of: ["1", "2", "3"]))
    }

    @Test func oneThatWaitsCanBeGivenUp() async throws {
        let slots = CallQueue(limit: 1)
        try await slots.hold(cancelled: GivenUp()) { () async throws(GivenUp) in
            let waiting = Task {
                try await slots.hold(cancelled: GivenUp()) { () async throws(GivenUp) in Issue.record("it ran") }
            }
            waiting.cancel()
            await #expect(throws: GivenUp.self) { try await waiting.value }
        }
        let isFree = try await slots.hold(cancelled: GivenUp()) { () async throws(GivenUp) in true }
        #expect(isFree)
    }

    @Test func aFailureGivesTheSlotBack() async throws {
        let slots = CallQueue(limit: 1)
        for _ in 0..<3 {
            await #expect(throws: GivenUp.self) {
                try await slots.hold(cancelled: GivenUp()) { () async throws(GivenUp) in throw GivenUp() }
            }
        }
    }
}
