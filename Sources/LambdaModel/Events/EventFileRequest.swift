/// What a client asks of the host about the files of a function's saved events. Names of existing events are those of
/// the list (``SavedEvent/name``); new names are seen from the folder of events (``SavedEvent/localName``), and get
/// `.json` at their end. Each request is answered by one ``EventFileReply``.
public enum EventFileRequest: Sendable, Hashable {
    /// The bytes of an event. The reply is `content`.
    case read(String)
    /// Write a new event. The reply is `done`, or `taken` if there is an event of that name.
    case create(String, [UInt8])
    /// Write a copy of an event, without its expectation, in the same folder of events. The reply is that of `create`.
    case duplicate(String, as: String)
    /// Give an event and its expectation another name in the same folder of events. The reply is `done`, or `taken`.
    case rename(String, to: String)
    /// Delete an event and its expectation. The reply is `done`, with the way back.
    case delete(String)
    /// Undo a change, by the token of its reply. The reply is `done`.
    case undo(String)
    /// Write an event, if its content is still what it was. The reply is `done`, or `changed`.
    case replace(String, [UInt8], replacing: [UInt8])
    /// Write a response as the expectation of an event. The reply is `done`, with the way back.
    case accept(String, AcceptedResponse)
    /// Write the event of a stored invocation as a new event. The reply is `done`, with the secrets that the history
    /// did not keep, or `taken`.
    case saveCall(Int64, as: String)

    /// Whether it changes nothing.
    public var isQuestion: Bool {
        switch self {
        case .read: true
        case .create, .duplicate, .rename, .delete, .undo, .replace, .accept, .saveCall: false
        }
    }
}

/// A response that becomes an expectation.
public enum AcceptedResponse: Sendable, Hashable {
    /// That of an invocation of the history, by its number.
    case stored(Int64)
    /// That of a call whose result the client has.
    case result(InvocationResult)
}

/// What the host answers to an ``EventFileRequest``.
public enum EventFileReply: Sendable, Hashable {
    /// The bytes of an event.
    case content([UInt8])
    /// It is done.
    case done(EventFileChange)
    /// There is an event of that name; a free name.
    case taken(suggestion: String)
    /// The file's content is not what it was when it was read.
    case changed
    /// It could not be done: the path, the reason and the advice, in one line.
    case problem(String)
}

/// A change of the files of events.
public struct EventFileChange: Sendable, Hashable {
    /// The event's name in the list.
    public var name: String
    /// Undoes the change; nil if there is no way back.
    public var token: String?
    /// The paths of values that are missing, since the history does not keep secrets: `headers.auth`.
    public var secrets: [String] = []
    /// What the user should know, one line each.
    public var notes: [String] = []

    /// A change.
    public init(name: String, token: String? = nil, secrets: [String] = [], notes: [String] = []) {
        (self.name, self.token, self.secrets, self.notes) = (name, token, secrets, notes)
    }
}
