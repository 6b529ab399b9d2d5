import Dashboard
import Foundation
import LambdaModel
import Testing

@testable import TerminalUI

@Suite struct ShellCommandTests {
    private let command = ShellCommand(OwnCommand(name: "deploy", command: "make"), by: ["make"])

    @Test func `the shell gets the text as it is, and the variables in order`() {
        #expect(
            ShellCommand.runner(
                of: "make \"$A\"; true", environment: ["LAMDECK_PORT": "9001", "LAMDECK_EVENT": "/a b"]) == [
                    "/usr/bin/env", "LAMDECK_EVENT=/a b", "LAMDECK_PORT=9001", "/bin/sh", "-c", "make \"$A\"; true",
                ])
        #expect(
            ShellCommand.runner(of: "make", environment: [:], folder: "/it's") == [
                "/usr/bin/env", "/bin/sh", "-c", "cd '/it'\\''s' || exit\nmake",
            ])
    }

    @Test func `only a command that failed is reported, with its exit code`() {
        #expect(command.complaint(.exited(0)) == nil)
        #expect(command.complaint(.exited(3)) == "deploy ended with exit code 3")
        #expect(command.complaint(.killed(2)) == "deploy was killed by signal 2")
        #expect(ShellCommand(interactive: "the shell", words: ["sh"]).complaint(.exited(1)) == nil)
    }

    /// Runs a command without a terminal.
    private func run(_ words: [String], input: String = "\n") throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        let (stdin, stdout) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stdout)
        // Before the start: a program that reads nothing may have ended afterwards, and the write would fail.
        stdin.fileHandleForWriting.write(Data(input.utf8))
        try process.run()
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test func `with the terminal, a command has its variables and folder, and Enter ends it`() throws {
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        let script = "pwd; echo \"$LAMDECK_FUNCTION\"; exit 3"
        let runner = ShellCommand.runner(
            of: script, environment: ["LAMDECK_FUNCTION": "it's"], folder: folder)
        let own = OwnCommand(name: "deploy", command: script)
        let (status, output) = try run(ShellCommand(own, by: runner).words)
        #expect(status == 3)
        let lines = [
            "deploy: \(script)", folder, "it's", "", "deploy: ended with exit code 3; Enter returns to lamdeck ",
        ]
        #expect(output == lines.joined(separator: "\n"))
    }

    @Test func `in the background, a command has nothing to read, and its output is with its errors`() throws {
        var own = OwnCommand(name: "b", command: "cat; echo done")
        own.usesTerminal = false
        let words = ShellCommand(own, by: ShellCommand.runner(of: own.command, environment: [:])).words
        let (status, output) = try run(words, input: "not for it")
        #expect(status == 0 && output == "done\n")
    }

    @Test func `the end of a command in the background is a notice with the last line of its output`() {
        func text(_ status: Int, _ output: String) -> String {
            BackgroundCommands.notice("deploy", status, output).text
        }
        #expect(text(0, "") == "deploy is done")
        #expect(text(0, "one\ntwo \u{1B}[2J\n\n") == "deploy: two \u{FFFD}[2J")
        #expect(text(2, "no such file\n") == "deploy ended with exit code 2: no such file")
        #expect(text(143, "") == "deploy ended with exit code 143")
    }
}
