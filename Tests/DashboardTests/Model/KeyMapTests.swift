import Testing

@testable import Dashboard

@Suite struct KeyMapTests {
    @Test func `no key has two commands in one pane`() {
        for pane in Pane.allCases {
            let keys = KeyMap.bindings.filter { $0.panes.contains(pane) }.flatMap(\.keys)
            #expect(Set(keys).count == keys.count, "\(pane)")
        }
        let keys = KeyMap.history.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
    }

    @Test func `each key of a binding finds that binding`() {
        for binding in KeyMap.bindings {
            for pane in binding.panes {
                for key in binding.keys {
                    #expect(KeyMap.binding(for: key, in: pane)?.command == binding.command, "\(key) in \(pane)")
                }
            }
        }
        for binding in KeyMap.history {
            for key in binding.keys { #expect(KeyMap.historyCommand(for: key) == binding.command, "\(key)") }
        }
    }

    @Test func `every command has one binding, and every binding has keys and a description`() {
        let commands = KeyMap.bindings.map(\.command)
        #expect(Set(commands).count == commands.count)
        #expect(Set(commands) == Set(Command.allCases))
        #expect(KeyMap.history.map(\.command) == HistoryListCommand.allCases)
        #expect(KeyMap.bindings.allSatisfy { !$0.keys.isEmpty && !$0.description.isEmpty && !$0.panes.isEmpty })
    }

    @Test func `common keys have their usual commands`() {
        let known: [(Key, Command)] = [
            (.character("j"), .down), (.character("k"), .up), (.pageDown, .pageDown), (.control("d"), .halfDown),
            (.character("g"), .first), (.character("G"), .last), (.tab, .nextPane), (.backTab, .previousPane),
            (.character("1"), .pane1), (.character("4"), .pane4), (.character("i"), .invoke), (.character("."), .again),
            (.character("S"), .start), (.character("s"), .stop), (.character("r"), .restart),
            (.character("U"), .startAll), (.character("D"), .stopAll), (.character("F"), .follow),
            (.character("w"), .wrap), (.character("t"), .times), (.character("R"), .emulator), (.character("+"), .zoom),
            (.character("e"), .edit), (.character("h"), .history), (.character("?"), .help), (.function(1), .help),
            (.character("q"), .quit), (.control("c"), .quit),
        ]
        for (key, command) in known {
            #expect(KeyMap.binding(for: key, in: .logs)?.command == command, "\(key.name)")
        }
        #expect(KeyMap.binding(for: .tab, in: .response)?.command == .nextView)
    }

    @Test func `every key has a unique name`() {
        let keys =
            Set(KeyMap.bindings.flatMap(\.keys)) + [
                .alt("x"), .backspace, .delete, .insert, .function(2), .character("x"),
            ]
        #expect(Set(keys.map(\.name)).count == keys.count)
        #expect(Key.control("d").name == "^D")
        #expect(Key.alt("x").name == "M-x")
        #expect(Key.character(" ").name == "Space")
    }

    @Test func `the reference page lists every key and its description`() {
        let page = KeyMap.referencePage
        for binding in KeyMap.bindings {
            for key in binding.keys { #expect(page.contains("`\(key.name)`")) }
            #expect(page.contains("| \(binding.description) |"))
        }
        #expect(page.split(separator: "\n").count == KeyMap.bindings.count + KeyMap.history.count + 6)
    }

    @Test func `the footer of every pane has help and only keys that work in it`() {
        for pane in Pane.allCases {
            let footer = KeyMap.footer(for: pane)
            #expect(footer.contains { $0.command == .help })
            #expect(footer.allSatisfy { $0.panes.contains(pane) && !$0.label.isEmpty })
        }
    }
}
