/// The result of one check.
public struct Finding: Hashable, Sendable {
    /// The severity.
    public enum State: String, Sendable {
        /// Everything is in order.
        case ok
        /// Worth knowing; nothing to do.
        case note
        /// A problem; ``Finding/fix`` says what to do.
        case fix
    }

    /// The things that are checked.
    public enum Subject: String, Sendable, CaseIterable {
        case manifest, config, engine, api, memory, architecture, disk, folders, tools, image, runtime, port, code,
            watches,
            terminal,
            locale
    }

    /// What was checked.
    public var subject: Subject
    /// The severity.
    public var state: State
    /// What was found.
    public var message: String
    /// What to do about it; a command if possible.
    public var fix: String?

    /// A finding.
    public init(_ subject: Subject, _ state: State, _ message: String, fix: String? = nil) {
        self.subject = subject
        self.state = state
        self.message = message
        self.fix = fix
    }
}
