import JSONText
import Support
import TestSupport
import Testing

@testable import Dashboard

/// Searching in a tree.
@Suite struct TreeSearchTests {
    private static let text = """
        {"stock":{"lamp":1},"a":{"b":["in stock","x"]},"detail":"{\\"stock\\":2,\\"note\\":\\"out of stock\\"}",\
        "notes":"one\\nstock two"}
        """

    private func isMatch(_ text: String) -> Bool { text.contains("stock") }

    @Test func `a search goes through folded values and counts all`() throws {
        var tree = try JSONTree.sample(Self.text)
        tree.show(levels: 1)
        #expect(find(&tree, isMatch) == 4)
        var row = -1
        var seen: [String] = []
        for _ in 0..<5 {
            let match = try #require(match(&tree, from: row, forwards: true))
            row = match.row
            seen.append("\(match.number)/\(match.count) \(tree.path(of: row).jq)")
        }
        #expect(seen == ["1/4 .stock", "2/4 .a.b[0]", "3/4 .detail", "4/4 .notes", "1/4 .stock"])
        #expect(match(&tree, from: 0, forwards: false)?.number == 4)
        #expect(match(&tree, from: 99, forwards: false)?.number == 4)
    }

    @Test func `the content of an opened string is searched in place of the string`() throws {
        var tree = try JSONTree.sample(Self.text)
        _ = tree.find(isMatch)
        let detail = try #require(reveal(&tree, TreePath(steps: [.key("detail")])))
        #expect(toggle(&tree, detail))
        // The matches before are no longer those of the screen.
        #expect(tree.matchCount == nil)
        let notes = try #require(reveal(&tree, TreePath(steps: [.key("notes")])))
        #expect(toggle(&tree, notes))
        #expect(find(&tree, isMatch) == 5)
        tree.show(levels: 2)
        #expect(find(&tree, isMatch) == 5)
        let body = try #require(reveal(&tree, TreePath(steps: [.key("detail")])))
        let third = try #require(match(&tree, from: body, forwards: true))
        #expect(tree.path(of: third.row).jq == ".detail | fromjson | .stock")
        let last = try #require(match(&tree, from: 0, forwards: false))
        #expect(tree.line(of: last.row) == "stock two")
        #expect(tree.lines(40)[last.row] == "    stock two")
    }

    @Test func `a match on another page opens it`() throws {
        var tree = try JSONTree.sample("[" + (0..<1000).map { "\"n\($0)\"" }.joined(separator: ",") + "]")
        let match = try #require(search(&tree, { $0 == "n777" }, from: 0, forwards: true))
        #expect(tree.path(of: match.row).jq == ".[777]")
        #expect(match.number == 1 && match.count == 1)
        #expect(tree.count == 10 + 200)
        #expect(search(&tree, { $0 == "none" }, from: 0, forwards: true) == nil)
    }

    @Test func `from a page the search goes to its first element, or to the one before it`() throws {
        var tree = try JSONTree.sample("[" + (0..<300).map { "\"n\($0)\"" }.joined(separator: ",") + "]")
        _ = tree.find { $0.hasSuffix("99") || $0.hasSuffix("00") }
        #expect(tree.lines(30)[101] == "▸ [ 100 – 199 ]")
        #expect(match(&tree, from: 101, forwards: false).map { tree.path(of: $0.row).jq } == ".[99]")
        #expect(match(&tree, from: 101, forwards: true).map { tree.path(of: $0.row).jq } == ".[100]")
    }

    @Test func `random folds, moves and searches keep the tree whole`() throws {
        var random = SeededGenerator(seed: 1)
        let document = try JSONDocument(Self.randomJSON(&random, depth: 4))
        var tree = JSONTree(document)
        var row = 0
        for step in 0..<10_000 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1, 2: _ = tree.toggle(Int.random(in: 0..<tree.count, using: &random))
            case 3: tree.show(levels: Int.random(in: 1...5, using: &random))
            case 4:
                let digit = String(Int.random(in: 0...9, using: &random))
                let forwards = Bool.random(using: &random)
                let match = tree.search({ $0.contains(digit) }, from: row, forwards: forwards)
                if let match {
                    row = match.row
                    let isHit = tree.value(of: row).map { $0.key?.contains(digit) == true || $0.source.contains(digit) }
                    #expect(isHit == true, "step \(step)")
                }
            case 5: row = tree.parent(of: row) ?? tree.nextSibling(of: row) ?? row
            default: row = Int.random(in: 0..<tree.count, using: &random)
            }
            row = min(row, tree.count - 1)
            let width = Int.random(in: 0...50, using: &random)
            let text = tree.line(row, width: width).map(\.text).joined()
            guard text.cellWidth <= width else {
                Issue.record("step \(step): \(text.cellWidth) cells in \(width): \(text)")
                return
            }
            // The outline is whole: a parent is before its child, and one level higher.
            for (index, place) in tree.rows.enumerated() where step % 50 == 0 {
                guard let parent = place.parent else { continue }
                #expect(parent < index && tree.rows[parent].depth == place.depth - 1, "step \(step)")
            }
            if tree.rows[row].role == .open, let source = tree.value(of: row)?.source, source.first != "\"" {
                let count = try JSONDocument(source).root.count
                let children = tree.rows.count { $0.parent == row }
                #expect(children == (count > 100 ? (count + 99) / 100 : count), "step \(step)")
            }
            let path = tree.path(of: row)
            let before = tree.count
            guard let found = tree.reveal(path), tree.path(of: found) == path else {
                Issue.record("step \(step): no way back from \(path.jq)")
                return
            }
            #expect(tree.count == before, "a visible row was not visible, step \(step)")
        }
    }

    /// Objects without equal keys, lists, scalars, and strings that open.
    private static func randomJSON(_ random: inout SeededGenerator, depth: Int) -> String {
        func quoted(_ text: String) -> String {
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
        }
        let count = Int.random(in: 0...5, using: &random)
        switch depth == 4 ? 0 : Int.random(in: depth > 0 ? 0...5 : 3...5, using: &random) {
        case 0:
            let members = (0..<max(count, depth)).map { "\"k \($0)\":" + randomJSON(&random, depth: depth - 1) }
            return "{"
                + (members + ["\"long\":[" + Array(repeating: "7", count: 230).joined(separator: ",") + "]"])
                .joined(separator: ", ") + "}"
        case 1: return "[" + (0..<count).map { _ in randomJSON(&random, depth: depth - 1) }.joined(separator: ",") + "]"
        case 2: return quoted(randomJSON(&random, depth: depth - 1))
        case 3: return quoted("line \(count)\n値 \(count)\n")
        case 4: return "\(count).50"
        default:
            return ["null", "true", "\"é \(count)\"", "\"eyJpZCI6N30=\"", "{}"].randomElement(using: &random) ?? ""
        }
    }
}
