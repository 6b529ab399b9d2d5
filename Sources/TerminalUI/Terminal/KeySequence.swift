import Dashboard
import Support

/// Keys that curses left as bytes: ASCII, and sequences of xterm and similar terminals that the terminfo entry does not
/// have (modes differ, and TERM is often inexact).
enum KeySequence {
    /// The key of an ASCII byte.
    static func ascii(_ byte: UInt8) -> Key {
        switch byte {
        case 0x0D, 0x0A: .enter
        case 0x09: .tab
        case 0x7F, 0x08: .backspace
        case 0x1B: .escape
        case 0x00: .control("@")
        case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
        case 0x1C...0x1F: .control(Character(Unicode.Scalar(byte + 0x40)))
        default: .character(Character(Unicode.Scalar(byte)))
        }
    }

    /// The key of `ESC [ parameters final`; nil if there is none. Modifiers are ignored: Control-Up is Up.
    static func key(parameters: [UInt8], final: UInt8) -> Key? {
        switch Character(Unicode.Scalar(final)) {
        case "A": return parameters == [0x5B] ? .function(1) : .up
        case "B": return parameters == [0x5B] ? .function(2) : .down
        case "C": return parameters == [0x5B] ? .function(3) : .right
        case "D": return parameters == [0x5B] ? .function(4) : .left
        case "E" where parameters == [0x5B]: return .function(5)
        case "H": return .home
        case "F": return .end
        case "Z": return .backTab
        case "P": return .function(1)
        case "Q": return .function(2)
        case "S": return .function(4)
        case "~": return numbered(parameters)
        default: return nil
        }
    }

    /// The key of `ESC O byte`; nil if there is none: the cursor keys, F1 to F4 and the keypad.
    static func keypad(_ byte: UInt8) -> Key? {
        switch Character(Unicode.Scalar(byte)) {
        case "A": .up
        case "B": .down
        case "C": .right
        case "D": .left
        case "H": .home
        case "F": .end
        case "M": .enter
        case "P": .function(1)
        case "Q": .function(2)
        case "R": .function(3)
        case "S": .function(4)
        case "j"..."y": .character(Character(Unicode.Scalar(byte - 0x40)))
        default: nil
        }
    }

    private static func numbered(_ parameters: [UInt8]) -> Key? {
        let digits = parameters.prefix(while: \.isASCIIDigit)
        switch Int(String(decoding: digits, as: UTF8.self)) {
        case 1, 7: return .home
        case 2: return .insert
        case 3: return .delete
        case 4, 8: return .end
        case 5: return .pageUp
        case 6: return .pageDown
        case let number? where (11...15).contains(number): return .function(number - 10)
        case let number? where (17...21).contains(number): return .function(number - 11)
        case let number? where (23...24).contains(number): return .function(number - 12)
        default: return nil
        }
    }
}

/// The mouse events that the deck uses: those of the first button, and the wheel.
struct MouseReport: Equatable {
    /// Anything but a double click, which is two presses.
    var action: MouseEvent.Action
    /// The cell, from 0.
    var x: Int
    var y: Int

    /// `ESC [ < button ; column ; row` and `M` (pressed) or `m` (released), as xterm sends in mode 1006. Nil for another
    /// button, or invalid numbers.
    init?(parameters: [UInt8], final: UInt8) {
        let numbers = parameters.dropFirst().split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            .map { Int(String(decoding: $0, as: UTF8.self)) }
        guard final == UInt8(ascii: "M") || final == UInt8(ascii: "m"), numbers.count == 3, let button = numbers[0],
            let column = numbers[1],
            let row = numbers[2], column > 0, row > 0
        else { return nil }
        self.init(button: button, x: column - 1, y: row - 1, isReleased: final == UInt8(ascii: "m"))
    }

    /// The three bytes after `ESC [ M`, 32 added to each. A release does not say of which button; other buttons are not
    /// used, so it counts as the first one's.
    init?(bytes: [UInt8]) {
        guard bytes.count == 3, bytes.allSatisfy({ $0 >= 32 }), bytes[1] > 32, bytes[2] > 32 else { return nil }
        let button = Int(bytes[0]) - 32
        let isReleased = button & 0b1110_0011 == 3
        self.init(button: isReleased ? 0 : button, x: Int(bytes[1]) - 33, y: Int(bytes[2]) - 33, isReleased: isReleased)
    }

    private init?(button: Int, x: Int, y: Int, isReleased: Bool) {
        // Shift, Meta and Control are bits 4, 8 and 16; a movement is bit 32.
        switch button & ~0b1_1100 {
        case 0: action = isReleased ? .release : .press
        case _ where isReleased: return nil
        case 32: action = .drag
        case 64: action = .scrollUp
        case 65: action = .scrollDown
        default: return nil
        }
        (self.x, self.y) = (x, y)
    }
}
