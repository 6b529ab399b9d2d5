import Foundation
import LambdaModel
import OrderedCollections
import TestSupport
import Testing

@testable import LambdaRuntime

/// Runs real commands.
@Suite("A run of a build's command")
struct BuildProcessTests {
    private static func settings(_ command: String, in folder: String = "/tmp") -> BuildSettings {
        BuildSettings(command: command, directory: folder, watch: [])
    }

    private static func run(
        _ settings: BuildSettings, environment: [String: String] = ["PATH": "/usr/bin:/bin"]
    ) async -> (outcome: BuildMachine.Outcome, lines: [String]) {
        let lines = Notes()
        let process = BuildProcess(settings, environment: environment) { for line in $0 { lines.add(line) } }
        return (await process.run(), lines.all)
    }

    @Test func bothOutputsArriveInOrder() async {
        let (outcome, lines) = await Self.run(Self.settings("echo one; echo two >&2; printf three"))
        #expect(outcome == .good)
        #expect(lines == ["one", "two", "three"])
    }

    @Test func theFolderAndTheVariablesAreThoseOfTheSettings() async throws {
        let folder = try FileTree()
        var settings = Self.settings("pwd -P; echo $MINE $THEIRS $FORCE_COLOR; cat", in: folder.path)
        settings.environment = ["MINE": "a", "FORCE_COLOR": "3"]
        let (outcome, lines) = await Self.run(settings, environment: ["PATH": "/usr/bin:/bin", "THEIRS": "b"])
        #expect(outcome == .good, "cat reads no input")
        #expect(lines.last == "a b 3")
        #expect(lines.first?.hasSuffix(folder.path) == true)
    }

    @Test func coloursAreAskedForUnlessTheUserWantsNone() {
        let settings = Self.settings("true")
        #expect(BuildProcess.variables(of: settings, [:])["FORCE_COLOR"] == "1")
        #expect(BuildProcess.variables(of: settings, ["NO_COLOR": "1"])["FORCE_COLOR"] == nil)
        #expect(BuildProcess.variables(of: settings, ["FORCE_COLOR": "0"])["FORCE_COLOR"] == "0")
    }

    @Test(arguments: [
        ("echo no >&2; exit 3", "failed with exit code 3", ["no"]),
        ("kill -9 $$", "was ended by signal 9", []),
    ]) func aFailureSaysHowItEnded(command: String, reason: String, last: [String]) async {
        let outcome = await Self.run(Self.settings(command)).outcome
        #expect(outcome == .bad(reason, lastLines: last))
    }

    @Test func aMissingCommandIsNamed() async {
        let outcome = await Self.run(Self.settings("no-such-tool --all")).outcome
        guard case .bad(let reason, let last) = outcome else { return #expect(outcome != .good) }
        #expect(reason == "failed with exit code 127: a command was not found")
        #expect(last.count == 1 && last[0].contains("no-such-tool"))
    }

    @Test func aMissingFolderIsNamed() async {
        let outcome = await Self.run(Self.settings("true", in: "/no/such/folder")).outcome
        #expect(outcome == .bad("could not start: there is no folder /no/such/folder", lastLines: []))
    }

    @Test func aBuildThatNeverEndsIsEndedAtItsLimitWithAllItsProcesses() async throws {
        let folder = try FileTree()
        var settings = Self.settings("sleep 1000 & echo $! >child; sleep 1000", in: folder.path)
        settings.timeout = 1
        let outcome = await Self.run(settings).outcome
        #expect(outcome == .bad("took longer than 1 s and was ended", lastLines: []))
        let child = try Self.number(folder.path + "/child")
        #expect(kill(child, 0) == -1 && errno == ESRCH)
    }

    @Test func cancellingEndsAProcessGroupThatIgnoresTheFirstSignal() async throws {
        let folder = try FileTree()
        let settings = Self.settings(
            "trap '' TERM; (trap '' TERM; echo $$ >child; echo ready; while :; do sleep 1; done)", in: folder.path)
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        let process = BuildProcess(settings, environment: ["PATH": "/usr/bin:/bin"]) {
            for one in $0 { line.yield(one) }
        }
        let run = Task { await process.run() }
        #expect(await lines.first { $0 == "ready" } != nil)
        process.cancel()
        #expect(await run.value == .bad("was cancelled", lastLines: ["ready"]))
        #expect(kill(-(try Self.number(folder.path + "/child")), 0) == -1 && errno == ESRCH)
    }

    @Test func aCancellationBeforeTheStartIsNotLost() async {
        let process = BuildProcess(Self.settings("sleep 1000"), environment: ["PATH": "/usr/bin:/bin"]) { _ in }
        process.cancel()
        #expect(await process.run() == .bad("was cancelled", lastLines: []))
    }

    /// The child has the pipe, and would hold up a reader that waits for its end.
    @Test func aCommandThatLeavesAProcessBehindEnds() async throws {
        let folder = try FileTree()
        let settings = Self.settings("sleep 1000 & echo $! >child; echo done", in: folder.path)
        let (outcome, lines) = await Self.run(settings)
        #expect(outcome == .good)
        #expect(lines == ["done", "lamdeck: the command left processes running; they were ended"])
        let child = try Self.number(folder.path + "/child")
        #expect(kill(child, 0) == -1 && errno == ESRCH)
    }

    @Test func aHundredMegabytesOfOutputAreRead() async {
        let (outcome, lines) = await Self.run(Self.settings("yes 'a line of output' | head -c 100000000; exit 4"))
        guard case .bad(let reason, let last) = outcome else { return #expect(outcome != .good) }
        #expect(reason == "failed with exit code 4")
        #expect(last.count == 30)
        #expect(lines.count < 3000)
    }

    private static func number(_ path: String) throws -> pid_t {
        let text = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        return try #require(pid_t(text))
    }
}
