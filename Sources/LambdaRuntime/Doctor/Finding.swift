/// The result of one check.
public struct Finding: Hashable, Sendable {
    /// How it stands.
    public enum State: String, Sendable {
        /// As it should be.
        case well = "ok"
        /// Worth knowing; nothing to do.
        case note
        /// In the way of something; ``Finding/mend`` says what to do.
        case mend
    }

    /// The things that are looked at.
    public enum Subject: String, Sendable, CaseIterable {
        case manifest, engine, api, memory, architecture, disk, folders, tools, image, port, code, watches, terminal,
            locale
    }

    /// What was looked at.
    public var subject: Subject
    /// How it stands.
    public var state: State
    /// What was found, in words.
    public var words: String
    /// What to do about it; where it can be, a command.
    public var mend: String?

    /// A finding.
    public init(_ subject: Subject, _ state: State, _ words: String, mend: String? = nil) {
        self.subject = subject
        self.state = state
        self.words = words
        self.mend = mend
    }
}
