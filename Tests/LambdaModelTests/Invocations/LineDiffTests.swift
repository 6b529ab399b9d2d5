import LambdaModel
import TestSupport
import Testing

@Suite struct LineDiffTests {
    private func lines(_ text: String) -> [String] { text.map { String($0) } }

    /// The comparison as text: `a` in both, `-b`, `+c`.
    private func told(_ old: [String], _ new: [String]) -> String? {
        LineDiff.compare(old, new).map { lines in
            lines.map { line in
                switch line {
                case .same(let place, _): old[place]
                case .removed(let place): "-" + old[place]
                case .added(let place): "+" + new[place]
                }
            }
            .joined()
        }
    }

    @Test(arguments: [
        ("", "", ""), ("abc", "abc", "abc"), ("", "ab", "+a+b"), ("ab", "", "-a-b"), ("abc", "axc", "a-b+xc"),
        ("abcabba", "cbabac", "-a-bc+bab-ba+c"), ("ab", "cd", "-a-b+c+d"), ("xay", "xaay", "xa+ay"),
    ])
    func `a diff has the fewest lines`(old: String, new: String, expected: String) {
        #expect(told(lines(old), lines(new)) == expected)
    }

    @Test func `a random diff has the fewest lines`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<400 {
            func text() -> [String] {
                (0..<Int.random(in: 0...14, using: &random)).map { _ in
                    ["a", "b", "c"][Int.random(in: 0..<3, using: &random)]
                }
            }
            let (old, new) = (text(), text())
            let result = LineDiff.compare(old, new) ?? []
            var (left, right, common) = ([Int](), [Int](), 0)
            for line in result {
                switch line {
                case .same(let one, let other):
                    #expect(old[one] == new[other])
                    left.append(one)
                    right.append(other)
                    common += 1
                case .removed(let place): left.append(place)
                case .added(let place): right.append(place)
                }
            }
            #expect(left == Array(old.indices), "\(old) \(new)")
            #expect(right == Array(new.indices), "\(old) \(new)")
            #expect(common == longestCommon(old, new), "\(old) \(new)")
        }
    }

    private func longestCommon(_ old: [String], _ new: [String]) -> Int {
        var lengths = Array(repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
        for (row, left) in old.enumerated() {
            for (column, right) in new.enumerated() {
                lengths[row + 1][column + 1] =
                    left == right ? lengths[row][column] + 1 : max(lengths[row][column + 1], lengths[row + 1][column])
            }
        }
        return lengths[old.count][new.count]
    }

    @Test func `a diff larger than the limit is nil`() {
        let (old, new) = ((0..<20).map { "a\($0)" }, (0..<20).map { "b\($0)" })
        #expect(LineDiff.compare(old, new, limit: 39) == nil)
        #expect(LineDiff.compare(old, new, limit: 40)?.count == 40)
    }

    @Test func `many lines with few differences are compared`() {
        let old = (0..<50_000).map { "line \($0)" }
        var new = old
        new[10] = "other"
        new.remove(at: 40_000)
        let changes = LineDiff.compare(old, new)?.filter { if case .same = $0 { false } else { true } }
        #expect(changes == [.removed(10), .added(10), .removed(40_000)])
    }

    @Test func `texts that look equal but have different bytes differ`() {
        #expect(LineDiff.compare(["e\u{301}"], ["\u{E9}"]) == [.removed(0), .added(0)])
    }
}
