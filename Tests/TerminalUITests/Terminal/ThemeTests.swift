import Dashboard
import Testing

@testable import TerminalUI

@Suite("Theme")
struct ThemeTests {
    static let depths = [256, 16, 8, 0]
    static let styles = Role.allCases.flatMap { role in Highlight.allCases.map { Style(role, highlight: $0) } }

    @Test("every role on every highlight has two different colours of the terminal", arguments: depths)
    func colours(depth: Int) {
        for style in Self.styles {
            let look = Theme.appearance(style, colours: depth)
            let used = [look.foreground, look.background].compactMap { $0 }
            #expect(used.allSatisfy { $0 >= 0 && $0 < depth }, "\(style)")
            #expect(used.count < 2 || look.foreground != look.background, "\(style)")
        }
    }

    @Test("text on the terminal's own background can be read on black and on white")
    func openContrast() throws {
        for role in Role.allCases {
            guard let colour = Theme.appearance(Style(role), colours: 256).foreground else { continue }
            #expect(Palette.contrast(colour, 16) >= 3, "\(role) on black")
            #expect(Palette.contrast(colour, 231) >= 3, "\(role) on white")
        }
    }

    @Test("a style with a background sets both colours, in good contrast")
    func shadedContrast() throws {
        for style in Self.styles where style.highlight != .none {
            let look = Theme.appearance(style, colours: 256)
            let foreground = try #require(look.foreground)
            let background = try #require(look.background)
            #expect(Palette.contrast(foreground, background) >= 4, "\(style)")
        }
    }

    @Test("with few colours no text is blue, unreadable on black, or yellow, unreadable on white", arguments: [16, 8])
    func fewColours(depth: Int) {
        for style in Self.styles {
            let look = Theme.appearance(style, colours: depth)
            let isOpen = look.background == nil
            #expect(!isOpen || ![3, 4, 11, 12].contains(look.foreground), "\(style)")
        }
    }

    @Test("every highlight of every role differs from all others, with and without colours", arguments: depths)
    func highlights(depth: Int) {
        for role in Role.allCases {
            let looks = Highlight.allCases.filter { $0 != .bar }.map {
                Theme.appearance(Style(role, highlight: $0), colours: depth)
            }
            #expect(Set(looks).count == looks.count, "\(role)")
        }
    }

    @Test("without colours a selection is reversed, or underlined in another pane")
    func selectionWithoutColour() {
        for role in Role.allCases {
            let here = Theme.appearance(Style(role, highlight: .selection), colours: 0)
            let elsewhere = Theme.appearance(Style(role, highlight: .selectionElsewhere), colours: 0)
            #expect(here.attributes.contains(.reverse))
            #expect(elsewhere.attributes.contains(.underline))
        }
    }

    @Test(
        "the theme's colour pairs fit terminals with the fewest pairs", arguments: [(256, 32766), (16, 255), (8, 63)])
    func pairs(depth: Int, limit: Int) {
        let pairs = Set(
            Self.styles.map { style in
                let look = Theme.appearance(style, colours: depth)
                return [look.foreground, look.background]
            })
        #expect(pairs.count <= limit)
    }

    @Test("colours of a log line replace the role's, in the terminal's palette")
    func ownColours() {
        func look(_ foreground: UInt8?, _ background: UInt8?, _ highlight: Highlight, _ depth: Int) -> Appearance {
            let style = Style(.error, highlight: highlight, foreground: foreground, background: background)
            return Theme.appearance(style, colours: depth)
        }
        #expect(look(33, nil, .none, 256).foreground == 33)
        #expect(look(nil, 33, .none, 256).background == 33)
        #expect(look(33, 52, .selection, 256).background == 24)
        #expect(look(196, nil, .none, 16).foreground == 9)
        #expect(look(12, nil, .none, 8).foreground == 4)
        #expect(look(33, 33, .none, 0) == look(nil, nil, .none, 0))
        #expect(look(33, nil, .currentMatch, 256) == look(nil, nil, .currentMatch, 256))
    }

    @Test("no colours of a log line make text unreadable", arguments: [256, 16, 8])
    func ownContrast(depth: Int) {
        let indices: [UInt8?] = [nil] + stride(from: 0, to: 256, by: 5).map { UInt8($0) } + [7, 8, 15, 16, 231, 232]
        for highlight in [Highlight.none, .selection, .selectionElsewhere, .bar] {
            for foreground in indices {
                for background in indices {
                    let style = Style(highlight: highlight, foreground: foreground, background: background)
                    let look = Theme.appearance(style, colours: depth)
                    guard let behind = look.background else { continue }
                    let text = look.foreground.map { Palette.contrast($0, behind) }
                    #expect((text ?? 0) >= 2, "\(style)")
                }
            }
        }
    }

    @Test("attributes of a style are added to the role's")
    func attributes() {
        for depth in Self.depths {
            let look = Theme.appearance(Style(.title, attributes: [.italic, .underline]), colours: depth)
            #expect(look.attributes.isSuperset(of: [.bold, .italic, .underline]))
        }
    }
}
