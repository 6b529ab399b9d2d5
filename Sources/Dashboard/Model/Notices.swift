/// The message for the user, and the one that follows it.
struct Notices: Hashable, Sendable {
    /// The message, shown until the next key.
    var shown: Notice?
    /// The message that follows one that stays until a key is pressed.
    private var next: Notice?

    /// Shows a notice that no key caused: at once, or at the next key if the shown one stays until then.
    mutating func show(_ notice: Notice) {
        if shown?.stays == true { next = notice } else { shown = notice }
    }

    /// A key was pressed.
    mutating func advance() { (shown, next) = (next, nil) }
}
