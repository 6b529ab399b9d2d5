import LambdaModel
import TestSupport
import Testing

@testable import Dashboard

/// The grouping of lines, and moving from line to line.
@Suite struct LogIndexTests {
    private func record(_ id: String?, _ source: LogRecord.Source = .output, at time: Double = 0) -> LogRecord {
        LogRecord(time: time, source: source, text: "text", invocation: id)
    }

    private func index(_ records: [LogRecord]) -> LogIndex {
        var index = LogIndex()
        for record in records { index.add(record) }
        return index
    }

    private func groups(_ index: LogIndex) -> [String] {
        (0..<index.count).map { place in
            let group = index[place]
            let end = place + 1 < index.count ? index[place + 1].first : index.end
            let name = (group.invocation ?? "-") + (group.isContinuation ? "+" : "")
            return "\(name) \(end - group.first)/\(group.plainLines)"
        }
    }

    @Test func `the lines of a call form a group, as do lines outside any call`() {
        let index = index([
            record(nil, .lamdeck, at: 3), record(nil), record("a", .marker, at: 7), record("a"),
            record("a", .errorOutput),
            record("a", .marker), record("b", .marker), record("b"), record(nil), record(nil),
        ])
        #expect(groups(index) == ["- 2/2", "a 4/2", "b 2/1", "- 2/2"])
        #expect(index[0].startedAt == 3)
        #expect(index[1].startedAt == 7)
    }

    @Test func `a late line joins its call if that is the last one, else it begins a group`() {
        #expect(groups(index([record("a"), record("a", .marker), record("a", .errorOutput)])) == ["a 3/2"])
        let late = index([record("a"), record("b"), record("a"), record("b"), record(nil), record("b")])
        #expect(groups(late) == ["a 1/1", "b 1/1", "a+ 1/1", "b+ 1/1", "- 1/1", "b+ 1/1"])
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
        index.learn(summary(nil, "nothing"))
        index.learn(summary("a", "one"))
        index.add(record("a"))
        #expect(index.summary(of: index[0])?.event == "one")
        index.learn(summary("a", nil))
        #expect(index.summary(of: index[0])?.event == "one")
        var outside = summary("a", nil)
        outside.origin = CallOrigin(address: "127.0.0.1:1", port: 1)
        index.learn(outside)
        #expect(index.summary(of: index[0])?.origin == outside.origin)
        index.learn(summary("a", nil))
        #expect(index.summary(of: index[0])?.origin == outside.origin)
        index.learn(summary("a", "one"))
        index.add(record("b"))
        index.add(record("a"))
        #expect(index.summary(of: index[2])?.event == "one")
        #expect(index.summary(of: index[1]) == nil)
        for _ in 0..<3 { index.removeFirst() }
        #expect(index.count == 0)
        index.add(record("a"))
        #expect(index.summary(of: index[0]) == nil)
        #expect(!index[0].isContinuation)
        // Calls whose lines never arrive are not kept forever.
        for number in 0..<1000 { index.learn(summary("\(number)", "e")) }
        index.add(record("0"))
        index.add(record("999"))
        #expect(index.summary(of: index[1]) == nil)
        #expect(index.summary(of: index[2])?.event == "e")
    }

    static let seeds = Array(UInt64(1)...200)

    /// Random groups from a seed, some folded, some dropped.
    private func random(_ seed: UInt64) -> (index: LogIndex, records: [LogRecord]) {
        var random = SeededGenerator(seed: seed)
        var index = LogIndex()
        var records: [LogRecord] = []
        let sources: [LogRecord.Source] = [.output, .errorOutput, .marker, .emulator, .emulator, .lamdeck]
        var id: String?
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            if Int.random(in: 0...3, using: &random) == 0 {
                id = ["a", "b", "c", nil].randomElement(using: &random) ?? nil
            }
            let record = record(id, sources.randomElement(using: &random) ?? .output)
            records.append(record)
            index.add(record)
            if Int.random(in: 0...5, using: &random) == 0 { index.removeFirst() }
            if Int.random(in: 0...6, using: &random) == 0, index.count > 0 {
                index.toggleFold(Int.random(in: 0..<index.count, using: &random))
            }
            if Int.random(in: 0...30, using: &random) == 0 { index.foldAll(Bool.random(using: &random)) }
        }
        return (index, records)
    }

    /// All lines that are shown, found by checking each.
    private func shown(_ index: LogIndex, _ records: [LogRecord], _ showsAll: Bool) -> [Int] {
        index.lines.filter { index.isShown($0, showsAll: showsAll, source: records[$0 / 2].source) }
    }

    @Test(arguments: seeds)
    func `moving down or up visits every shown line and few others`(seed: UInt64) {
        let (index, records) = random(seed)
        for showsAll in [false, true] {
            let shown = shown(index, records, showsAll)
            var (line, down) = (index.lines.lowerBound, [Int]())
            while line < index.lines.upperBound {
                down.append(line)
                let next = index.line(after: line, showsAll: showsAll)
                #expect(next > line)
                line = next
            }
            #expect(line == index.lines.upperBound)
            #expect(down.filter(shown.contains) == shown)
            #expect(down.count <= shown.count + index.count)
            var up: [Int] = []
            while line > index.lines.lowerBound {
                let next = index.line(before: line, showsAll: showsAll)
                #expect(next < line)
                line = next
                up.append(line)
            }
            #expect(up.reversed().filter(shown.contains) == shown)
            #expect(up.count <= shown.count + index.count)
        }
    }

    @Test(arguments: seeds)
    func `a group counts its remaining lines and has the id of their call`(seed: UInt64) {
        let (index, records) = random(seed)
        #expect(index.start + (index.lines.count / 2) == index.end)
        for place in 0..<index.count {
            let end = place + 1 < index.count ? index[place + 1].first : index.end
            let own = records[index[place].first..<end]
            #expect(!own.isEmpty)
            #expect(index[place].plainLines == own.filter { !$0.source.isEmulators }.count)
            #expect(own.allSatisfy { $0.source.isEmulators || $0.invocation == index[place].invocation })
            for number in index[place].first..<end { #expect(index.place(of: number) == place) }
        }
    }

    @Test(arguments: seeds)
    func `the nearest line to a dropped or hidden one exists`(seed: UInt64) {
        let (index, records) = random(seed)
        for showsAll in [false, true] {
            let shown = shown(index, records, showsAll)
            for line in 0..<(2 * index.end + 4) {
                let nearest = index.nearest(line, showsAll: showsAll)
                guard !index.lines.isEmpty else { continue }
                #expect(index.lines.contains(nearest))
                if shown.contains(line) { #expect(nearest == line) }
                // Only the head of lines outside of any call can have no row.
                if !shown.contains(nearest) { #expect(index[index.place(of: nearest / 2)].invocation == nil) }
            }
        }
    }
}
