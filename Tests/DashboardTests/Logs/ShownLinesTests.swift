import LambdaModel
import TestSupport
import Testing

@testable import Dashboard

/// The grouping of lines, and moving from slot to slot.
@Suite struct ShownLinesTests {
    private func record(_ id: String?, _ source: LogRecord.Source = .output, at time: Double = 0) -> LogRecord {
        LogRecord(time: time, source: source, text: "text", invocation: id)
    }

    private func index(_ records: [LogRecord]) -> LogIndex {
        var index = LogIndex()
        for record in records { _ = index.add(record) }
        return index
    }

    private func groups(_ index: LogIndex) -> [String] {
        (0..<index.count).map { place in
            let group = index[place]
            let name = (index.invocation(of: group) ?? "-") + (group.isContinuation ? "+" : "")
            return "\(name) \(index.numbers(of: place).count)/\(group.plainLines)"
        }
    }

    @Test func `the lines of a call form a group, as do lines outside any call`() {
        let index = index([
            record(nil, .lamdeck, at: 3), record(nil), record("a", .marker, at: 7), record("a"),
            record("a", .errorOutput),
            record("a", .marker), record("b", .marker), record("b"), record(nil), record(nil),
        ])
        #expect(groups(index) == ["- 2/2", "a 4/2", "b 2/1", "- 2/2"])
        #expect(index.calls.startedAt(index[1].call) == 7)
    }

    @Test func `a late line joins its call if that is the last one, else it begins a group`() {
        #expect(groups(index([record("a"), record("a", .marker), record("a", .errorOutput)])) == ["a 3/2"])
        let late = index([record("a"), record("b"), record("a"), record("b"), record(nil), record("b")])
        #expect(groups(late) == ["a 1/1", "b 1/1", "a+ 1/1", "b+ 1/1", "- 1/1", "b+ 1/1"])
        #expect((0..<6).map(late.isLatest) == [false, false, true, false, false, true])
    }

    @Test func `late or unassigned emulator lines do not begin a group`() {
        let talk = [
            record("a", .marker), record("a"), record(nil, .emulator), record("a", .marker), record(nil),
            record("a", .marker), record("b", .emulator), record("b", .marker), record("b"),
        ]
        #expect(groups(index(talk)) == ["a 4/1", "- 2/1", "b 3/1"])
        #expect(groups(index([record(nil, .emulator), record("a", .emulator)])) == ["- 1/0", "a 1/0"])
    }

    @Test func `a call's summary can arrive before its lines and is dropped with them`() {
        var index = LogIndex()
        func summary(_ id: String?, _ event: String?) -> InvocationSummary {
            InvocationSummary(function: "f", requestID: id, event: event, startedAt: 0)
        }
        func name(_ place: Int) -> String? { index.facts(of: index[place])?.name }
        index.learn(summary(nil, "nothing"))
        index.learn(summary("a", "one.json"))
        let call = index.add(record("a"))
        #expect(name(0) == "one")
        index.learn(summary("a", nil))
        #expect(name(0) == "one")
        index.learn(summary("a", "two.json"))
        #expect(name(0) == "two")
        let other = index.add(record("b"))
        _ = index.add(record("a"))
        #expect(name(2) == "two")
        #expect(name(1) == nil)
        var outside = summary("b", nil)
        outside.origin = CallOrigin(address: "127.0.0.1:1", userAgent: "curl/8.1", port: 1)
        index.learn(outside)
        #expect(name(1) == "curl")
        index.learn(summary("b", nil))
        #expect(name(1) == "curl")
        for call in [call, other, call] { index.removeFirst(call: call) }
        #expect(index.count == 0)
        _ = index.add(record("a"))
        #expect(name(0) == nil)
        #expect(!index[0].isContinuation)
        // Calls whose lines never arrive are not kept forever.
        for number in 0..<1000 { index.learn(summary("\(number)", "e")) }
        _ = index.add(record("0"))
        _ = index.add(record("999"))
        #expect(name(1) == nil)
        #expect(name(2) == "e")
    }

