import JSONText

extension LoggingSettings {
    private static let keys = ["logFormat", "applicationLogLevel", "systemLogLevel", "logGroup"]

    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> LoggingSettings? {
        guard reader.isObject(node, as: name, "such as {\"logFormat\": \"JSON\"}") else { return nil }
        let members = reader.fields(of: node, as: name, keys: keys, elsewhere: [:])
        var settings = LoggingSettings()
        if let format = members["logFormat"] {
            settings.format = reader.choice(format, as: "\"logFormat\"", of: Format.self) ?? .text
        }
        settings.applicationLevel = members["applicationLogLevel"].flatMap {
            reader.choice($0, as: "\"applicationLogLevel\"", of: Level.self)
        }
        settings.systemLevel = members["systemLogLevel"].flatMap {
            reader.choice($0, as: "\"systemLogLevel\"", of: Level.self)
        }
        settings.group = members["logGroup"].flatMap { reader.string($0, as: "\"logGroup\"") }
        let level = members["applicationLogLevel"] ?? members["systemLogLevel"]
        if let level, settings.format == .text {
            reader.error("log levels need \"logFormat\": \"JSON\", as on Lambda", at: level.position)
        }
        return settings
    }
}

extension InitTiming {
    static func read(_ node: JSONNode, as name: String, by reader: inout ManifestReader) -> InitTiming? {
        reader.choice(node, as: name, of: InitTiming.self)
    }
}

extension ManifestReader {
    /// One of a few names. Nil for another value, which is reported.
    mutating func choice<Name: RawRepresentable & CaseIterable>(
        _ node: JSONNode, as name: String, of type: Name.Type
    ) -> Name? where Name.RawValue == String {
        let names = Name.allCases.map(\.rawValue)
        if let found = node.string.flatMap(Name.init(rawValue:)) { return found }
        // Numbers are equally near to each other.
        let nearest = node.string.flatMap { text in
            guard text.contains(where: \.isLetter) else { return String?.none }
            return names.first { $0.lowercased() == text.lowercased() } ?? NearestName.nearest(to: text, in: names)
        }
        let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
        let list = names.dropLast().map { "\"\($0)\"" }.joined(separator: ", ") + " or \"\(names.last ?? "")\""
        error("\(name) must be \(list), found \(describe(node))\(hint)", at: node.position)
        return nil
    }
}
