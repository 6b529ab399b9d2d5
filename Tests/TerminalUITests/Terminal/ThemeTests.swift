import Dashboard
import Foundation
import Testing

@testable import TerminalUI

@Suite("Theme")
struct ThemeTests {
    static let depths = [TerminalCapabilities.direct, 256, 16, 8, 0]
    static let backgrounds: [Background?] = [.dark, .light, nil]
    static let themes = backgrounds.flatMap { background in
        depths.map { Theme(background: background, colours: $0) }
    }
    static let manyColours = themes.filter { $0.colours >= 256 }
    static let styles = Role.allCases.flatMap { role in Highlight.allCases.map { Style(role, highlight: $0) } }
    static let chips: [Highlight] = [.chipGood, .chipWarning, .chipBad]

    /// Backgrounds of terminals: the darkest and the least dark, the lightest and the least light in use.
    static func grounds(_ background: Background?) -> [Int] {
        switch background {
        case .dark: [16, 0x0D1117, 0x1E1E1E, 0x282C34, 0x002B36]
        case .light: [231, 0xFDF6E3, 0xFBF1C7, 0xEFF1F5]
        case nil: [16, 231]
        }
    }

    /// The contrast ratio of two colours, by the formula of WCAG 2.
    static func contrast(_ one: Int, _ other: Int) -> Double {
        func light(_ number: Int) -> Double {
            let colour = Palette.components(number)
            let parts = [colour.red, colour.green, colour.blue].map { value in
                let part = Double(value) / 255
                return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }
        let lights = [light(one), light(other)].sorted()
        return (lights[1] + 0.05) / (lights[0] + 0.05)
    }

    /// The least contrast of a role: lines need none to be read, but must be visible.
    static func least(_ role: Role, _ highlight: Highlight, _ background: Background?) -> Double {
        if background == nil, highlight == .none { return 3 }
        switch highlight {
        case .match, .currentMatch, .chipGood, .chipWarning, .chipBad: return 4.5
        case .none, .selection, .selectionElsewhere, .bar, .codeLine: break
        }
        switch Tint(role) {
        case .rule: return 1.25
        case .secondary: return 3
        case .text, .title, .orange, .green, .red, .yellow, .purple, .blue, .teal, .pink, .lime, .leaf: return 4.5
        }
    }

    @Test("every role on every highlight has two different colours of the terminal", arguments: themes)
    func colours(theme: Theme) {
        for style in Self.styles {
            let look = theme.appearance(style)
            let used = [look.foreground, look.background].compactMap { $0 }
            #expect(used.allSatisfy { $0 >= 0 && $0 < theme.colours }, "\(style)")
            #expect(used.count < 2 || look.foreground != look.background, "\(style)")
        }
    }

    @Test("every role can be read on every highlight and every terminal's background", arguments: manyColours)
    func contrast(theme: Theme) {
        for style in Self.styles {
            let look = theme.appearance(style)
            guard let foreground = look.foreground else {
                #expect(look.background == nil && Tint(style.role) == .text, "\(style)")
                continue
            }
            let least = Self.least(style.role, style.highlight, theme.background)
            for ground in look.background.map({ [$0] }) ?? Self.grounds(theme.background) {
                let contrast = Self.contrast(foreground, ground)
                #expect(contrast >= least, "\(style) on \(ground): \(contrast)")
            }
        }
    }

    @Test(
        "with few colours too, both colours of a highlight can be read", arguments: themes.filter { $0.colours < 256 })
    func fewContrast(theme: Theme) {
        for style in Self.styles {
            let look = theme.appearance(style)
            guard let foreground = look.foreground, let background = look.background else { continue }
            #expect(Self.contrast(foreground, background) >= 4, "\(style)")
        }
    }

    @Test("with few colours no text is blue unless the background is light, or yellow unless it is dark")
    func fewColours() {
        for theme in Self.themes where theme.colours < 256 {
            for style in Self.styles {
                let look = theme.appearance(style)
                guard look.background == nil, let colour = look.foreground else { continue }
                #expect(theme.background == .light || ![4, 12].contains(colour), "\(style)")
                #expect(theme.background == .dark || ![3, 11].contains(colour), "\(style)")
            }
        }
    }

    @Test("colours with a meaning differ from each other", arguments: themes.filter { $0.colours > 0 })
    func meanings(theme: Theme) {
        let roles: [Role] = [.accent, .success, .error, .warning, .initTime, .handlerTime]
        #expect(Set(roles.map { theme.appearance(Style($0)) }).count == roles.count)
    }

    @Test("functions have six colours, and more functions repeat them") func names() {
        for theme in Self.manyColours {
            let names = (0..<6).map { theme.appearance(Style(.name($0))) }
            #expect(Set(names).count == 6)
        }
        #expect(Role.name(0) == .name1)
        #expect(Role.name(5) == .name6)
        #expect(Role.name(6) == .name1)
    }

    @Test("every highlight of every role differs from all others, with and without colours", arguments: themes)
    func highlights(theme: Theme) {
        // With few colours, the mark before a line of code and the word on a chip make the difference.
        let special = theme.colours >= 256 ? [] : Self.chips + [.codeLine]
        for role in Role.allCases {
            let looks = Highlight.allCases.filter { $0 != .bar && !special.contains($0) }.map {
                theme.appearance(Style(role, highlight: $0))
            }
            #expect(Set(looks).count == looks.count, "\(role)")
        }
    }

    @Test("without colours a selection is reversed, or underlined in another pane")
    func selectionWithoutColour() {
        let theme = Theme(background: nil, colours: 0)
        for role in Role.allCases {
            #expect(theme.appearance(Style(role, highlight: .selection)).attributes.contains(.reverse))
            #expect(theme.appearance(Style(role, highlight: .selectionElsewhere)).attributes.contains(.underline))
        }
    }

    @Test(
        "the colour pairs of all palettes fit terminals with the fewest pairs",
        arguments: [(256, 32766), (16, 255), (8, 63)])
    func pairs(depth: Int, limit: Int) {
        let pairs = Set(
            Self.backgrounds.flatMap { background in
                Self.styles.map { style in
                    let look = Theme(background: background, colours: depth).appearance(style)
                    return [look.foreground, look.background]
                }
            })
        #expect(pairs.count <= limit)
    }

    @Test("the colour for 256 is the nearest one, unless it is chosen by hand")
    func nearest() {
        #expect(Shade(0xFF8700).indexed == 208)
        #expect(Shade(0x080809).indexed == 232)
        #expect(Shade(0xFF8700, 20).indexed == 20)
        #expect((16..<256).allSatisfy { Palette.nearest(toDirect: $0) >= 16 })
    }

    // MARK: Colours of log lines

    @Test("colours of a log line replace the role's, in the terminal's palette")
    func ownColours() {
        func look(_ foreground: UInt8?, _ background: UInt8?, _ highlight: Highlight, _ depth: Int) -> Appearance {
            let style = Style(.error, highlight: highlight, foreground: foreground, background: background)
            return Theme(background: .dark, colours: depth).appearance(style)
        }
        #expect(look(33, nil, .none, 256).foreground == 33)
        #expect(look(33, nil, .none, TerminalCapabilities.direct).foreground == 33)
        #expect(look(nil, 33, .none, 256).background == 33)
        #expect(look(33, 52, .selection, 256).background == 17)
        #expect(look(196, nil, .none, 16).foreground == 9)
        #expect(look(12, nil, .none, 8).foreground == 4)
        #expect(look(33, 33, .none, 0) == look(nil, nil, .none, 0))
        #expect(look(33, nil, .currentMatch, 256) == look(nil, nil, .currentMatch, 256))
        #expect(look(33, nil, .chipBad, 256) == look(nil, nil, .chipBad, 256))
    }

    @Test("no colours of a log line make text unreadable", arguments: themes.filter { $0.colours > 0 })
    func ownContrast(theme: Theme) {
        let indices: [UInt8?] = [nil] + stride(from: 0, to: 256, by: 5).map { UInt8($0) } + [7, 8, 15, 16, 231, 232]
        for highlight in [Highlight.none, .selection, .selectionElsewhere, .bar, .codeLine] {
            for foreground in indices {
                for background in indices {
                    let style = Style(highlight: highlight, foreground: foreground, background: background)
                    let look = theme.appearance(style)
                    guard let behind = look.background else { continue }
                    let text = look.foreground.map { Palette.contrast($0, behind) }
                    #expect((text ?? 0) >= 2, "\(style)")
                }
            }
        }
    }

    @Test("attributes of a style are added to the role's")
    func attributes() {
        for theme in Self.themes {
            let look = theme.appearance(Style(.accent, attributes: [.italic, .underline]))
            #expect(look.attributes.isSuperset(of: [.bold, .italic, .underline]))
        }
    }
}
