import JSONText
import Testing

@testable import Dashboard

/// Paths of rows, and opened strings.
@Suite struct TreePathTests {
    private func tree(_ text: String) throws -> JSONTree { try JSONTree.sample(text) }

    @Test func `paths in the form of jq and of JSONPath`() throws {
        var tree = try tree(JSONTreeTests.product)
        let paths = (0..<tree.count).map { tree.path(of: $0) }
        #expect(
            paths.map(\.jq) == [
                ".statusCode", ".headers", ".body", ".body | fromjson | .id", ".body | fromjson | .name",
                ".body | fromjson | .price", ".body | fromjson | .tags", ".body | fromjson | .tags[0]",
                ".body | fromjson | .tags[1]", ".body | fromjson | .stock", ".body | fromjson | .stock.berlin",
                ".body | fromjson | .stock.tokyo",
            ])
        tree.show(levels: 1)
        #expect(reveal(&tree, paths[10]).map { tree.path(of: $0) } == paths[10])
        #expect(tree.lines(40).contains("      berlin   4"))
    }

    @Test(arguments: [
        (#"{"odd key":{"a":1}}"#, 1, #".["odd key"].a"#), (#"{"a":{"odd-key":1}}"#, 1, #".a["odd-key"]"#),
        (#"{"a\"b\\c\u0007":1}"#, 0, #".["a\"b\\c\u0007"]"#), (#"{"1a":1}"#, 0, #".["1a"]"#),
        (#"{"":1}"#, 0, #".[""]"#), ("[[1,2]]", 2, ".[0][1]"), (#"[{"sku":1}]"#, 1, ".[0].sku"), ("5", 0, "."),
    ])
    func `odd keys are quoted`(text: String, row: Int, jq: String) throws {
        #expect(try tree(text).path(of: row).jq == jq)
    }

    @Test func `a page is a slice, and its elements have positions in the whole list`() throws {
        var tree = try tree("{\"items\":[" + (0..<250).map { "{\"sku\":\($0)}" }.joined(separator: ",") + "]}")
        tree.show(levels: TreeFolds.all)
        let slice = tree.path(of: 1 + 201)
        #expect(slice.jq == ".items[100:200]")
        #expect(tree.path(of: 1 + 201 + 6).jq == ".items[102].sku")
        tree.show(levels: 1)
        #expect(reveal(&tree, slice) == 102)
        #expect(tree.lines(40)[102] == "  ▸ [ 100 – 199 ]")
    }

    // MARK: Opened strings

    @Test func `a string with JSON opens in place, also inside another one`() throws {
        let inner = #"{\"m\":\"[1,{\\\"x\\\":true}]\"}"#
        var tree = try tree("{\"detail\":\"\(inner)\",\"n\":1}")
        #expect(tree.lines(60) == [#"▸ detail   "{\"m\":\"[1,{\\\"x\\\":true}]\"}""#, "  n        1"])
        #expect(toggle(&tree, 0))
        #expect(toggle(&tree, 1))
        #expect(
            tree.lines(60) == [
                "▾ detail   json", "  ▾ m      json", "      0    1", "    ▾ 1", "        x   true", "  n        1",
            ])
        #expect(tree.path(of: 4).jq == ".detail | fromjson | .m | fromjson | .[1].x")
        let path = tree.path(of: 4)
        #expect(toggle(&tree, 0))
        #expect(tree.count == 2)
        // The path leads there in a new tree too, in which nothing was opened.
        var other = try JSONTree.sample(tree.whole)
        #expect(reveal(&other, path) == 4)
        #expect(other.path(of: 4) == path)
    }

    @Test func `a whole response that is JSON in a string opens`() throws {
        var tree = try tree(#""{\"a\":[]}""#)
        #expect(tree.lines(30) == [#"▸ "{\"a\":[]}""#])
        #expect(toggle(&tree, 0))
        #expect(tree.lines(30) == ["▾ json", "    a   []"])
        #expect(tree.path(of: 1).jq == ". | fromjson | .a")
        #expect(reveal(&tree, TreePath(steps: [])) == 0)
    }

    @Test func `base64 with JSON, text with lines, HTML and empty JSON open`() throws {
        // {"id":7} · "first line\nsecond" as base64
        var tree = try tree(
            #"{"data":"eyJpZCI6N30=","text":"one\ntwo","page":"<!doctype html><p>x</p>","b":"Zmlyc3QgbGluZQpzZWNvbmQ=","e":"[]"}"#
        )
        for row in (0..<5).reversed() { #expect(toggle(&tree, row)) }
        #expect(
            tree.lines(60) == [
                "▾ data   json, from base64", "    id   7", "▾ text   text", "    one", "    two", "▾ page   html",
                "    <!doctype html><p>x</p>", "▾ b      text, from base64", "    first line", "    second",
                "▾ e      json", "    []",
            ])
        #expect(tree.path(of: 1).jq == ".data | @base64d | fromjson | .id")
        #expect(tree.path(of: 4).jq == ".text")
        #expect(tree.value(of: 4)?.content == "two")
        #expect(tree.value(of: 2)?.source == #""one\ntwo""#)
        #expect(tree.parent(of: 4) == 2)
        #expect(!toggle(&tree, 4))
    }

    @Test(arguments: [
        #""hello""#, #""[broken""#, #""12345678""#, #""deadbeefdeadbeef""#, #""/api/v1/users/12""#, "1", #""\u0000\n""#,
        #""a b c d e f g h""#, #""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!""#,
    ])
    func `other values do not open`(value: String) throws {
        var tree = try tree("{\"a\":\(value)}")
        #expect(tree.lines(60) == ["  a   \(value)"])
        #expect(!toggle(&tree, 0))
    }

    @Test func `an image is named, and shows its source on request`() throws {
        let png = "iVBORw0KGgoAAAANSUhEUgAAAEAAAAAgCAYAAAA="
        var tree = try tree("{\"logo\":\"\(png)\",\"url\":\"data:image/png;base64,\(png)\"}")
        #expect(
            tree.lines(60) == ["  logo   PNG image, 64×32, 29 bytes", "  url    PNG image, 64×32, 29 bytes"])
        #expect(toggle(&tree, 0))
        #expect(tree.lines(60)[0] == "  logo   \"\(png)\"")
        #expect(tree.value(of: 1)?.content == "data:image/png;base64," + png)
    }

    // MARK: Values

    @Test func `a value and its line are copied as they are in the source`() throws {
        let tree = try tree(#"{"a b":[1.0, {"x" : "\u00e9"}],"n":1e2}"#)
        #expect(tree.value(of: 0)?.source == #"[1.0, {"x" : "\u00e9"}]"#)
        #expect(tree.line(of: 0) == #""a b": [1.0, {"x" : "\u00e9"}]"#)
        #expect(tree.value(of: 1)?.source == "1.0")
        #expect(tree.line(of: 1) == "1.0")
        #expect(tree.value(of: 3)?.content == "é")
        #expect(tree.value(of: 3)?.key == "x")
        #expect(tree.value(of: 9) == nil)
        #expect(tree.whole == #"{"a b":[1.0, {"x" : "\u00e9"}],"n":1e2}"#)
        let pages = try self.tree("[" + (0..<150).map(String.init).joined(separator: ", ") + "]")
        #expect(pages.value(of: 101)?.source == "[" + (100..<150).map(String.init).joined(separator: ", ") + "]")
    }

    @Test func `a path that leads nowhere has no row`() throws {
        var tree = try tree(#"{"a":{"b":[1]}}"#)
        let paths: [[TreePath.Step]] = [
            [.key("x")], [.key("a"), .index(0)], [.key("a"), .key("b"), .index(1)], [.key("a"), .key("b"), .index(-1)],
            [.key("a"), .json(isBase64: false)], [.slice(0..<100)], [],
        ]
        for steps in paths { #expect(reveal(&tree, TreePath(steps: steps)) == nil) }
        #expect(reveal(&tree, TreePath(steps: [.key("a"), .key("b"), .index(0)])) == 2)
    }
}
