import LambdaModel
import Support
import TestSupport
import Testing

/// Source maps of version 3.
@Suite struct SourceMapTests {
    /// Writes maps: the opposite of what is tested.
    private struct Encoder {
        private var text = ""
        private var previous = [0, 0, 0, 0, 0]
        private var isFirst = true

        mutating func line() {
            text += ";"
            previous[0] = 0
            isFirst = true
        }

        /// A segment with one, four or five numbers.
        mutating func segment(_ fields: Int...) {
            if !isFirst { text += "," }
            isFirst = false
            for (index, field) in fields.enumerated() {
                text += Self.number(field - previous[index])
                previous[index] = field
            }
        }

        var mappings: String { text }

        static func number(_ value: Int) -> String {
            let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
            var rest = value < 0 ? -value << 1 | 1 : value << 1
            var text = ""
            repeat {
                let digit = rest & 31
                rest >>= 5
                text.append(digits[rest > 0 ? digit | 32 : digit])
            } while rest > 0
            return text
        }
    }

    private func map(_ json: String) throws(SourceMap.Failure) -> SourceMap { try SourceMap(Array(json.utf8)) }

    private func json(_ mappings: String, _ more: String = "") -> String {
        #"{"version":3,"sources":["../src/app.ts","../src/lib.ts"],"names":[],"mappings":"\#(mappings)"\#(more)}"#
    }

    private func place(_ position: SourceMap.Position?) -> String? {
        position.map { "\($0.source):\($0.line):\($0.column)" }
    }

    @Test func `a map that was written by hand leads to its source`() throws {
        // Line 1: column 0 is app.ts 1:1, column 8 is app.ts 1:5. Line 3: column 4 is lib.ts 3:3.
        let map = try map(json("AAAA,QAAI;;ICEF"))
        #expect(place(map.original(line: 1, column: 1)) == "../src/app.ts:1:1")
        #expect(place(map.original(line: 1, column: 8)) == "../src/app.ts:1:1")
        #expect(place(map.original(line: 1, column: 9)) == "../src/app.ts:1:5")
        #expect(place(map.original(line: 1, column: 999)) == "../src/app.ts:1:5")
        #expect(place(map.original(line: 3, column: 5)) == "../src/lib.ts:3:3")
        #expect(map.original(line: 2, column: 1) == nil)
        #expect(map.original(line: 4, column: 1) == nil)
        #expect(map.original(line: 0, column: 1) == nil)
    }

