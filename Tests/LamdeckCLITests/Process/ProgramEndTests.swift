import ArgumentParser
import LambdaModel
import Testing

@testable import LamdeckCLI

struct ProgramEndTests {
    @Test(
        arguments: [
            (.success, 0), (.functionFailed, 1), (.usage, 2), (.noEngine, 3), (.noImage, 4), (.container, 5),
            (.interrupted, 130),
        ] as [(ExitStatus, Int32)])
    func `exit codes`(status: ExitStatus, code: Int32) {
        #expect(status.rawValue == code)
        #expect(ProgramEnd(CommandFailure(status)).status == status)
    }

    @Test(
        arguments: [(.engine, .noEngine), (.image, .noImage), (.container, .container), (.settings, .usage)]
            as [(FailureReason.Kind, ExitStatus)])
    func `a reason why a function does not run has the exit code of its kind`(
        kind: FailureReason.Kind, status: ExitStatus
    ) {
        let end = ProgramEnd(CommandFailure(FailureReason(kind, "no luck", lastLines: ["last", "words"])))
        #expect(end.status == status)
        #expect(end.message == "lamdeck: no luck\n  last\n  words" && end.result == nil)
    }

    @Test func `a failure without a message says nothing`() {
        let end = ProgramEnd(CommandFailure(.functionFailed))
        #expect(end.message == nil && end.result == nil)
    }

    @Test func `an error that no command made is wrong usage`() {
        struct Odd: Error {}
        #expect(ProgramEnd(Odd()).status == .usage)
        #expect(ProgramEnd(Odd()).message != nil)
    }

    // MARK: Arguments

    private static func end(_ arguments: String...) async throws -> (end: ProgramEnd?, printed: Captured) {
        let captured = try Captured()
        return (await LamdeckProgram.run(arguments, in: .test(captured)), captured)
    }

    @Test func `help and version are results`() async throws {
        let version = try await Self.end("--version").end
        #expect(version?.status == .success && version?.result == "0.1.0" && version?.message == nil)
        let help = try await Self.end("ps", "--help").end
        #expect(help?.status == .success && help?.message == nil)
        #expect(
            help?.result?.contains(
                "USAGE: lamdeck ps [--file <path>] [--host <address>] [--on <address>] [--memory] [--json]") == true)
    }

    @Test func `a group without a subcommand prints its help`() async throws {
        let end = try await Self.end("export").end
        #expect(end?.status == .success)
        #expect(end?.result?.contains("USAGE: lamdeck export <subcommand>") == true)
    }

    @Test(
        arguments: [
            (["ps", "--jsn"], "Unknown option '--jsn'"), (["nonsense"], "Unexpected argument 'nonsense'"),
            (["invoke"], "Missing expected argument '<name>'"),
            (["history", "--limit", "x"], "The value 'x' is invalid for '--limit <n>'"),
        ])
    func `wrong usage is a message and exit code 2`(arguments: [String], words: String) async throws {
        let captured = try Captured()
        let end = await LamdeckProgram.run(arguments, in: .test(captured))
        #expect(end?.status == .usage && end?.result == nil)
        #expect(end?.message?.contains(words) == true, "\(end?.message ?? "")")
        #expect(captured.results.isEmpty)
    }

    @Test func `a command that fails is a message with the program's name`() async throws {
        let folder = try TestFolder()
        let captured = try Captured()
        let end = await LamdeckProgram.run(["validate"], in: .test(captured, folder: folder.path))
        #expect(end?.status == .usage)
        #expect(end?.message == "lamdeck: no functions.json in \(folder.path) or in a folder above it")
    }

    @Test func `a command that succeeds prints its result and ends nothing`() async throws {
        let captured = try Captured()
        #expect(await LamdeckProgram.run(["export", "schema"], in: .test(captured)) == nil)
        #expect(captured.results == ManifestSchema.text && captured.messages.isEmpty)
    }
}
