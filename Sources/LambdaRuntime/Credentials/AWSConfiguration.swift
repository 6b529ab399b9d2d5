import Foundation

/// The AWS configuration: profiles and SSO sessions of the two files that AWS's tools share (AWS SDKs and Tools
/// Reference Guide, "Shared config and credentials files"). Pure.
struct AWSConfiguration: Equatable, Sendable {
    /// A setting and its position.
    struct Setting: Equatable, Sendable {
        var value: String
        /// `path:line`.
        var place: String
    }

    /// Settings by their names in lower case.
    typealias Section = [String: Setting]

    /// The settings in `credentials`, by profile.
    private(set) var keys: [String: Section] = [:]
    /// The settings in `config`, by profile.
    private(set) var profiles: [String: Section] = [:]
    private(set) var sessions: [String: Section] = [:]

    /// Reads the text of the two files; either can be empty.
    init(config: String, at configPath: String, credentials: String, at credentialsPath: String) {
        for (header, section) in Self.sections(config, configPath) {
            let words = Self.words(header)
            switch words.count {
            case 1 where words[0] == "default":
                // [profile default] has precedence.
                profiles["default"] = section.merging(profiles["default"] ?? [:]) { $1 }
            case 2 where words[0] == "profile": profiles[words[1], default: [:]].merge(section) { $1 }
            case 2 where words[0] == "sso-session": sessions[words[1], default: [:]].merge(section) { $1 }
            default: continue
            }
        }
        for (header, section) in Self.sections(credentials, credentialsPath) {
            keys[header, default: [:]].merge(section) { $1 }
        }
    }

    /// All profiles' names, sorted.
    var names: [String] { Set(profiles.keys).union(keys.keys).sorted() }

    /// A profile's settings; those of the credentials file win. Nil if neither file has it.
    func profile(_ name: String) -> Section? {
        guard profiles[name] != nil || keys[name] != nil else { return nil }
        return (profiles[name] ?? [:]).merging(keys[name] ?? [:]) { $1 }
    }

    /// Sections in the order of the file. Indented lines belong to a nested setting; none of those is needed here.
    private static func sections(_ text: String, _ path: String) -> [(header: String, settings: Section)] {
        var sections: [(header: String, settings: Section)] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() {
            guard let first = line.first, !first.isWhitespace, first != "#", first != ";" else { continue }
            if first == "[" {
                guard let end = line.lastIndex(of: "]") else { continue }
                let header = line[line.index(after: line.startIndex)..<end].trimmingCharacters(in: .whitespaces)
                sections.append((header, [:]))
            } else if let sign = line.firstIndex(where: { $0 == "=" || $0 == ":" }), !sections.isEmpty {
                let name = line[..<sign].trimmingCharacters(in: .whitespaces).lowercased()
                let value = line[line.index(after: sign)...].trimmingCharacters(in: .whitespaces)
                let setting = Setting(value: value, place: "\(path):\(number + 1)")
                sections[sections.count - 1].settings[name] = setting
            }
        }
        return sections
    }

    /// Words of a header: `profile "my work"` has two.
    private static func words(_ header: String) -> [String] { CommandWords.split(header) ?? [header] }
}

/// Splits a command into words, like a shell that knows only spaces, quotes and backslashes.
enum CommandWords {
    /// The words; nil if a quote is not closed.
    static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                // In double quotes a backslash is literal, unless it precedes one of these.
                if quote == "\"", character != "\"", character != "\\" { word?.append("\\") }
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                word = word ?? ""
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !isEscaped else { return nil }
        if let word { words.append(word) }
        return words
    }
}
