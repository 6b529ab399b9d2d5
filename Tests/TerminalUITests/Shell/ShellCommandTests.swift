import Testing

@testable import TerminalUI

@Suite struct ShellCommandTests {
    private let command = ShellCommand(
        name: "deploy", command: "make \"$A\"; true", environment: ["LAMDECK_PORT": "9001", "LAMDECK_EVENT": "/a b"])

    @Test func `the shell gets the text as it is, and the variables in order`() {
        #expect(
            command.words == [
                "/usr/bin/env", "LAMDECK_EVENT=/a b", "LAMDECK_PORT=9001", "/bin/sh", "-c", "make \"$A\"; true",
            ])
    }

    @Test func `only a command that failed is reported, with its exit code`() {
        #expect(command.complaint(.exited(0)) == nil)
        #expect(command.complaint(.exited(3)) == "deploy ended with exit code 3")
        #expect(command.complaint(.killed(2)) == "deploy was killed by signal 2")
    }
}
