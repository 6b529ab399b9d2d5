/// A key; most modifiers are ignored.
public enum Key: Hashable, Sendable {
    /// A printable character, as typed.
    case character(Character)
    /// Control and a lower-case letter, or one of `\ ] ^ _ @`.
    case control(Character)
    /// Alt (Meta) and a character.
    case alt(Character)
    /// F1 and higher.
    case function(Int)
    /// Named keys.
    case enter, escape, tab, backTab, backspace, delete, insert
    /// Keys that move the cursor.
    case up, down, left, right, pageUp, pageDown, home, end
}

/// A mouse event.
public struct MouseEvent: Hashable, Sendable {
    /// What it did.
    public enum Action: Hashable, Sendable {
        /// The first button was pressed, or pressed twice on one cell in short time.
        case press, doubleClick
        /// The wheel was turned by one step.
        case scrollUp, scrollDown
        /// The mouse moved to another cell while the first button was held.
        case drag
        /// The first button was released.
        case release
    }
    /// What it did.
    public var action: Action
    /// Column from the left, from 0.
    public var x: Int
    /// Row from the top, from 0.
    public var y: Int
    /// A mouse event at a cell.
    public init(_ action: Action, x: Int, y: Int) {
        self.action = action
        self.x = x
        self.y = y
    }
}

/// Input from the terminal.
public enum Input: Hashable, Sendable {
    case key(Key)
    case mouse(MouseEvent)
    /// Text pasted in one piece (bracketed paste).
    case paste(String)
    /// The terminal has a new size.
    case resize(Size)
    /// The terminal's window got the keyboard's focus (true), or lost it. Terminals that do not report this send
    /// nothing, and no terminal reports the state at the start.
    case focus(Bool)
}