    @Test func `numbers have the form of the format's examples`() {
        #expect(
            [0, 1, -1, 15, 16, -16, 123_456_789].map(Encoder.number) == ["A", "C", "D", "e", "gB", "hB", "qxmvrH"])
    }

    @Test func `a position before the first segment of a line is that segment's, and a segment can have no source`()
        throws
    {
        var encoder = Encoder()
        encoder.segment(4, 1, 10, 2)
        encoder.segment(20)
        encoder.line()
        encoder.segment(2, 0, 0, 0, 3)
        let map = try map(json(encoder.mappings))
        #expect(place(map.original(line: 1, column: 1)) == "../src/lib.ts:11:3")
        #expect(place(map.original(line: 1, column: nil)) == "../src/lib.ts:11:3")
        #expect(place(map.original(line: 1, column: 20)) == "../src/lib.ts:11:3")
        #expect(map.original(line: 1, column: 21) == nil)
        #expect(place(map.original(line: 2, column: 5)) == "../src/app.ts:1:1")
    }

    @Test func `random maps give every position back`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        var encoder = Encoder()
        var expected: [(line: Int, column: Int, place: String)] = []
        for line in 1...60 {
            var column = 0
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                column += Int.random(in: 1...3000, using: &random)
                let source = Int.random(in: 0...1, using: &random)
                let (row, cell) = (
                    Int.random(in: 0...100_000, using: &random), Int.random(in: 0...5000, using: &random)
                )
                encoder.segment(column, source, row, cell)
                expected.append(
                    (line, column + 1, ["../src/app.ts", "../src/lib.ts"][source] + ":\(row + 1):\(cell + 1)"))
            }
            encoder.line()
        }
        let map = try map(json(encoder.mappings))
        for position in expected {
            let found = place(map.original(line: position.line, column: position.column))
            #expect(found == position.place, "seed \(seed)")
        }
    }

    @Test func `the root of the sources, their content and the ignored ones are read`() throws {
        let map = try map(
            #"""
            )]}'
            {"version":3,"sourceRoot":"/src","sources":["a.ts",null,"node_modules/x.ts"],"ignoreList":[2],
             "sourcesContent":["const a = 1",null],"mappings":"AAAA;ACAA;ACAA"}
            """#)
        let first = try #require(map.original(line: 1, column: 1))
        #expect(first.source == "/src/a.ts")
        #expect(first.content == "const a = 1")
        #expect(!first.isIgnored)
        #expect(map.original(line: 2, column: 1) == nil)
        let third = try #require(map.original(line: 3, column: 1))
        #expect(third.source == "/src/node_modules/x.ts")
        #expect(third.isIgnored)
        #expect(third.content == nil)
    }

    @Test func `a map of sections uses the section before the position`() throws {
        let first = json("AAAA;AACA")
        let second = #"{"version":3,"sources":["b.ts"],"mappings":"AAAA,QAAI;AACA"}"#
        let map = try map(
            #"{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":\#(first)},"#
                + #"{"offset":{"line":2,"column":10},"map":\#(second)}]}"#)
        #expect(place(map.original(line: 2, column: 3)) == "../src/app.ts:2:1")
        #expect(place(map.original(line: 3, column: 11)) == "b.ts:1:1")
        #expect(place(map.original(line: 3, column: 19)) == "b.ts:1:5")
        #expect(place(map.original(line: 4, column: 1)) == "b.ts:2:5")
    }

    @Test(arguments: [
        ("", "it is not JSON"), ("[]", "it is not of version 3"), ("{\"version\":2}", "it is not of version 3"),
        (#"{"version":3}"#, "it has no sources or no mappings"),
        (#"{"version":3,"sources":["a"]}"#, "it has no sources or no mappings"),
        (#"{"version":3,"sources":{},"mappings":""}"#, "it has no sources or no mappings"),
        (#"{"version":3,"sources":["a"],"mappings":"AA"}"#, "its mappings are broken"),
        (#"{"version":3,"sources":["a"],"mappings":"AAA"}"#, "its mappings are broken"),
        (#"{"version":3,"sources":["a"],"mappings":"AAAAAA"}"#, "its mappings are broken"),
        (#"{"version":3,"sources":["a"],"mappings":"D"}"#, "its mappings are broken"),
        (#"{"version":3,"sources":["a"],"mappings":"g"}"#, "its mappings are broken"),
        (#"{"version":3,"sources":["a"],"mappings":"gggggggggggB"}"#, "its mappings are broken"),
        (#"{"version":3,"sources":["a"],"mappings":"AAA*"}"#, "its mappings are broken"),
        (#"{"version":3,"sources":["a"],"mappings":"AAAä"}"#, "its mappings are broken"),
        (#"{"version":3,"sources":["a"],"mappings":"ACAA"}"#, "a mapping names a source that it does not have"),
        (#"{"version":3,"sections":[{}]}"#, "a section has no offset or no map"),
        (
            #"{"version":3,"sections":[{"offset":{"line":-1,"column":0},"map":{}}]}"#,
            "a section has no offset or no map"
        ),
    ])
    func `a broken map is refused with a reason`(text: String, reason: String) {
        #expect(throws: SourceMap.Failure(reason)) { try map(text) }
    }

    @Test func `a map that is too large is refused`() {
        #expect(throws: SourceMap.Failure("it is too large")) {
            try SourceMap([UInt8](repeating: 0x20, count: SourceMap.largest + 1))
        }
    }

    // MARK: The address of the map

    @Test(arguments: [
        ("a()\n//# sourceMappingURL=app.js.map", "/code/app.js.map"),
        ("a()\n//# sourceMappingURL=app.js.map\n", "/code/app.js.map"),
        ("a()\n//@ sourceMappingURL=../maps/my%20app.map\r\n\n", "/maps/my app.map"),
        ("//# sourceMappingURL=old.map\nb()\n//# sourceMappingURL=new.map\n//x", "/code/new.map"),
        ("a()\n/*# sourceMappingURL=app.js.map */", "/code/app.js.map"),
        ("a()\n//# sourceMappingURL=file:///maps/app.map", "/maps/app.map"),
    ])
    func `the last comment names the file`(text: String, path: String) {
        #expect(SourceMapLink(in: Array(text.utf8), of: "/code/app.js") == .file(path))
    }

    @Test func `a map in the comment is decoded`() {
        let base64 = "eyJ2ZXJzaW9uIjozfQ=="
        for kind in ["application/json;base64", "application/json;charset=utf-8;base64"] {
            let text = "a()\n//# sourceMappingURL=data:\(kind),\(base64)\n"
            #expect(SourceMapLink(in: Array(text.utf8), of: "/a.js") == .inline(Array(#"{"version":3}"#.utf8)))
        }
        let plain = "//# sourceMappingURL=data:application/json,%7B%22version%22:3%7D"
        #expect(SourceMapLink(in: Array(plain.utf8), of: "/a.js") == .inline(Array(#"{"version":3}"#.utf8)))
        let long = "x()\n//# sourceMappingURL=data:application/json;base64," + String(repeating: "AAAA", count: 10_000)
        #expect(SourceMapLink(in: Array(long.utf8), of: "/a.js") == .inline([UInt8](repeating: 0, count: 30_000)))
    }

    @Test func `an address that is not a file is unusable, and a file without a comment has none`() {
        let web = Array("//# sourceMappingURL=https://example.com/a.map".utf8)
        #expect(SourceMapLink(in: web, of: "/a.js") == .unusable("it is at https://"))
        let broken = Array("//# sourceMappingURL=data:application/json".utf8)
        #expect(SourceMapLink(in: broken, of: "/a.js") == .unusable("its address is broken"))
        for text in ["", "a()", "//# sourceMappingURL=", "\"# sourceMappingURL=a.map\"", "\n\n"] {
            #expect(SourceMapLink(in: Array(text.utf8), of: "/a.js") == nil)
        }
    }
}
