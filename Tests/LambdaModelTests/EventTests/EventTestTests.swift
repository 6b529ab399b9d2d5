import LambdaModel
import Testing

@Suite("Events and their expectations are found")
struct EventTestTests {
    @Test("An expectation belongs to the event with its name; an expectation without an event is reported")
    func found() throws {
        let files = MemoryFiles([
            "/e/a.json": "", "/e/a.expected.json": "", "/e/b.json": "", "/e/B2.JSON": "", "/e/B2.Expected.json": "",
            "/e/gone.expected.json": "", "/e/.c.expected.json": "", "/e/空.json": "", "/e/空.expected.json": "",
        ])
        let (tests, strays) = try EventFolder(path: "/e").tests(of: "hello", files: files)
        #expect(tests.map(\.description) == ["hello/a.json", "hello/b.json", "hello/B2.JSON", "hello/空.json"])
        #expect(
            tests.map(\.expectation) == ["/e/a.expected.json", nil, "/e/B2.Expected.json", "/e/空.expected.json"])
        #expect(tests.map(\.expectationPath)[1] == "/e/b.expected.json")
        #expect(strays == ["/e/gone.expected.json"])
        #expect(throws: FileError.self) { try EventFolder(path: "/none").tests(of: "hello", files: files) }
    }

    @Test(
        "A filter is a part of the name, or a pattern for the whole name",
        arguments: [
            ("", true), ("cart", true), ("hello/", true), ("lo/api-cart.js", true), ("Cart", false), ("*", true),
            ("hello/*", true), ("hell/*", false), ("api-*", true), ("*.json", true), ("api-????", true), ("api", true),
            ("api-*x", false), ("a*i*t", true), ("hello/api-cart", true), ("hello/api-cart?", false), ("**a**", true),
        ])
    func filter(_ text: String, _ isChosen: Bool) {
        let event = SavedEvent(name: "api-cart.json", path: "/e/api-cart.json")
        #expect(EventTestFilter(text).chooses(EventTest(function: "hello", event: event, expectation: nil)) == isChosen)
    }

    @Test("A pattern of many stars is matched in reasonable time")
    func slowPattern() {
        let name = String(repeating: "a", count: 200) + ".json"
        let test = EventTest(function: "f", event: SavedEvent(name: name, path: "/e/" + name), expectation: nil)
        #expect(!EventTestFilter(String(repeating: "a*", count: 60) + "b").chooses(test))
    }
}
