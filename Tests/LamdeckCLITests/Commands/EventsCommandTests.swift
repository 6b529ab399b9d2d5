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
        #expect(lines.count == EventTemplate.all.count + 1)
        #expect(lines.first?.hasPrefix("TEMPLATE ") == true)
    }

    @Test func `without a function, the event is printed byte for byte`() async throws {
        #expect(await run("new", "sqs.json") == nil)
        let bytes = try #require(EventTemplate.named("sqs")).event()
        #expect(captured.results == String(decoding: bytes, as: UTF8.self))
    }

    @Test func `with --print, a function's event is printed too`() async throws {
        #expect(await run("new", "sqs", "hello", "--print") == nil)
        let bytes = try #require(EventTemplate.named("sqs")).event()
        #expect(captured.results == String(decoding: bytes, as: UTF8.self))
        #expect(!folder.exists("events/sqs.json"))
    }

    @Test func `parameters are set`() async throws {
        #expect(await run("new", "s3-put", "--set", "bucket=photos", "--set", "key=a=b.jpg") == nil)
        let bytes = try #require(EventTemplate.named("s3-put")).event(["bucket": "photos", "key": "a=b.jpg"])
        #expect(captured.results == String(decoding: bytes, as: UTF8.self))
    }

    @Test func `an event in others has a file named for the chain`() async throws {
        #expect(await run("new", "s3-put", "hello", "--in", "sns", "--in", "sqs", "--set", "bucket=photos") == nil)
        #expect(captured.results == "\(folder.path)/events/s3-put-in-sns-in-sqs.json\n")
        let templates = try ["s3-put", "sns", "sqs"].map { try #require(EventTemplate.named($0)) }
        let bytes = try templates[0].wrapped(in: Array(templates[1...])).event(["bucket": "photos"])
        #expect(try folder.text("events/s3-put-in-sns-in-sqs.json") == String(decoding: bytes, as: UTF8.self))
    }

    @Test func `raw message delivery`() async throws {
        #expect(await run("new", "sns", "--in", "sqs", "--raw", "--set", "message=hello") == nil)
        #expect(captured.results.contains(#""body": "hello""#))
    }

    @Test(arguments: [
        (["sqs", "--set", "bdy=x"], #"template sqs has no parameter "bdy"; did you mean "body"?"#),
        (["alb", "--set", "path=x"], #"path must be a path with / at its start, not "x""#),
        (["sqs", "--in", "snss"], #"there is no template "snss"; did you mean "sns"?"#),
        (["s3-put", "--in", "sqs", "--raw"], "only the template sns in another one has a raw form"),
    ])
    func `a mistake in a template is wrong usage`(arguments: [String], message: String) async {
        let end = await LamdeckProgram.run(
            ["events", "new"] + arguments, in: .test(captured, folder: folder.path))
        #expect(end?.status == .usage && end?.message == "lamdeck: " + message)
        #expect(captured.results.isEmpty)
    }

    @Test func `with a function, the event is a file of its folder, and never over another one`() async throws {
        for number in ["", "-2", "-3"] {
            let captured = try Captured()
            let context = CommandContext.test(captured, folder: folder.path)
            #expect(await LamdeckProgram.run(["events", "new", "sqs", "hello"], in: context) == nil)
            #expect(captured.results == "\(folder.path)/events/sqs\(number).json\n")
        }
        let bytes = try #require(EventTemplate.named("sqs")).event()
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

    @Test func `an unknown template is reported with the nearest one, or with the command that lists them`() async {
        let near = await run("new", "sqss")
        #expect(near?.message == "lamdeck: there is no template \"sqss\"; did you mean \"sqs\"?")
        let far = await run("new", "zzzzzzzz")
        #expect(
            far?.message == "lamdeck: there is no template \"zzzzzzzz\"; `lamdeck events templates` lists them")
        #expect(near?.status == .usage && far?.status == .usage)
    }

    @Test func `a folder that cannot be created is reported with the reason`() async throws {
        let other = try TestFolder.project(["events": "a file"])
        let end = await LamdeckProgram.run(
            ["events", "new", "sqs", "hello"], in: .test(captured, folder: other.path))
        #expect(end?.status == .usage)
        #expect(end?.message?.hasPrefix("lamdeck: \(other.path)/events cannot be created: ") == true)
    }

    // MARK: Templates

    @Test func `templates that contain a text have a row each`() async {
        let rest = "attributes queue account region partition time"
        let common = "body " + rest
        #expect(await run("templates", "mazon SQS") == nil)
        #expect(
            captured.results == """
                TEMPLATE  FROM        EVENT                      PARAMETERS
                sqs       Amazon SQS  a message of a queue       \(common)
                sqs-fifo  Amazon SQS  a message of a FIFO queue  body group deduplication \(rest)

                """)
    }

    @Test func `a template's parameters have meanings and defaults`() async {
        #expect(await run("templates", "batch-get-job") == nil)
        #expect(
            captured.results == """
                batch-get-job: AWS Batch, a job whose state a function looks up
                see "DescribeJobs (AWS Batch API Reference)" (AWS)
                PARAMETER  MEANING       DEFAULT
                job        the job's id  0f1a2b3c-aaaa-bbbb-cccc-000000000017

                """)
    }

    @Test func `a machine gets an object for each template`() async throws {
        #expect(await run("templates", "--json") == nil)
        let lines = captured.results.split(separator: "\n")
        #expect(lines.count == EventTemplate.all.count)
        let second = try Captured()
        _ = await LamdeckProgram.run(
            ["events", "templates", "step-functions-error", "--json"], in: .test(second, folder: folder.path))
        #expect(
            second.results == """
                {"name":"step-functions-error","source":"AWS Step Functions","summary":"an error that a Catch passes on",\
                "page":"Handling errors in Step Functions workflows","parameters":[{"name":"error","summary":"the error's name",\
                "default":"OrderNotFound"},{"name":"cause","summary":"the error's message","default":"order 17 was not found"}]}

                """)
    }

    @Test func `a text that no template contains is wrong usage`() async {
        let end = await run("templates", "kinesys")
        #expect(end?.status == .usage)
        #expect(end?.message == "lamdeck: no template contains \"kinesys\"; did you mean \"kinesis\"?")
    }
}
