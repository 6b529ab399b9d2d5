import LambdaModel

/// Work for the outside that is about the saved events of one function. Each is answered by an ``EventNews``.
public enum EventEffect: Hashable, Sendable {
    /// Read an event for the preview; answered by `content`.
    case load(String)
    /// Change files of events; answered by `replied`.
    case file(EventFileRequest)
    /// Write a new file, such as a response or a log, at a path that is relative to the folder in which the deck was
    /// opened. A notice says where it is, or why it is not written.
    case save(path: String, [UInt8])
    /// Open an event in the user's editor, at a line if one is given, counted from 1. The editor gets a copy, which is
    /// written back if it is JSON; otherwise the answer is `edited`.
    case edit(String, line: Int?)
    /// What becomes of an edit that was not written back.
    case finishEdit(Int, EditAnswer)
    /// List the templates; answered by `templates`.
    case loadTemplates
    /// Make an event from a template; answered by `rendered`.
    case render(TemplateUse)
}

/// News about the saved events of one function.
public enum EventNews: Sendable {
    /// An event for the preview, by its name.
    case content(String, EventContent)
    /// Whether the expectation of an event holds.
    case expectation(String, ExpectationReport)
    /// What became of a change of files.
    case replied(EventFileRequest, EventFileReply)
    /// The editor has ended, and the event was not written.
    case edited(EditedEvent)
    /// The templates.
    case templates([TemplateChoice])
    /// An event from a template.
    case rendered(TemplateUse, RenderedTemplate)
}

/// An event that was read for the preview.
public struct EventContent: Sendable {
    /// Its content; empty if it could not be read.
    public var content: ResponseContent
    /// How many bytes it has.
    public var size: Int
    /// Why it could not be read, or why it cannot be sent: the line and column of the first mistake, and the mistake.
    public var problem: String?

    /// The content of a file. Parsing megabytes takes time, so callers do it off the main actor.
    public init(name: String, _ bytes: [UInt8]) {
        let event = EventBytes.withoutMark(bytes)
        (content, size) = (ResponseContent(event), bytes.count)
        problem = EventBytes.refusal(event.count).map { "\(name): \($0)" }
        if problem == nil, let mistake = EventMistake(event) {
            problem = "\(name):\(mistake.place): \(mistake.message)"
        }
    }

    /// An event that could not be read.
    public init(problem: String) { (content, size, self.problem) = (.empty, 0, problem) }
}

/// The first mistake in the text of an event.
public struct EventMistake: Hashable, Sendable {
    /// The line, from 1.
    public var line: Int
    /// The column in characters, from 1.
    public var column: Int
    /// What is wrong and what to do.
    public var message: String
    /// The line's text, cut to some hundred characters.
    public var text: String

    /// A mistake.
    public init(line: Int, column: Int, message: String, text: String) {
        (self.line, self.column, self.message, self.text) = (line, column, message, text)
    }

    /// Line and column: `3:9`.
    public var place: String { "\(line):\(column)" }
}

/// An edit whose result was not written.
public struct EditedEvent: Hashable, Sendable {
    /// Why it was not written.
    public enum Problem: Hashable, Sendable {
        /// It is not JSON.
        case mistake(EventMistake)
        /// The file was changed by another program in the meantime.
        case changed
        /// It could not be written: the reason and the advice.
        case failed(String)
    }

    /// The number of the edit.
    public var edit: Int
    /// The event's name.
    public var event: String
    /// Why it was not written.
    public var problem: Problem

    /// An edit.
    public init(edit: Int, event: String, problem: Problem) {
        (self.edit, self.event, self.problem) = (edit, event, problem)
    }
}

/// What becomes of an edit that was not written.
public enum EditAnswer: String, Hashable, Sendable {
    /// The editor opens again, at the mistake.
    case reopen
    /// It is written as it is.
    case keep
    /// It is dropped; the file stays as it was.
    case drop
}

/// A template for events, as the dialog shows it.
public struct TemplateChoice: Hashable, Sendable, Identifiable {
    /// A value that the user gives.
    public struct Parameter: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The value if the user gives none.
        public var standard: String
        /// What it is, in a few words.
        public var description: String

        /// A parameter.
        public init(name: String, standard: String, description: String) {
            (self.name, self.standard, self.description) = (name, standard, description)
        }
    }

    /// The name, unique among the templates.
    public var name: String
    /// Which service sends such events, or whose template it is.
    public var source: String
    /// What happened.
    public var summary: String
    /// The values that the user gives, in order.
    public var parameters: [Parameter]

    /// A template.
    public init(name: String, source: String, summary: String, parameters: [Parameter] = []) {
        (self.name, self.source, self.summary, self.parameters) = (name, source, summary, parameters)
    }

    /// The name.
    public var id: String { name }
}

/// A template with the user's values.
public struct TemplateUse: Hashable, Sendable {
    /// The template's name.
    public var template: String
    /// The values by parameter; a missing one is the parameter's standard value.
    public var values: [String: String]

    /// A template with values.
    public init(_ template: String, _ values: [String: String] = [:]) {
        (self.template, self.values) = (template, values)
    }
}

/// What a template makes.
public enum RenderedTemplate: Hashable, Sendable {
    /// The bytes of an event.
    case event([UInt8])
    /// A value is not possible; the reason.
    case problem(String)
}
