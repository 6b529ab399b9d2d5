import Dashboard
import Support

/// One event from curses: usually a key, otherwise a byte of text or of a sequence that curses does not know.
enum RawInput: Hashable {
    case byte(UInt8)
    case key(Key)
    case pasteBegin, pasteEnd
    /// The window got the focus, or lost it.
    case focus(Bool)
    /// A key without a name here.
    case unknown
}

/// Converts what curses reads to input: assembles UTF-8, distinguishes Escape from Alt and from a sequence that curses
/// does not know, reads mouse reports, collects a paste, and finds double clicks. It is a value, so that tests can
/// split the input in every way.
struct InputDecoder {
    /// The most bytes of one paste; the rest is dropped.
    static let longestPaste = 1 << 20
    /// The most bytes of one answer: a key that looks like the beginning of one cannot swallow more.
    static let longestAnswer = 256
    /// Two presses on one cell within this time are a double click.
    static let doubleClick = Duration.milliseconds(400)

    private enum State: Equatable {
        case ground
        /// After ESC.
        case escape
        /// After ESC O.
        case single
        /// After ESC [, with the bytes since then.
        case sequence([UInt8])
        /// After ESC [ M, from a terminal that reports the mouse only in three bytes: button, column and row.
        case oldMouse([UInt8])
        /// After ESC ], with the bytes since then: an answer of the terminal, up to BEL or ESC \.
        case answer([UInt8])
        case paste([UInt8])
    }

    private var state = State.ground
    private var character: [UInt8] = []
    /// The first bytes of an answer, if the last batch ended in the middle of them and they became a key.
    private var cutAnswer: String?
    /// The terminal's background, as 0xRRGGBB, if it has answered; the owner sets it to nil.
    var background: Int?
    private var lastPress: (x: Int, y: Int, time: ContinuousClock.Instant)?

    /// Decodes everything that was read at once. Incomplete text is kept for the next call. An Escape at the end is the
    /// key itself, since the bytes of a sequence arrive together.
    mutating func decode(_ batch: [RawInput], at time: ContinuousClock.Instant) -> [Input] {
        var inputs: [Input] = []
        continueAnswer(batch)
        for raw in batch { decode(raw, at: time, into: &inputs) }
        switch state {
        case .escape:
            inputs.append(.key(.escape))
            state = .ground
            cutAnswer = ""
        case .answer([]):
            inputs.append(.key(.alt("]")))
            state = .ground
            cutAnswer = "]"
        case .single:
            inputs.append(.key(.alt("O")))
            state = .ground
        case .ground, .sequence, .oldMouse, .answer, .paste:
            break
        }
        return inputs
    }

    /// Continues an answer whose first byte or two arrived alone. They were a key, but the rest is not: a user does not
    /// type so many characters at once.
    private mutating func continueAnswer(_ batch: [RawInput]) {
        guard let start = cutAnswer else { return }
        cutAnswer = nil
        let rest = Array("]11;".utf8.dropFirst(start.utf8.count)).map { RawInput.byte($0) }
        guard batch.starts(with: rest) else { return }
        state = start.isEmpty ? .escape : .answer([])
    }

    private mutating func decode(_ raw: RawInput, at time: ContinuousClock.Instant, into inputs: inout [Input]) {
        if case .paste(var bytes) = state {
            switch raw {
            case .pasteEnd:
                inputs.append(.paste(PastedText.text(bytes)))
                state = .ground
            case .byte(let byte) where bytes.count < Self.longestPaste:
                state = .ground  // Releases the array's other owner, so that it is not copied.
                bytes.append(byte)
                state = .paste(bytes)
            case .byte, .key, .pasteBegin, .focus, .unknown:
                break
            }
            return
        }
        if case .byte(let byte) = raw {
            decode(byte, at: time, into: &inputs)
            return
        }
        if state == .escape { inputs.append(.key(.escape)) }
        state = .ground
        character = []
        switch raw {
        case .key(let key): inputs.append(.key(key))
        case .pasteBegin: state = .paste([])
        case .focus(let has): inputs.append(.focus(has))
        case .byte, .pasteEnd, .unknown: break
        }
    }

