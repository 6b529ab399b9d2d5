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
                    #expect(
                        KeyTable.standard.binding(for: key, in: pane)?.command == binding.command, "\(key) in \(pane)")
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
        #expect(KeyMap.bindings.allSatisfy { !$0.description.isEmpty && !$0.panes.isEmpty })
        // It uses the key of another command, which has nothing to do then.
        #expect(
            KeyMap.bindings.filter { $0.keys.isEmpty }.map(\.command) == [.copyLaunch, .writeLaunch, .createManifest])
    }

    @Test func `common keys have their usual commands`() {
        let known: [(Key, Command)] = [
            (.character("j"), .down), (.character("k"), .up), (.pageDown, .pageDown), (.control("d"), .halfDown),
            (.character("g"), .first), (.character("G"), .last), (.tab, .nextPane), (.backTab, .previousPane),
            (.character("1"), .pane1), (.character("4"), .pane4), (.character("5"), .pane5), (.character("i"), .invoke),
            (.character("."), .again),
            (.character("S"), .start), (.character("s"), .stop), (.character("r"), .restart),
            (.character("U"), .startAll), (.character("D"), .stopAll), (.character("F"), .follow),
            (.character("w"), .wrap), (.character("t"), .times), (.character("R"), .emulator), (.character("+"), .zoom),
            (.character("e"), .edit), (.character("h"), .history), (.character("?"), .help), (.function(1), .help),
            (.character("q"), .quit), (.control("c"), .quit),
        ]
        for (key, command) in known {
            #expect(KeyTable.standard.binding(for: key, in: .logs)?.command == command, "\(key.name)")
        }
        #expect(KeyTable.standard.binding(for: .tab, in: .inspector)?.command == .nextView)
    }

    @Test func `every key has a unique name`() {
        let keys =
            Set(KeyMap.bindings.flatMap(\.keys)).union([
                .alt("x"), .backspace, .delete, .insert, .function(2), .character("x"),
            ])
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
        for view in KeyMap.views {
            #expect(page.contains("\n\(view.place):\n"))
            for binding in view.bindings {
                for key in binding.keys { #expect(page.contains("`\(key.name)`")) }
                #expect(page.contains("| \(binding.description) |"))
            }
        }
        // A table has a title, a head and a rule.
        let rows = KeyMap.bindings.count + KeyMap.history.count + KeyMap.views.reduce(0) { $0 + $1.bindings.count }
        #expect(page.split(separator: "\n").count == rows + 3 * (2 + KeyMap.views.count))
    }

    @Test func `no key has two meanings in a view`() {
        for view in KeyMap.views {
            let keys = view.bindings.flatMap(\.keys)
            #expect(Set(keys).count == keys.count, "\(view.place)")
        }
    }

    @Test func `the palette limits its entries to the kinds that its table of keys names`() {
        let prefixes = PaletteEntry.Kind.allCases.map { Key.character($0.prefix) }
        #expect(Set(Palette.bindings.flatMap(\.keys)).isSuperset(of: prefixes))
    }

    @Test func `on a screen of 80 columns, the footer has the most used keys of the functions and the calls`() throws {
        var model = Model.deck(Size(width: 80, height: 24))
        #expect(try #require(model.rows.last).contains("Enter open  i invoke  S start  s stop  o browser"))
        model.type("3")
        #expect(try #require(model.rows.last).contains("Enter open  i invoke again  ^S save event  / filter"))
        model.resize(120, 36)
        #expect(try #require(model.rows.last).contains("/ filter  Y curl"))
    }

    @Test func `the footer of every pane has help and only keys that work in it`() {
        for pane in Pane.allCases {
            let footer = KeyTable.standard.footer(for: pane)
            #expect(KeyTable.standard.global.contains { $0.command == .help })
            #expect(footer.allSatisfy { $0.panes.contains(pane) && !$0.label.isEmpty })
        }
    }
}
