import CNcurses
import Dashboard

extension RawInput {
    /// An event from curses.
    init(_ event: cn_event) {
        switch Int(event.kind) {
        case CN_BYTE: self = .byte(UInt8(truncatingIfNeeded: event.code))
        case CN_FUNCTION: self = .key(.function(Int(event.code)))
        case CN_PASTE_BEGIN: self = .pasteBegin
        case CN_PASTE_END: self = .pasteEnd
        case CN_FOCUS: self = .focus(event.code != 0)
        case CN_KEY: self = Self.key(Int(event.code)).map { .key($0) } ?? .unknown
        default: self = .unknown
        }
    }

    private static func key(_ code: Int) -> Key? {
        switch code {
        case CN_UP: .up
        case CN_DOWN: .down
        case CN_LEFT: .left
        case CN_RIGHT: .right
        case CN_PAGE_UP: .pageUp
        case CN_PAGE_DOWN: .pageDown
        case CN_HOME: .home
        case CN_END: .end
        case CN_ENTER: .enter
        case CN_BACK_TAB: .backTab
        case CN_BACKSPACE: .backspace
        case CN_DELETE: .delete
        case CN_INSERT: .insert
        default: nil
        }
    }
}
