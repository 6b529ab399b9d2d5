/// What a view that covers the panes asks of the deck after a key or the mouse.
enum ScreenAction: Hashable, Sendable {
    /// Nothing but its own change.
    case keep
    /// The panes are visible again.
    case close
    /// Carry out these effects.
    case effects([Effect])
    /// Tell the user something.
    case notify(String)
    /// Select a function and one of its calls, by its request id, and close.
    case openCall(function: String, requestID: String)
    /// Select a function, save the event of one of its calls, by its request id, and close.
    case saveCall(function: String, requestID: String)
    /// Select a function, and close.
    case openFunction(String)
    /// Select a function, go to its calls, and close.
    case openCalls(function: String)
    /// Fold or unfold the build to which a line of a function's log belongs, by the line's number.
    case foldBuild(function: String, line: Int)
    /// Open a URL of a function's in the browser.
    case openURL(String, function: String)
    /// Run a command as if its key had been pressed, and close.
    case command(Command)
}
/// One row of the table of a covering view's keys.
struct ScreenBinding: Sendable {
    let keys: [Key]
    /// The word in the footer; empty if the footer does not name it.
    let label: String
    /// What it does, for the help and the reference page.
    let description: String
}
