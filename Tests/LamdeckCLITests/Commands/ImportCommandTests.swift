import Foundation
import LambdaModel
import Testing

@testable import LamdeckCLI

struct ImportCommandTests {
    private static let compose = """
        services:
          hello:
            image: public.ecr.aws/lambda/nodejs:22
            command: app.handler
            volumes: ["./hello:/var/task"]
            networks: [x]
        """
    private static let configuration = #"{"FunctionName": "orders", "Runtime": "nodejs22.x", "Handler": "app.handler"}"#

    private let folder: TestFolder
    private let captured: Captured

    init() throws {
        folder = try TestFolder(["compose.yaml": Self.compose, "hello/app.js": ""])
        captured = try Captured()
    }

    private func run(_ arguments: String..., input: String = "") async throws -> ProgramEnd? {
        let file = try OpenFile(input)
        let context = CommandContext.test(captured, folder: folder.path, input: InputFile(file: file.number))
        let end = await LamdeckProgram.run(["import"] + arguments, in: context)
        return withExtendedLifetime(file) { end }
    }

    @Test func `the files are results, notes and the count are messages`() async throws {
        #expect(try await run("compose.yaml") == nil)
        #expect(captured.results == "functions.json\n")
        #expect(
            captured.messages == """
                compose.yaml:5: hello: volumes: /var/task is read-only here, as on Lambda; it was writable
                compose.yaml:6: hello: networks: left out: functions.json has no such setting
                compose file: 1 function, 2 notes

                """)
        #expect(try folder.text("functions.json").contains("\"hello\""))
    }

    @Test func `a dry run prints the manifest and writes nothing`() async throws {
        #expect(try await run("compose.yaml", "--dry-run") == nil)
        #expect(captured.results.hasPrefix("{\n") && captured.results.hasSuffix("}\n"))
        #expect(captured.results.contains("\"handler\": \"app.handler\""))
        #expect(!folder.exists("functions.json"))
    }

    @Test func `standard input is named as that, and output may go elsewhere`() async throws {
        #expect(try await run("-", "--output", "new/functions.json", input: Self.configuration) == nil)
        #expect(captured.results.hasPrefix("new/functions.json\n"))
        #expect(captured.messages.contains("standard input:"))
        #expect(folder.exists("new/functions.json"))
    }

    @Test func `a manifest that is there stays`() async throws {
        try folder.write("functions.json", "mine")
        let end = try await run("compose.yaml")
        #expect(end?.status == .usage)
        #expect(
            end?.message?.hasPrefix("lamdeck: \(folder.path)/functions.json exists already; nothing was written")
                == true)
        #expect(try folder.text("functions.json") == "mine")
    }

    @Test(
        arguments: [
            ("none.yaml", "no file none.yaml"), ("hello", "hello is a folder; name the file in it"),
            ("/dev/null", "/dev/null is not a regular file"),
        ])
    func `a source that cannot be read is wrong usage`(source: String, words: String) async throws {
        let end = try await run(source)
        #expect(end?.status == .usage && end?.message == "lamdeck: \(words)")
    }

    @Test func `unreadable standard input is reported with the reason`() async throws {
        let directory = open(folder.path, O_RDONLY)
        defer { close(directory) }
        for (file, words) in [(directory, "Is a directory"), (-1, "Bad file descriptor")] {
            let context = CommandContext.test(captured, folder: folder.path, input: InputFile(file: file))
            let end = await LamdeckProgram.run(["import", "-"], in: context)
            #expect(end?.status == .usage && end?.message == "lamdeck: standard input cannot be read: \(words)")
        }
    }

    @Test func `a file that is not YAML is reported with its place`() async throws {
        let end = try await run("-", input: "services:\n  a: [\n")
        #expect(
            end?.status == .usage && end?.message?.hasPrefix("lamdeck: standard input:3: not YAML: ") == true,
            "\(end?.message ?? "")")
    }

    // MARK: init

    @Test func `init finds handlers, and prints what it wrote`() async throws {
        try folder.write("hello/app.js", "exports.handler = async () => 1\n")
        let end = await LamdeckProgram.run(["init"], in: .test(captured, folder: folder.path))
        #expect(end == nil)
        #expect(captured.results.hasPrefix("functions.json\n"))
        let again = await LamdeckProgram.run(["init"], in: .test(captured, folder: folder.path))
        #expect(again?.status == .usage)
        #expect(again?.message == "lamdeck: \(folder.path)/functions.json exists already; nothing was written")
    }

    @Test func `init prints and writes nothing in a dry run`() async throws {
        try folder.write("hello/app.js", "exports.handler = async () => 1\n")
        let end = await LamdeckProgram.run(["init", ".", "--dry-run"], in: .test(captured, folder: folder.path))
        #expect(end == nil && captured.results.contains("\"app.handler\"") && !folder.exists("functions.json"))
    }

    @Test func `init needs a folder with a handler`() async throws {
        let none = await LamdeckProgram.run(["init", "none"], in: .test(captured, folder: folder.path))
        #expect(none?.status == .usage && none?.message == "lamdeck: no folder none")
        let empty = try TestFolder()
        let end = await LamdeckProgram.run(["init"], in: .test(captured, folder: empty.path))
        #expect(end?.status == .usage)
        #expect(end?.message?.hasPrefix("lamdeck: found no handler in \(empty.path); ") == true)
    }
}
