import LambdaModel

/// What was read from another tool's file: functions for a new `functions.json`, and what did not fit into it.
public struct ImportDraft: Sendable, Equatable {
    /// What kind of file it was, in words: `SAM template`.
    public var format: String
    /// The functions in the order of the file; names and ports are unique.
    public var functions: [DraftFunction] = []
    /// The registry of the base images, if it is not AWS's public one.
    public var registry: String?
    /// Files to write beside `functions.json`: saved events, and code that the imported file contained.
    public var files: [DraftFile] = []
    /// Folders to be made, seen from `functions.json`: those of functions whose code is nowhere on this machine.
    public var folders: [String] = []
    /// Everything that could not be imported or had to be assumed, in the order of the file.
    public var notes: [ImportNote] = []

    /// Makes a draft without functions.
    public init(format: String) { self.format = format }
}

/// One function of a draft. Its settings are read and set by the names of their keys: `function.timeout = 30`. What is
/// nil or empty is not written. Paths are as the file had them, seen from its folder.
@dynamicMemberLookup
public struct DraftFunction: Sendable, Equatable {
    /// A name that Lambda takes.
    public var name: String
    /// What is written, by the keys of `functions.json`.
    var values: [String: WrittenValue] = [:]
    /// Whether a note says already why the code is not here.
    var isCodeTold = false
    /// Where it is in the imported file.
    var line: Int?
    /// Where its properties are, by the keys of `functions.json`.
    var lines: [String: Int] = [:]

    /// Makes a function of which only the name is known.
    public init(name: String) { self.name = name }

    /// The setting of a key: nil, or an empty list, if it has none.
    public subscript<Value, Written>(
        dynamicMember key: KeyPath<FunctionKeys, FunctionKey<Value, Written>>
    ) -> Written.Slot {
        get { Written.slot(of: values[FunctionKeys.name(of: key)]) }
        set { values[FunctionKeys.name(of: key)] = Written.value(in: newValue) }
    }
}

/// A file of a draft.
public struct DraftFile: Sendable, Hashable {
    /// Its path, seen from `functions.json`: made of letters, digits, `-`, `_`, `.` and slashes.
    public var path: String
    /// Its content.
    public var text: String

    /// Makes a file.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

/// Something of an imported file that `functions.json` does not say, or does not say in the same way.
public struct ImportNote: Sendable, Hashable {
    /// The line, 1-based; nil if it is about the whole file.
    public var line: Int?
    /// What it is about: `HelloFunction: Policies`.
    public var subject: String
    /// What happened to it and why, and what to do, if something can be done.
    public var message: String

    /// Makes a note.
    public init(line: Int?, subject: String, message: String) {
        self.line = line
        self.subject = subject
        self.message = message
    }

    /// `template.yaml:12: HelloFunction: Policies: …`
    public func description(file: String) -> String {
        "\(file):\(line.map { "\($0):" } ?? "") \(subject.isEmpty ? "" : subject + ": ")\(message)"
    }
}

/// Why a file cannot be imported at all.
public struct ImportError: Error, Hashable, Sendable {
    /// The line, 1-based, if there is one.
    public var line: Int?
    /// What is wrong.
    public var message: String

    /// Makes an error.
    public init(line: Int?, message: String) {
        self.line = line
        self.message = message
    }

    /// `template.yaml:12: …`
    public func description(file: String) -> String { "\(file):\(line.map { "\($0):" } ?? "") \(message)" }
}