    private mutating func decode(_ byte: UInt8, at time: ContinuousClock.Instant, into inputs: inout [Input]) {
        switch state {
        case .paste:
            break
        case .ground:
            text(byte, into: &inputs)
        case .escape:
            sequence(byte, &inputs)
        case .single:
            state = .ground
            if let key = KeySequence.keypad(byte) { inputs.append(.key(key)) }
        case .sequence(let bytes):
            // Parameters and intermediates, then one final byte; anything else ends the sequence.
            if (0x20..<0x40).contains(byte) || (byte == UInt8(ascii: "[") && bytes.isEmpty) {
                if bytes.count < 64 { state = .sequence(bytes + [byte]) }
                return
            }
            state = .ground
            if byte == UInt8(ascii: "M"), bytes.isEmpty {
                state = .oldMouse([])
            } else if bytes.first == UInt8(ascii: "<") {
                if let report = MouseReport(parameters: bytes, final: byte) { click(report, time, &inputs) }
            } else if !(0x40..<0x7F).contains(byte) {
                text(byte, into: &inputs)
            } else if let key = KeySequence.key(parameters: bytes, final: byte) {
                inputs.append(.key(key))
            }
        case .oldMouse(let bytes):
            state = bytes.count == 2 ? .ground : .oldMouse(bytes + [byte])
            guard bytes.count == 2, let report = MouseReport(bytes: bytes + [byte]) else { return }
            click(report, time, &inputs)
        case .answer(let bytes):
            state = .ground  // Releases the array's other owner, so that it is not copied.
            answer(bytes, byte, &inputs)
        }
    }

    /// Takes the byte after an Escape.
    private mutating func sequence(_ byte: UInt8, _ inputs: inout [Input]) {
        state = .ground
        switch byte {
        case UInt8(ascii: "["): state = .sequence([])
        case UInt8(ascii: "O"): state = .single
        case UInt8(ascii: "]"): state = .answer([])
        case 0x20..<0x7F: inputs.append(.key(.alt(Character(Unicode.Scalar(byte)))))
        default:
            inputs.append(.key(.escape))
            text(byte, into: &inputs)
        }
    }

    /// Takes the next byte of an answer. An Escape is kept until the byte after it; another control ends the answer.
    private mutating func answer(_ bytes: [UInt8], _ byte: UInt8, _ inputs: inout [Input]) {
        let isEscaped = bytes.last == 0x1B
        if bytes.isEmpty, !byte.isASCIIDigit {
            // Every answer begins with a number, so it was the key.
            inputs.append(.key(.alt("]")))
            return text(byte, into: &inputs)
        }
        switch byte {
        case 0x07: background = BackgroundAnswer.colour(bytes) ?? background
        case UInt8(ascii: "\\") where isEscaped:
            background = BackgroundAnswer.colour(bytes.dropLast()) ?? background
        case _ where isEscaped:
            // A new sequence follows, and the answer has no end.
            sequence(byte, &inputs)
        case 0x1B, 0x20...:
            if bytes.count < Self.longestAnswer { state = .answer(bytes + [byte]) }
        default:
            break
        }
    }

    private mutating func text(_ byte: UInt8, into inputs: inout [Input]) {
        guard byte >= 0x80 else {
            character = []
            if byte == 0x1B {
                state = .escape
            } else {
                inputs.append(.key(KeySequence.ascii(byte)))
            }
            return
        }
        // A lead byte starts a new character, whatever was incomplete before it.
        if byte >= 0xC0 { character = [] }
        character.append(byte)
        let length = character[0] >= 0xF0 ? 4 : character[0] >= 0xE0 ? 3 : character[0] >= 0xC2 ? 2 : 1
        guard character.count >= length else { return }
        if let text = String(validating: character, as: UTF8.self), let first = text.unicodeScalars.first,
            !first.isControl
        {
            inputs.append(.key(.character(Character(first))))
        }
        character = []
    }

    private mutating func click(_ report: MouseReport, _ time: ContinuousClock.Instant, _ inputs: inout [Input]) {
        var event = MouseEvent(report.action, x: report.x, y: report.y)
        if event.action == .press {
            if let last = lastPress, (last.x, last.y) == (event.x, event.y),
                last.time.duration(to: time) <= Self.doubleClick
            {
                event.action = .doubleClick
                lastPress = nil
            } else {
                lastPress = (event.x, event.y, time)
            }
        }
        // A drag reports every cell on its way; only the last one of a batch counts.
        if event.action == .drag, case .mouse(let last)? = inputs.last, last.action == .drag { inputs.removeLast() }
        inputs.append(.mouse(event))
    }
}

/// Pasted bytes as text.
enum PastedText {
    /// Line ends become `\n`, whatever the terminal sent; controls other than tabs are dropped.
    static func text(_ bytes: [UInt8]) -> String {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case 0x0D: kept.append(0x0A)
            case 0x0A: if previous != 0x0D { kept.append(0x0A) }
            case 0x09, 0x20..<0x7F, 0x80...: kept.append(byte)
            default: break
            }
            previous = byte
        }
        return String(decoding: kept, as: UTF8.self)
    }
}
