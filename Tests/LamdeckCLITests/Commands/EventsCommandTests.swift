import Foundation
import LambdaModel
import Testing

@testable import LamdeckCLI

struct EventsCommandTests {
    private let folder: TestFolder
    private let captured: Captured

    init() throws {
        folder = try TestFolder.project([
            "events/空.json": "1", "events/空.expected.json": "1", "events/b10.json": "1", "events/b9.json": "1",
            "events/a\u{1B}[2J.json": "1",
        ])
        captured = try Captured()
    }

    private func run(_ arguments: String...) async -> ProgramEnd? {
        await LamdeckProgram.run(["events"] + arguments, in: .test(captured, folder: folder.path))
    }

    // MARK: List

    @Test func `the table has events in natural order, in straight columns`() async {
        #expect(await run() == nil)
        #expect(
            captured.results == """
                FUNCTION  EVENT       EXPECTED
                hello     a\u{FFFD}[2J.json
                hello     b9.json
                hello     b10.json
                hello     空.json     yes

                """)
    }

    @Test func `a machine gets an object a line`() async {
        #expect(await run("list", "hello", "--json") == nil)
        let lines = captured.results.split(separator: "\n")
        #expect(
            lines.prefix(2) == [
                #"{"function":"hello","event":"a\u001b[2J.json","path":"ROOT/events/a\u001b[2J.json","expected":false}"#
                    .replacing("ROOT", with: folder.path)[...],
                #"{"function":"hello","event":"b9.json","path":"ROOT/events/b9.json","expected":false}"#
                    .replacing("ROOT", with: folder.path)[...],
            ])
        #expect(lines.last?.hasSuffix(#"/events/空.json","expected":true}"#) == true)
    }

    @Test func `a project without events has a table without rows, and no objects`() async throws {
        let empty = try TestFolder.project()
        let end = await LamdeckProgram.run(["events"], in: .test(captured, folder: empty.path))
        #expect(end == nil && captured.results == "FUNCTION  EVENT  EXPECTED\n")
        let second = try Captured()
        _ = await LamdeckProgram.run(["events", "--json"], in: .test(second, folder: empty.path))
        #expect(second.results.isEmpty)
    }

    @Test func `an unknown function is wrong usage`() async {
        let end = await run("helo")
        #expect(end?.status == .usage)
        #expect(end?.message == "lamdeck: there is no function \"helo\"; did you mean \"hello\"?")
    }

    // MARK: New

    @Test func `without a template, the templates are listed`() async {
        #expect(await run("new") == nil)
        let lines = captured.results.split(separator: "\n")
        #expect(lines.first == "TEMPLATE              FROM")
        #expect(lines.count == EventTemplate.all.count + 1)
        #expect(lines.contains("sqs                   SQS, one message"))
    }

    @Test func `without a function, the event is printed byte for byte`() async throws {
        #expect(await run("new", "sqs.json") == nil)
        let bytes = try #require(EventTemplate.named("sqs")).bytes
        #expect(captured.results == String(decoding: bytes, as: UTF8.self))
    }

    @Test func `with a function, the event is a file of its folder, and never over another one`() async throws {
        for number in ["", "-2", "-3"] {
            let captured = try Captured()
            let context = CommandContext.test(captured, folder: folder.path)
            #expect(await LamdeckProgram.run(["events", "new", "sqs", "hello"], in: context) == nil)
            #expect(captured.results == "\(folder.path)/events/sqs\(number).json\n")
        }
        let bytes = try #require(EventTemplate.named("sqs")).bytes
        #expect(try folder.text("events/sqs-3.json") == String(decoding: bytes, as: UTF8.self))
    }

    @Test(arguments: ["cart", "cart.json", "cart.JSON"])
    func `a name is the file's, with or without its ending`(name: String) async {
        #expect(await run("new", "sqs", "hello", "--name", name) == nil)
        #expect(captured.results == "\(folder.path)/events/cart.json\n")
        #expect(folder.exists("events/cart.json"))
    }

    @Test func `a name that is taken is refused`() async throws {
        let end = await run("new", "sqs", "hello", "--name", "b9")
        #expect(end?.status == .usage)
        #expect(end?.message == "lamdeck: \(folder.path)/events/b9.json cannot be written: File exists")
        #expect(try folder.text("events/b9.json") == "1")
    }

    @Test func `an unknown template is reported with the nearest one, or with all`() async {
        let near = await run("new", "sqss")
        #expect(near?.message == "lamdeck: there is no template \"sqss\"; did you mean \"sqs\"?")
        let far = await run("new", "zzzzzzzz")
        #expect(
            far?.message?.hasPrefix("lamdeck: there is no template \"zzzzzzzz\"; the templates are api-gateway-v2, ")
                == true)
        #expect(near?.status == .usage && far?.status == .usage)
    }

    @Test func `a folder that cannot be created is reported with the reason`() async throws {
        let other = try TestFolder.project(["events": "a file"])
        let end = await LamdeckProgram.run(
            ["events", "new", "sqs", "hello"], in: .test(captured, folder: other.path))
        #expect(end?.status == .usage)
        #expect(end?.message?.hasPrefix("lamdeck: \(other.path)/events cannot be created: ") == true)
    }
}
