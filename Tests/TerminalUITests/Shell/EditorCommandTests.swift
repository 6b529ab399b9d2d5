import Testing

@testable import TerminalUI

/// The command that opens a file in the user's editor.
@Suite struct EditorCommandTests {
    private func command(_ variables: [String: String], _ path: String = "/home/ada/a b.py", _ line: Int? = 4)
        -> EditorCommand
    {
        EditorCommand(path: path, line: line) { variables[$0] }
    }

    @Test(arguments: [
        (["VISUAL": "nvim", "EDITOR": "nano"], "nvim"), (["VISUAL": "", "EDITOR": "nano"], "nano"),
        (["VISUAL": " ", "EDITOR": "nano"], "nano"), ([:], "vi"),
    ])
    func `the editor is VISUAL, else EDITOR, else vi`(variables: [String: String], editor: String) {
        #expect(command(variables).editor == editor)
    }

    @Test func `a shell splits the variable but not the file's path`() {
        #expect(
            command(["EDITOR": "vim -u 'my rc'"]).words == [
                "/bin/sh", "-c", "vim -u 'my rc' \"$@\"", "vim -u 'my rc'", "+4", "/home/ada/a b.py",
            ])
    }

    @Test(arguments: [
        ("vi", ["+4", "/f"]), ("/usr/bin/vim.basic", ["+4", "/f"]), ("nvim", ["+4", "/f"]), ("nano -w", ["+4", "/f"]),
        ("emacs -nw", ["+4", "/f"]), ("emacsclient -t", ["+4", "/f"]), ("hx", ["/f:4"]),
        ("code --wait", ["-g", "/f:4"]),
        ("codium -w", ["-g", "/f:4"]), ("zed --wait", ["/f:4"]), ("subl -w", ["/f:4"]),
        ("TERM=xterm vim", ["+4", "/f"]),
        ("\"/opt/my vim/vim\"", ["/f"]), ("ed", ["/f"]), ("unknown", ["/f"]),
    ])
    func `each editor gets the line in its own syntax`(editor: String, arguments: [String]) {
        #expect(Array(command(["EDITOR": editor], "/f").words.dropFirst(4)) == arguments)
    }

    @Test func `without a line, the only argument is the file, never read as an option`() {
        #expect(command([:], "/f", nil).words.dropFirst(4) == ["/f"])
        #expect(command([:], "/f", 0).words.dropFirst(4) == ["/f"])
        #expect(command([:], "-f", nil).words.last == "./-f")
    }

    @Test func `the complaint says why the editor failed`() {
        let command = command(["EDITOR": "nope"])
        #expect(command.complaint(.exited(0)) == nil)
        #expect(command.complaint(.exited(127))?.contains("nope cannot be run") == true)
        #expect(command.complaint(.exited(1))?.contains("status 1") == true)
        #expect(command.complaint(.killed(9))?.contains("signal 9") == true)
    }

    // MARK: Children

    @MainActor
    private func ending(_ words: [String]) async throws -> Child.Ending {
        let child = try #require(Child.start(words))
        return await withCheckedContinuation { continuation in
            Child.onEnd(of: child) { continuation.resume(returning: $0) }
        }
    }

    @Test func `a child's exit status or signal is reported`() async throws {
        #expect(try await ending(["/bin/sh", "-c", "exit 3"]) == .exited(3))
        #expect(try await ending(["/bin/sh", "-c", "kill -9 $$"]) == .killed(9))
        #expect(try await ending(command(["EDITOR": "no-such-editor-here 2>/dev/null"]).words) == .exited(127))
    }

    @Test func `starting a program that does not exist returns nil`() {
        #expect(Child.start(["/no/such/program"]) == nil)
    }

    @Test func `a child has no signal blocked or ignored`() async throws {
        // The last seven digits of the masks are for signals 1 to 28; the C library's own signals are above them.
        let test = """
            masks=$(awk '/^SigBlk|^SigIgn/ {print substr($2, length($2) - 6)}' /proc/self/status | tr -d '0\\n')
            test -z "$masks"
            """
        #expect(try await ending(["/bin/sh", "-c", test]) == .exited(0))
    }
}
