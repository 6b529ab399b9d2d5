import Support

/// The settings of a function as a client shows them, with the source of each, and what runs it.
public struct FunctionDetails: Hashable, Sendable {
    /// One value.
    public struct Row: Hashable, Sendable {
        /// The key of functions.json, the variable, or what it is about.
        public var name: String
        /// The value in words. A secret is in clear: the client belongs to the user who runs the host.
        public var value: String
        /// The source of the value; nil if it is not a setting, or if the source is not known.
        public var source: SettingSource?
        /// Whether the value is shown only on request.
        public var isSecret: Bool

        /// A value.
        public init(_ name: String, _ value: String, from source: SettingSource? = nil, isSecret: Bool = false) {
            (self.name, self.value, self.source, self.isSecret) = (name, value, source, isSecret)
        }
    }

    /// Values that belong together.
    public struct Section: Hashable, Sendable {
        /// What they are about, in lower case.
        public var title: String
        /// The values, in the order of the screen; never empty.
        public var rows: [Row]

        /// Values that belong together.
        public init(_ title: String, _ rows: [Row]) { (self.title, self.rows) = (title, rows) }
    }

    /// The values in the order of the screen.
    public var sections: [Section]

    /// Details.
    public init(_ sections: [Section]) { self.sections = sections }
}

/// The source of a setting's value. Lines are those of functions.json, from 1.
public enum SettingSource: Hashable, Sendable {
    /// No key has it: it is the default.
    case standard
    /// A key at the top of the file, such as `registry`.
    case project(line: Int)
    /// A key of `defaults`.
    case defaults(line: Int)
    /// A key of the function.
    case function(line: Int)
    /// A `.env` file, by its absolute path.
    case environmentFile(String)
    /// A variable of lamdeck's own environment, by its name.
    case ownEnvironment(String)

    /// In a word or two: `default`, `defaults:4`, `function:12`, `.env`.
    public var label: String {
        switch self {
        case .standard: "default"
        case .project(let line): "project:\(line)"
        case .defaults(let line): "defaults:\(line)"
        case .function(let line): "function:\(line)"
        case .environmentFile(let path): PathText.name(of: path)
        case .ownEnvironment(let name): name
        }
    }

    /// The line of functions.json; nil if it comes from somewhere else.
    public var line: Int? {
        switch self {
        case .project(let line), .defaults(let line), .function(let line): line
        case .standard, .environmentFile, .ownEnvironment: nil
        }
    }
}

extension FunctionDetails: WireCodable {
    /// The sections.
    public var wire: WireValue { sections.wire }

    /// Reads sections.
    public init(wire: WireValue) throws(WireError) { sections = try [Section](wire: wire) }
}

extension FunctionDetails.Section: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue { .map(["title": title.wire, "rows": rows.wire]) }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        title = try members["title"]
        rows = try members["rows"]
    }
}

extension FunctionDetails.Row: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map(["name": name.wire, "value": value.wire, "source": source.wire, "isSecret": isSecret.wire])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        name = try members["name"]
        value = try members["value"]
        source = try members["source"]
        isSecret = try members["isSecret"]
    }
}

extension SettingSource: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .standard: WireCase.wire("standard")
        case .project(let line): WireCase.wire("project", line.wire)
        case .defaults(let line): WireCase.wire("defaults", line.wire)
        case .function(let line): WireCase.wire("function", line.wire)
        case .environmentFile(let path): WireCase.wire("environmentFile", path.wire)
        case .ownEnvironment(let name): WireCase.wire("ownEnvironment", name.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "standard": self = .standard
        case "project": self = .project(line: try next.next())
        case "defaults": self = .defaults(line: try next.next())
        case "function": self = .function(line: try next.next())
        case "environmentFile": self = .environmentFile(try next.next())
        case "ownEnvironment": self = .ownEnvironment(try next.next())
        default: throw next.unknown
        }
    }
}
