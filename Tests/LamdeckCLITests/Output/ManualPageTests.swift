import ArgumentParser
import Testing

@testable import LamdeckCLI

struct ManualPageTests {
    /// ArgumentParser's description of a program with one command, one argument of each kind, and one group.
    private static let help = #"""
        {"serializationVersion": 0, "command": {
          "commandName": "demo", "abstract": "Shows - a 'demo'.",
          "discussion": "First \\ line\nsecond.\n\nExamples: demo go\n          demo stop\n\n.dot",
          "subcommands": [
            {"commandName": "go", "abstract": "Go.", "discussion": "Why.", "arguments": [
              {"kind": "positional", "valueName": "name", "isOptional": true, "isRepeating": true,
               "abstract": "The \"name\".", "shouldDisplay": true},
              {"kind": "flag", "names": [{"kind": "long", "name": "all"}, {"kind": "short", "name": "a"}],
               "preferredName": {"kind": "long", "name": "all"}, "isOptional": true, "abstract": "All."},
              {"kind": "option", "names": [{"kind": "long", "name": "level"}], "valueName": "n",
               "preferredName": {"kind": "long", "name": "level"}, "allValues": ["1", "2"], "defaultValue": "1"},
              {"kind": "flag", "names": [{"kind": "long", "name": "help"}],
               "preferredName": {"kind": "long", "name": "help"}},
              {"kind": "flag", "names": [{"kind": "long", "name": "hidden"}], "shouldDisplay": false,
               "preferredName": {"kind": "long", "name": "hidden"}}
            ]},
            {"commandName": "set", "abstract": "A group.", "subcommands": [{"commandName": "one", "abstract": "One."}]},
            {"commandName": "help"}, {"commandName": "secret", "shouldDisplay": false}
          ]}}
        """#

    @Test func `the page has every command and argument that is shown, and no text that roff obeys`() throws {
        #expect(
            try ManualPage(Self.help, version: "1.2").text == #"""
                .TH DEMO 1 "" "demo 1.2"
                .SH NAME
                demo \- Shows \- a \(aqdemo\(aq.
                .SH SYNOPSIS
                .B demo
                .RI [ command ]
                .RI [ arguments ]
                .SH DESCRIPTION
                First \e line
                second.
                .PP
                .nf
                Examples: demo go
                \&          demo stop
                .fi
                .PP
                \&.dot
                .SH COMMANDS
                .SS "demo go [<name> ...] [\-\-all] \-\-level <n>"
                Go.
                .TP
                .B "<name>"
                The "name".
                .TP
                .B "\-a, \-\-all"
                All.
                .TP
                .B "\-\-level <n>"
                \& One of: 1, 2. Default: 1.
                .PP
                Why.
                .SS "demo set COMMAND"
                A group.
                .SS "demo set one"
                One.
                .SH FILES
                .TP
                .I functions.json
                The functions of a project, found in this folder or in one above.
                .SH SEE ALSO
                .BR docker (1)

                """#)
    }

    @Test func `help that is not JSON is an error`() {
        #expect(throws: (any Error).self) { try ManualPage("no", version: "1") }
    }

    @Test func `the program's own page names every subcommand`() throws {
        let page = try ManualPage(Lamdeck._dumpHelp(), version: Lamdeck.configuration.version).text
        for command in Lamdeck.configuration.subcommands {
            let name = try #require(command.configuration.commandName)
            #expect(page.contains(".SS \"lamdeck \(name)"), "\(name)")
        }
        #expect(page.hasPrefix(".TH LAMDECK 1 \"\" \"lamdeck \(Lamdeck.configuration.version)\"\n"))
        // Lines that begin so are requests of roff: all of them are those of the page.
        let requests = page.split(separator: "\n").compactMap { $0.first == "." ? $0.split(separator: " ")[0] : nil }
        #expect(
            Set(requests).isSubset(of: [".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".I", ".RI", ".BR", ".nf", ".fi"]))
    }
}
