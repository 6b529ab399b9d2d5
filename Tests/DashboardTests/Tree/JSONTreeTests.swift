import JSONText
import Support
import Testing

@testable import Dashboard

/// JSON as a tree of rows.
@Suite struct JSONTreeTests {
    private func tree(_ text: String) throws -> JSONTree { try JSONTree.sample(text) }

    static let product = """
        {"statusCode":200,"headers":{"content-type":"application/json","x-request-id":"r-1"},\
        "body":"{\\"id\\":\\"42\\",\\"name\\":\\"Lamp\\",\\"price\\":39.90,\\"tags\\":[\\"home\\",\\"light\\"],\
        \\"stock\\":{\\"berlin\\":4,\\"tokyo\\":11}}"}
        """

    @Test func `the body of an HTTP response is open, its headers are folded`() throws {
        #expect(
            try tree(Self.product).lines(52) == [
                "  statusCode   200",
                "▸ headers      { 2 keys }",
                "▾ body         json",
                "    id         \"42\"",
                "    name       \"Lamp\"",
                "    price      39.90",
                "  ▾ tags",
                "      0        \"home\"",
                "      1        \"light\"",
                "  ▾ stock",
                "      berlin   4",
                "      tokyo    11",
            ])
    }

    @Test func `folded lists and objects of scalars show their content if it fits`() throws {
        var tree = try tree(
            #"{"tags":["home","light"],"item":{"sku":"A-053","qty":3},"deep":[[1]],"none":{},"no":[]}"#)
        tree.show(levels: 1)
        #expect(
            tree.lines(80) == [
                "▸ tags   [\"home\", \"light\"]", "▸ item   { \"sku\": \"A-053\", \"qty\": 3 }", "▸ deep   [ 1 item ]",
                "  none   {}", "  no     []",
            ])
        #expect(tree.lines(26).prefix(2) == ["▸ tags   [\"home\", \"light\"]", "▸ item   { 2 keys }"])
        #expect(tree.lines(25).prefix(1) == ["▸ tags   [ 2 items ]"])
        // A row that is wrapped shows the content only if that fits too.
        #expect(tree.line(0, width: 25, isCut: false).map(\.text).joined() == "▸ tags   [ 2 items ]")
    }

    @Test func `values keep their source, and members with the same key are all shown`() throws {
        let tree = try tree(#"{"n":1.0,"n":1e2,"big":12345678901234567890.10,"s":"a\u00e9\n","":null," k ":true}"#)
        #expect(
            tree.lines(60) == [
                "  n       1.0", "  n       1e2", "  big     12345678901234567890.10", #"  s       "a\u00e9\n""#,
                "  \"\"      null", "  \" k \"   true",
            ])
    }

    @Test func `a key longer than 24 cells does not move the other values`() throws {
        let long = "a-key-that-is-longer-than-24-cells"
        #expect(
            try tree(#"{"id":1,"\#(long)":2,"name":3}"#).lines(80) == [
                "  id     1", "  \(long)  2", "  name   3",
            ])
    }

    @Test func `a row ends with … at the width, unless it is wrapped`() throws {
        let tree = try tree(#"{"text":"0123456789 0123456789"}"#)
        #expect(tree.lines(20) == ["  text   \"012345678…"])
        #expect(tree.line(0, width: 20, isCut: false).map(\.text).joined() == "  text   \"0123456789 0123456789\"")
        #expect(tree.lines(3) == ["  …"])
        #expect(tree.lines(0) == [""])
    }

    @Test(arguments: [
        ("42", ["42"]), ("\"x\"", ["\"x\""]), ("{}", ["{}"]), ("[]", ["[]"]), ("null", ["null"]),
        ("[1,[2]]", ["  0   1", "▾ 1", "    0   2"]), ("{\"空\":\"値\"}", ["  空   \"値\""]),
    ])
    func `the outermost container has no row`(text: String, lines: [String]) throws {
        #expect(try tree(text).lines(40) == lines)
    }

    @Test func `a tree of more than 200 rows shows two levels at first`() throws {
        func text(_ count: Int) -> String {
            "{" + (0..<count).map { "\"k\($0)\":{\"a\":{\"b\":1}}" }.joined(separator: ",") + "}"
        }
        #expect(try tree(text(66)).count == 198)
        let large = try tree(text(67))
        #expect(large.count == 134)
        #expect(large.lines(40).prefix(2) == ["▾ k0", "  ▸ a   { \"b\": 1 }"])
    }

    // MARK: Pages

    @Test func `a list of more than 100 elements has pages, of which the first is open`() throws {
        var tree = try tree("{\"a\":[" + (0..<1205).map(String.init).joined(separator: ",") + "]}")
        let lines = tree.lines(40)
        #expect(lines.prefix(3) == ["▾ a", "  ▾ [ 0 – 99 ]", "      0      0"])
        #expect(lines.suffix(3) == ["  ▸ [ 1,000 – 1,099 ]", "  ▸ [ 1,100 – 1,199 ]", "  ▸ [ 1,200 – 1,204 ]"])
        #expect(tree.count == 1 + 13 + 100)
        #expect(toggle(&tree, tree.count - 1))
        #expect(tree.lines(40).suffix(2) == ["      1203   1203", "      1204   1204"])
        #expect(toggle(&tree, 1))
        #expect(tree.count == 1 + 13 + 5)
        tree.show(levels: TreeFolds.all)
        #expect(tree.count == 1 + 13 + 1205)
        tree.show(levels: 1)
        #expect(tree.lines(40) == ["▸ a   [ 1,205 items ]"])
    }

    @Test func `a list of 100 elements has no pages`() throws {
        #expect(try tree("[" + (0..<100).map(String.init).joined(separator: ",") + "]").count == 100)
    }

    // MARK: Folding

    @Test func `folds, levels and siblings`() throws {
        var tree = try tree(#"{"a":{"b":{"c":1},"d":2},"e":[3],"f":4}"#)
        #expect(tree.lines(30) == ["▾ a", "  ▾ b", "      c   1", "    d   2", "▾ e", "    0   3", "  f   4"])
        #expect(tree.parent(of: 2) == 1)
        #expect(tree.parent(of: 3) == 0)
        #expect(tree.parent(of: 0) == nil)
        #expect(tree.nextSibling(of: 0) == 4)
        #expect(tree.nextSibling(of: 1) == 3)
        #expect(tree.nextSibling(of: 3) == nil)
        #expect(tree.nextSibling(of: 6) == nil)
        #expect(tree.previousSibling(of: 4) == 0)
        #expect(tree.previousSibling(of: 3) == 1)
        #expect(tree.previousSibling(of: 1) == nil)
        #expect(!toggle(&tree, 2))
        #expect(toggle(&tree, 1))
        #expect(toggle(&tree, 0))
        #expect(tree.lines(30) == ["▸ a   { 2 keys }", "▾ e", "    0   3", "  f   4"])
        // What was folded inside stays folded.
        #expect(toggle(&tree, 0))
        #expect(tree.lines(30)[1] == "  ▸ b   { \"c\": 1 }")
        tree.show(levels: 1)
        #expect(tree.count == 3)
        tree.show(levels: 2)
        #expect(tree.count == 6)
        tree.show(levels: 3)
        #expect(tree.count == 7)
        #expect(!toggle(&tree, -1))
        #expect(!toggle(&tree, 7))
    }

    @Test func `a document far deeper than the pane is wide is drawn`() throws {
        let deep = try tree(String(repeating: "[", count: 999) + "1" + String(repeating: "]", count: 999))
        var open = deep
        open.show(levels: TreeFolds.all)
        #expect(open.count == 999)
        #expect(open.lines(20).last == "            0  1")
        #expect(open.path(of: 998).jq.utf8.count == 1 + 3 * 999)
    }
}

extension JSONTree {
    /// A tree of a response or of any other JSON.
    static func sample(_ text: String) throws -> JSONTree {
        let document = try JSONDocument(text)
        return JSONTree(document, body: EmbeddedBody(document.root))
    }

    /// The rows as text.
    func lines(_ width: Int) -> [String] { (0..<count).map { line($0, width: width).map(\.text).joined() } }
}

// `#expect` cannot call a mutating method.

func toggle(_ tree: inout JSONTree, _ row: Int) -> Bool { tree.toggle(row) }

func reveal(_ tree: inout JSONTree, _ path: TreePath) -> Int? { tree.reveal(path) }

func find(_ tree: inout JSONTree, _ matches: (String) -> Bool) -> Int { tree.find(matches) }

func match(_ tree: inout JSONTree, from row: Int, forwards: Bool) -> JSONTree.Match? {
    tree.match(from: row, forwards: forwards)
}

func search(_ tree: inout JSONTree, _ matches: (String) -> Bool, from row: Int, forwards: Bool) -> JSONTree.Match? {
    tree.search(matches, from: row, forwards: forwards)
}
