import Foundation
import LambdaModel
import Testing

@testable import LamdeckCLI

struct EventChoiceTests {
    private let folder: TestFolder
    private let captured: Captured

    init() throws {
        captured = try Captured()
        folder = try TestFolder([
            "events/cart.json": "{\"a\": 1.0}", "events/bad.json": "{\n\"a\": }", "here.json": "[1]",
            "events/.hidden.json": "1", "events/cart.expected.json": "1",
        ])
    }

    private func request(
        _ name: String?, input: Int32 = -1, events: String = "events"
    ) throws(CommandFailure) -> InvocationRequest {
        let settings = Sample.settings(events: "\(folder.path)/\(events)")
        let context = CommandContext.test(captured, folder: folder.path, input: InputFile(file: input))
        return try EventChoice(of: settings, in: context).request(name)
    }

    private func message(_ name: String, input: Int32 = -1, events: String = "events") -> String? {
        let failure = #expect(throws: CommandFailure.self) { try request(name, input: input, events: events) }
        #expect(failure?.status == .usage)
        return failure?.message
    }

    @Test func `no event is an empty object`() throws {
        let request = try request(nil)
        #expect(request.function == "hello" && request.event == "{}" && request.payload == Array("{}".utf8))
    }

    @Test(arguments: ["cart", "cart.json"])
    func `a saved event is found by its name, with its bytes unchanged`(name: String) throws {
        let request = try request(name)
        #expect(request.event == "cart.json" && request.payload == Array("{\"a\": 1.0}".utf8))
    }

    @Test func `a file is found from here and by its absolute path`() throws {
        for name in ["here.json", "\(folder.path)/here.json"] {
            let request = try request(name)
            #expect(request.event == name && request.payload == Array("[1]".utf8))
        }
    }

    @Test func `standard input is an event, without the mark that editors write`() throws {
        let file = try OpenFile("\u{FEFF}{\"n\": 1.50}\n")
        let request = try request("-", input: file.number)
        #expect(request.event == "-" && request.payload == Array("{\"n\": 1.50}\n".utf8))
    }

    @Test(
        arguments: [
            ("{", "standard input is not JSON: line 1, column 2: "),
            ("", "standard input is not JSON: line 1, column 1: "),
            (
                String(repeating: " ", count: EventBytes.limit + 1),
                "standard input: the event has 6291557 bytes; Lambda's limit is 6291556 (6 MB)"
            ),
        ])
    func `standard input that is not an event is refused`(text: String, words: String) throws {
        let file = try OpenFile(text)
        #expect(message("-", input: file.number)?.hasPrefix(words) == true)
    }

    @Test func `standard input that cannot be read is refused`() throws {
        #expect(message("-") == "standard input cannot be read: Bad file descriptor")
        let directory = open(folder.path, O_RDONLY)
        defer { close(directory) }
        #expect(message("-", input: directory) == "standard input cannot be read: Is a directory")
    }

    @Test func `a missing event is reported with the nearest name`() throws {
        #expect(message("crat") == "hello has no event \"crat\"; did you mean \"cart.json\"?")
        #expect(message("zzzzzzzzz") == "hello has no event \"zzzzzzzzz\": bad.json, cart.json")
        #expect(message(".hidden") == "hello has no event \".hidden\": bad.json, cart.json")
        #expect(message("x", events: "none") == "hello has no event \"x\": it has no saved events")
        #expect(
            message("events", events: "none") == "hello has no event \"events\": it has no saved events")
    }

    @Test func `an event that is not JSON is reported with its place`() throws {
        #expect(message("bad")?.hasPrefix("bad.json:2:6: ") == true)
    }
}
