import TestSupport
import Testing

@testable import Dashboard

/// Sets of line numbers, compared with ordinary sets.
@Suite struct LineSetTests {
    @Test(arguments: Array(UInt64(1)...60))
    func `a set of lines is like any other set`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let range = [130, 400, 9000][Int(seed % 3)]
        let base = [0, 63, 1_000_000][Int(seed % 3)]
        var (set, wanted) = (LineSet(), Set<Int>())
        for _ in 0..<300 {
            let number = base + Int.random(in: 0..<range, using: &random)
            switch Int.random(in: 0...9, using: &random) {
            case 0...5:
                set.insert(number)
                wanted.insert(number)
            case 6, 7:
                set.remove(number)
                wanted.remove(number)
            case 8 where Int.random(in: 0...9, using: &random) == 0:
                set.forget(before: number)
                wanted = wanted.filter { $0 >= number }
            default: break
            }
            let end = number + Int.random(in: 0..<200, using: &random)
            #expect(set.count == wanted.count)
            #expect(set.contains(number) == wanted.contains(number))
            #expect(set.next(from: number) == wanted.filter { $0 >= number }.min())
            #expect(set.previous(before: number) == wanted.filter { $0 < number }.max())
            #expect(set.count(in: number..<end) == wanted.filter { (number..<end).contains($0) }.count)
            #expect(set.nextAbsent(from: number) == (number...).first { !wanted.contains($0) })
        }
        #expect(set.isEmpty == wanted.isEmpty)
    }

    @Test func `an empty set has no numbers`() {
        var set = LineSet()
        set.forget(before: 5000)
        set.remove(3)
        #expect(set.next(from: 0) == nil)
        #expect(set.previous(before: 100) == nil)
        #expect(set.count(in: 0..<100) == 0)
        set.insert(64)
        #expect(set.previous(before: 64) == nil)
        #expect(set.next(from: 65) == nil)
        #expect(set.previousAbsent(before: 65) == 63)
    }
}
