import Foundation
import Testing

/// Completion scripts in their shells, and the manual page.
@Suite(.limited)
struct CompletionTests {
    @Test("bash completes commands, functions and the saved events of the function that is named")
    func bash() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let script = try await project.lamdeck("completions", "bash")
            #expect(script.status == 0 && script.messages.isEmpty)
            try project.write("completion.bash", script.text)
            try project.write("orders/events/空の カート.json", "{}")
            let ask = """
                . ./completion.bash
                program=$1; shift
                COMP_WORDS=("$program" "$@"); COMP_CWORD=$#; COMP_LINE="lamdeck $*"; COMP_POINT=${#COMP_LINE}
                _lamdeck lamdeck "${!#}" "${COMP_WORDS[COMP_CWORD-1]}"
                printf '%s\\n' "${COMPREPLY[@]}"
                """
            for (words, expected) in [
                (["expo"], ["export"]), (["export", "compose", ""], ["hello", "orders"]),
                (["export", "run", "or"], ["orders"]),
                (["export", "run", "orders", ""], ["event.json", "空の カート.json"]),
                (["export", "compose", "--file", "nowhere.json", ""], []),
                (["invoke", "orders", ""], ["event.json", "空の カート.json"]), (["up", "hello", "o"], ["orders"]),
                (["events", "new", "s3-p"], ["s3-put", "s3-post"]),
                (["events", "new", "s3-put", "--in", "sn"], ["sns"]),
            ] {
                let result = try await Program.run(
                    "bash", ["-c", ask, "bash", Program.lamdeck] + words, environment: project.environment,
                    in: project.folder)
                let found = result.lines.map { $0.replacingOccurrences(of: "\\", with: "") }
                #expect(found.sorted() == expected.sorted(), "\(words): \(result.messages)")
            }
        }
    }

    @Test("zsh and fish have their own scripts", arguments: ["zsh", "fish"])
    func others(_ shell: String) async throws {
        let script = try await Program.run(Program.lamdeck, ["completions", shell])
        #expect(script.status == 0 && script.text.contains("lamdeck"))
        let isThere = try await Program.run("sh", ["-c", "command -v \(shell)"]).status == 0
        if isThere {
            let checked = try await Program.run(shell, ["-n"], input: script.output)
            #expect(checked.status == 0 && checked.messages.isEmpty, "\(checked.messages)")
        }
    }

    @Test("An unsupported shell: the error lists the supported ones")
    func unknown() async throws {
        let result = try await Program.run(Program.lamdeck, ["completions", "tcsh"])
        #expect(result.status == 2 && result.messages.contains("fish"))
    }

    @Test("The manual has every command that the help lists, with its options")
    func manual() async throws {
        let help = try await Program.run(Program.lamdeck, ["--help"]).text
        let list = help.components(separatedBy: "SUBCOMMANDS:").last ?? ""
        let commands = list.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
        #expect(commands.contains("doctor") && commands.contains("invoke"))

        let page = try await Program.run(Program.lamdeck, ["manual"])
        #expect(page.status == 0 && page.text.hasPrefix(".TH LAMDECK 1 "))
        let text = page.text.replacingOccurrences(of: "\\-", with: "-")
        for command in commands { #expect(text.contains("\n.SS \"lamdeck \(command)"), "\(command)") }
        for part in ["lamdeck export compose [", "--file <path>", "lamdeck doctor --json", "130 interrupted"] {
            #expect(text.contains(part), "\(part)")
        }
        // Only requests begin with a dot, and all of them are known.
        let requests = Set(page.lines.filter { $0.hasPrefix(".") }.map { $0.split(separator: " ")[0] })
        #expect(requests.isSubset(of: [".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".I", ".BR", ".RI", ".nf", ".fi"]))
        #expect(!page.lines.contains { $0.hasPrefix("'") })
    }
}
