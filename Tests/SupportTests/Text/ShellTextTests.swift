import Subprocess
import Support
import Testing

struct ShellTextTests {
    private static let odd = [
        "", "plain", "a b", "it's", "''", "'", "\"$HOME\"", "`id`", "$(id)", "\\", "\\n", "a\nb\n", "\ttab", "*", "~",
        "~/x", "=ls", "a=b", "-n", "!x", "#c", "ä空🎉", "a;b&c|d<e>f", "{a,b}", "[x]", "%s",
    ]

    /// The shells of this machine; the first one always exists.
    @Test(arguments: ["sh", "bash", "dash"])
    func `a shell reads a quoted word as the original text`(shell: String) async throws {
        // Each word is followed by a byte that no word contains.
        let words = Self.odd.map(ShellText.quoted).joined(separator: " ")
        let script = "command -v \(shell) >/dev/null || exec sh -c \"$1\"; exec \(shell) -c \"$1\""
        let result = try await Subprocess.run(
            .name("sh"), arguments: ["-c", script, "sh", "printf '%s\\001' \(words)"], output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16))
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
        #expect(result.standardOutput == Self.odd.map { $0 + "\u{1}" }.joined())
    }

    @Test func `plain words are not quoted`() {
        for word in ["app.handler", "--env", "/a/b-c_d.e", "A=1", "127.0.0.1:9001:8080", "x@sha256:0f"] {
            #expect(ShellText.quoted(word) == word)
        }
    }
}
