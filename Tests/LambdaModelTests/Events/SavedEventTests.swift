import JSONText
import LambdaModel
import Testing

@Suite("Saved events")
struct SavedEventTests {
    private func list(_ names: String...) throws -> [String] {
        let paths = names.map { ("/e/" + $0, "{}") }
        let files = MemoryFiles(Dictionary(uniqueKeysWithValues: paths))
        return try EventFolder(path: "/e").list(files: files).map(\.name)
    }

    @Test func onlyEventsAreListed() throws {
        #expect(
            try list(
                "a.json", "a.expected.json", ".hidden.json", "notes.txt", "json", "B.JSON", "b.Expected.json",
                "folder.json/", "sub/c.json", "空のカート.json")
                == ["a.json", "B.JSON", "空のカート.json", "sub/c.json"])
        #expect(try EventFolder(path: "/e").list(files: MemoryFiles(["/e/": ""])).isEmpty)
    }

    @Test func namesAreInNaturalOrder() throws {
        #expect(
            try list("e10.json", "e2.json", "E1.json", "e02.json", "e.json", "a-99999999999999999999.json", "a-3.json")
                == ["a-3.json", "a-99999999999999999999.json", "e.json", "E1.json", "e02.json", "e2.json", "e10.json"])
        #expect(try list("b.json", "B.json", "a.json") == ["a.json", "B.json", "b.json"])
        #expect(try list("1.json", "a.json", "01a.json", "1a.json") == ["1.json", "01a.json", "1a.json", "a.json"])
    }

    @Test func aFolderThatIsGone() {
        let error = #expect(throws: FileError.self) { try EventFolder(path: "/e").list(files: MemoryFiles()) }
        #expect(error?.description == "/e: no such file or folder")
    }

    /// Runtimes refuse a byte order mark, and the emulator cuts a larger event off.
    @Test func aByteOrderMarkIsLeftOut() throws {
        let files = MemoryFiles(["/e/a.json": "\u{FEFF}{}"])
        #expect(try SavedEvent(name: "a.json", path: "/e/a.json").read(files: files).bytes == Array("{}".utf8))
    }

    @Test func anEventThatIsTooLargeIsNotSent() throws {
        for (count, isGood) in [(EventBytes.limit, true), (EventBytes.limit + 1, false)] {
            let text = "\"" + String(repeating: "a", count: count - 2) + "\""
            let files = MemoryFiles(["/e/a.json": text])
            let event = SavedEvent(name: "a.json", path: "/e/a.json")
            if isGood {
                #expect(try event.read(files: files).bytes.count == count)
            } else {
                let error = #expect(throws: SavedEventError.self) { try event.read(files: files) }
                #expect(
                    error?.description == "a.json: the event has 6291557 bytes; Lambda's limit is 6291556 (6 MB)")
            }
        }
    }

    @Test func anEventIsReadWithItsBytes() throws {
        let text = "{ \"a\": 1.0,\n \"a\": 2 }\n"
        let files = MemoryFiles(["/e/a.json": text])
        let event = SavedEvent(name: "a.json", path: "/e/a.json")
        #expect(try event.read(files: files).bytes == Array(text.utf8))
    }

    @Test func anEventThatIsNotJSONSaysWhere() {
        let files = MemoryFiles(["/e/a.json": "{\n  \"a\": 1,\n}"])
        let error = #expect(throws: SavedEventError.self) {
            try SavedEvent(name: "a.json", path: "/e/a.json").read(files: files)
        }
        #expect(error?.description == "a.json:2:9: trailing comma before ‘}’; remove the comma")
    }

    @Test func anEventThatIsGone() {
        let error = #expect(throws: SavedEventError.self) {
            try SavedEvent(name: "a.json", path: "/e/a.json").read(files: MemoryFiles())
        }
        #expect(error?.description == "/e/a.json: no such file or folder")
    }
}
