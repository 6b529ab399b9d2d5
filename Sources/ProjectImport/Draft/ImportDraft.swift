import LambdaModel

/// The result of reading another tool's file: functions for a new `functions.json`, and notes about the rest.
public struct ImportDraft: Sendable, Equatable {
    /// The kind of file, in words: `SAM template`.
    public var format: String
    /// The functions in the order of the file; names and ports are unique.
    public var functions: [DraftFunction] = []
    /// The APIs in front of the functions, in the order of the file; their names are unique.
    public var apis: [DraftAPI] = []
    /// The registry of the base images, if it is not AWS's public one.
    public var registry: String?
    /// Files to write next to `functions.json`: saved events, and code that the imported file contained.
    public var files: [DraftFile] = []
    /// Folders to create, relative to `functions.json`, for functions whose code is missing.
    public var folders: [String] = []
    /// Everything that could not be imported or had to be assumed, in the order of the file.
    public var notes: [ImportNote] = []

    /// A draft without functions.
    public init(format: String) { self.format = format }
}

/// One function of a draft. Its settings are read and set by the names of their keys: `function.timeout = 30`. Nil or
/// empty settings are left out of `functions.json`. Paths are relative to the imported file, as written there.
@dynamicMemberLookup
public struct DraftFunction: Sendable, Equatable {
    /// A name that Lambda accepts.
    public var name: String
    /// What is written, by the keys of `functions.json`.
    var values: [String: WrittenValue] = [:]
    /// Comments about settings, by their keys.
    var comments: [String: String] = [:]
    /// Whether a note already says why the code is missing.
    var isCodeTold = false
    /// Its line in the imported file.
    var line: Int?
    /// The lines of its properties, by their keys in `functions.json`.
    var lines: [String: Int] = [:]
    /// Whether its image holds the code.
    var isContainerImage = false

    /// A function with only a name.
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
    /// Its path relative to `functions.json`, made of letters, digits, `-`, `_`, `.` and slashes.
    public var path: String
    /// Its content.
    public var text: String

    /// A file with its content.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

/// Something in an imported file that `functions.json` cannot express, or expresses differently.
public struct ImportNote: Sendable, Hashable {
    /// The line, 1-based; nil if it is about the whole file.
    public var line: Int?
    /// The subject: `HelloFunction: Policies`.
    public var subject: String
    /// What happened to it and why, and what to do if anything.
    public var message: String

    /// A note about a line.
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

/// Why a file cannot be imported.
public struct ImportError: Error, Hashable, Sendable {
    /// The line, 1-based, if there is one.
    public var line: Int?
    /// What is wrong.
    public var message: String

    /// An error at a line.
    public init(line: Int?, message: String) {
        self.line = line
        self.message = message
    }

    /// `template.yaml:12: …`
    public func description(file: String) -> String { "\(file):\(line.map { "\($0):" } ?? "") \(message)" }
}
