/// xterm's palette of 256 colours as numbers, to find out which text is readable on which background, and which of
/// fewer colours is nearest. The first sixteen are xterm's defaults; themes change them, so they are only a guess.
/// Numbers from 256 on are colours themselves: 0xRRGGBB.
enum Palette {
    /// Red, green and blue, 0…255 each, of a number.
    static func components(_ index: Int) -> (red: Int, green: Int, blue: Int) {
        switch index {
        case 0..<16:
            return first[index]
        case 16..<232:
            let levels = [0, 95, 135, 175, 215, 255]
            let cube = index - 16
            return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
        case 256...:
            return (index >> 16 & 0xFF, index >> 8 & 0xFF, index & 0xFF)
        default:
            let grey = 8 + 10 * (index - 232)
            return (grey, grey, grey)
        }
    }

    /// The contrast ratio of two colours, 1…21 (WCAG 2); from 3 on text is readable.
    static func contrast(_ one: Int, _ other: Int) -> Double {
        let lights = [light(one), light(other)].sorted()
        return (lights[1] + 0.05) / (lights[0] + 0.05)
    }

    /// Black or white (from the fixed part of the palette), whichever is more readable on a colour.
    static func readable(on background: Int) -> Int {
        contrast(16, background) >= contrast(231, background) ? 16 : 231
    }

    /// The nearest index below `count` (8 or 16).
    static func nearest(_ index: Int, of count: Int) -> Int {
        if index < count { return index }
        if index < 16 { return index - 8 }
        let wanted = components(index)
        func distance(_ candidate: Int) -> Int {
            let colour = components(candidate)
            let (red, green, blue) = (colour.red - wanted.red, colour.green - wanted.green, colour.blue - wanted.blue)
            return red * red + green * green + blue * blue
        }
        return (0..<count).min { distance($0) < distance($1) } ?? 0
    }

    private static let first: [(red: Int, green: Int, blue: Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
        (255, 255, 255),
    ]

    /// The nearest of the palette's fixed colours, 16…255, to 0xRRGGBB: by squares, weighted as the eye sees red, green
    /// and blue.
    static func nearest(toDirect colour: Int) -> Int {
        if colour < 256 { return max(16, colour) }
        let wanted = components(colour)
        func distance(_ candidate: Int) -> Int {
            let other = components(candidate)
            let (red, green, blue) = (other.red - wanted.red, other.green - wanted.green, other.blue - wanted.blue)
            let mean = (other.red + wanted.red) / 2
            return (512 + mean) * red * red + 1024 * green * green + (767 - mean) * blue * blue
        }
        return (16..<256).min { distance($0) < distance($1) } ?? 16
    }

    /// Relative luminance, 0…1 (WCAG 2), of a number.
    private static func light(_ number: Int) -> Double {
        // A polynomial for sRGB's curve (a power of 2.4 with a linear start), within 0.002 of it.
        func linear(_ value: Int) -> Double {
            let part = Double(value) / 255
            return part * (part * (part * 0.3053 + 0.6822) + 0.0125)
        }
        let colour = components(number)
        return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
    }
}