    static let seeds = Array(UInt64(1)...200)

    /// A log from a seed, some of it folded, some dropped, and what is shown of it.
    private func random(_ seed: UInt64) -> (index: LogIndex, records: [LogRecord], passing: LineSet?, folded: LineSet) {
        var random = SeededGenerator(seed: seed)
        var (index, records, calls, folded) = (LogIndex(), [LogRecord](), [UInt32](), LineSet())
        var passing: LineSet? = seed % 3 == 0 ? LineSet() : nil
        let sources: [LogRecord.Source] = [.output, .errorOutput, .marker, .emulator, .emulator, .lamdeck]
        var id: String?
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            if Int.random(in: 0...3, using: &random) == 0 {
                id = ["a", "b", "c", nil].randomElement(using: &random) ?? nil
            }
            let record = record(id, sources.randomElement(using: &random) ?? .output)
            if Int.random(in: 0...4, using: &random) == 0 { folded.insert(records.count) }
            if Int.random(in: 0...2, using: &random) == 0, !record.source.isEmulators { passing?.insert(records.count) }
            records.append(record)
            calls.append(index.add(record))
            if Int.random(in: 0...5, using: &random) == 0 { index.removeFirst(call: calls[index.start]) }
            if Int.random(in: 0...6, using: &random) == 0, index.count > 0 {
                index.toggleFold(Int.random(in: 0..<index.count, using: &random))
            }
            if Int.random(in: 0...30, using: &random) == 0 { index.foldAll(Bool.random(using: &random)) }
        }
        passing?.forget(before: index.start)
        return (index, records, passing, folded)
    }

    @Test(arguments: seeds)
    func `moving down or up visits exactly the shown slots`(seed: UInt64) {
        let (index, records, passing, folded) = random(seed)
        for isRaw in [false, true] {
            let lines = ShownLines(index, passing: passing, folded: folded, isRaw: isRaw)
            let shown = index.slots.filter(lines.isShown)
            for slot in index.slots where slot % 2 == 0 {
                let group = index[index.place(of: slot / 2)]
                let isPlain = passing?.contains(slot / 2) ?? (isRaw || !records[slot / 2].source.isEmulators)
                #expect(
                    lines.isShown(slot) == (isPlain && !group.isFolded && (isRaw || !folded.contains(slot / 2))))
            }
            var (slot, down) = (index.slots.lowerBound - 1, [Int]())
            while true {
                let next = lines.slot(after: slot)
                #expect(next > slot)
                guard next < index.slots.upperBound else { break }
                down.append(next)
                slot = next
            }
            #expect(down == shown)
            var up: [Int] = []
            slot = index.slots.upperBound
            while slot > index.slots.lowerBound {
                let next = lines.slot(before: slot)
                #expect(next < slot)
                slot = next
                if lines.isShown(slot) { up.append(slot) }
            }
            #expect(up.reversed() == shown)
            for slot in -2..<(2 * index.end + 4) where !shown.isEmpty {
                let nearest = lines.nearest(slot)
                #expect(lines.isShown(nearest))
                if shown.contains(slot) { #expect(nearest == slot) }
            }
        }
    }

    @Test(arguments: seeds)
    func `a group counts its remaining lines and has the id of their call`(seed: UInt64) {
        let (index, records, _, _) = random(seed)
        #expect(index.start + index.slots.count / 2 == index.end)
        for place in 0..<index.count {
            let numbers = index.numbers(of: place)
            let own = records[numbers]
            #expect(!own.isEmpty)
            #expect(Int(index[place].plainLines) == own.filter { !$0.source.isEmulators }.count)
            #expect(own.allSatisfy { $0.source.isEmulators || $0.invocation == index.invocation(of: index[place]) })
            for number in numbers { #expect(index.place(of: number) == place) }
        }
        // A call with lines has at most one result.
        let latest = (0..<index.count).filter(index.isLatest).map { index[$0].call }
        #expect(Set(latest).count == latest.count)
    }
}
