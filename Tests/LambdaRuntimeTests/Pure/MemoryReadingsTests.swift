import Testing

@testable import LambdaRuntime

/// When the memory of containers is read.
@Suite struct MemoryReadingsTests {
    /// In which of some turns a container is read.
    private func turns(_ count: Int, use: (Int) -> Int, isBusy: (Int) -> Bool = { _ in false }) -> [Int] {
        var readings = MemoryReadings()
        return (0..<count).filter { turn in
            defer { readings.endTurn() }
            guard readings.isDue("one", use: use(turn), isBusy: isBusy(turn)) else { return false }
            readings.note("one", 1)
            return true
        }
    }

    @Test func `a new container is read twice, and then in every sixth turn`() {
        #expect(turns(20) { _ in 1 } == [0, 1, 7, 13, 19])
    }

    @Test func `a container is read in the turn after a call and in the next one`() {
        #expect(turns(12) { $0 < 4 ? 1 : 2 } == [0, 1, 4, 5, 11])
    }

    @Test func `a container that runs a call is read in each turn`() {
        #expect(turns(6, use: { _ in 1 }, isBusy: { $0 < 4 }) == [0, 1, 2, 3, 4])
    }

    @Test func `between two readings the last one counts`() {
        var readings = MemoryReadings()
        #expect(readings["one"] == nil)
        for turn in 0..<8 {
            if readings.isDue("one", use: 1, isBusy: false) { readings.note("one", 100 + turn) }
            #expect(readings["one"] == (turn == 0 ? 100 : turn < 7 ? 101 : 107))
            readings.endTurn()
        }
    }

    @Test func `a container that was not asked for in a turn is forgotten`() {
        var readings = MemoryReadings()
        _ = readings.isDue("one", use: 1, isBusy: false)
        readings.note("one", 5)
        readings.endTurn()
        readings.endTurn()
        #expect(readings["one"] == nil)
        let isDue = readings.isDue("one", use: 1, isBusy: false)
        #expect(isDue)
    }

    @Test func `a container whose memory could not be read is read again in the next turn`() {
        var readings = MemoryReadings()
        for _ in 0..<4 {
            let isDue = readings.isDue("one", use: 1, isBusy: false)
            #expect(isDue)
            readings.note("one", nil)
            #expect(readings["one"] == nil)
            readings.endTurn()
        }
    }
}
