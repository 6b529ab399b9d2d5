import Testing

@testable import LambdaRuntime

@Suite("Credits of a sender", .timeLimit(.minutes(4)))
struct CreditsTests {
    /// Lets other tasks run.
    private static func letOthersRun() async { for _ in 0..<1_000 { await Task.yield() } }

    @Test func `a sender waits when all credits are taken`() async {
        let (credits, sent) = (Credits(4), Counter())
        let (deliveries, delivery) = AsyncStream.makeStream(of: Int.self)
        let sender = Task {
            for number in 0..<10 {
                await credits.take()
                sent.increment()
                delivery.yield(number)
            }
            delivery.finish()
        }
        var received: [Int] = []
        for await number in deliveries {
            received.append(number)
            if received.count == 4 { break }
        }
        await Self.letOthersRun()
        #expect(sent.current == 4, "nothing was given back")
        for _ in 0..<6 { credits.give() }
        await sender.value
        #expect(sent.current == 10)
        #expect(received == [0, 1, 2, 3])
    }

    @Test func `a credit that is given back lets one sender go on`() async {
        let (credits, sent) = (Credits(1), Counter())
        await credits.take()
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let senders = (0..<3).map { _ in
            Task {
                await credits.take()
                sent.increment()
                arrival.yield()
            }
        }
        await Self.letOthersRun()
        #expect(sent.current == 0)
        var next = arrivals.makeAsyncIterator()
        for count in 1...3 {
            credits.give()
            _ = await next.next()
            await Self.letOthersRun()
            #expect(sent.current == count)
        }
        for sender in senders { await sender.value }
    }

    @Test func `a credit that is given before it is wanted is kept`() async {
        let (credits, isTaken) = (Credits(0), Counter())
        credits.give()
        credits.give()
        await credits.take()
        await credits.take()
        let third = Task {
            await credits.take()
            isTaken.increment()
        }
        await Self.letOthersRun()
        #expect(isTaken.current == 0, "two were given")
        credits.give()
        await third.value
        #expect(isTaken.current == 1)
    }

    /// A fast sender and a slow receiver: no more deliveries are on their way than there are credits.
    @Test func `only a few deliveries are on their way`() async {
        let (credits, onTheirWay, counts) = (Credits(4), Counter(), Notes())
        let (deliveries, delivery) = AsyncStream.makeStream(of: Int.self)
        let sender = Task {
            for number in 0..<200 {
                await credits.take()
                counts.add("\(onTheirWay.increment())")
                delivery.yield(number)
            }
            delivery.finish()
        }
        var received: [Int] = []
        for await number in deliveries {
            received.append(number)
            await Task.yield()
            onTheirWay.increment(by: -1)
            credits.give()
        }
        await sender.value
        #expect(received == Array(0..<200))
        #expect(Set(counts.all).isSubset(of: ["1", "2", "3", "4"]))
    }

    @Test func `no sender waits after the end`() async {
        let (credits, sent) = (Credits(0), Counter())
        let senders = (0..<5).map { _ in
            Task {
                for _ in 0..<20 { await credits.take() }
                sent.increment()
            }
        }
        await Self.letOthersRun()
        #expect(sent.current == 0)
        credits.end()
        for sender in senders { await sender.value }
        #expect(sent.current == 5)
        credits.give()
        credits.end()
        await credits.take()
    }
}
