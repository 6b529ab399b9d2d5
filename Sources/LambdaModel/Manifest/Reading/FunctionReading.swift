import JSONText
import OrderedCollections

extension FunctionDraft {
    /// Reads the keys of a function.
    ///
    /// - Parameter place: the object as the user calls it: `function "hello"`.
    static func readFunction(_ object: JSONNode, as place: String, by reader: inout ManifestReader) -> FunctionDraft {
        read(object, as: place, by: &reader, keys: FunctionKeys.all, elsewhere: placesOfRootKeys)
    }

    /// Reads the keys of `defaults`.
    static func readDefaults(_ object: JSONNode, as place: String, by reader: inout ManifestReader) -> FunctionDraft {
        var elsewhere = placesOfRootKeys
        for key in FunctionKeys.all where !key.isShared { elsewhere[key.name] = "one function, not to all" }
        let draft = read(
            object, as: place, by: &reader, keys: FunctionKeys.all.filter(\.isShared), elsewhere: elsewhere)
        reader.isBuiltByDefault = draft.has(\.build)
        return draft
    }

    private static let placesOfRootKeys = Dictionary(
        uniqueKeysWithValues: FunctionURLKeys.all.map { ($0.name, "\"url\"") }
            + RootKeys.all.map { ($0.name, "the top of the file") })

    private static func read(
        _ object: JSONNode, as place: String, by reader: inout ManifestReader, keys: [any FunctionKeyDeclaration],
        elsewhere: [String: String]
    ) -> FunctionDraft {
        var draft = FunctionDraft()
        let values = reader.fields(of: object, as: place, keys: keys.map(\.name), elsewhere: elsewhere)
        // A build makes the folder of the code.
        reader.isCodeBuilt = values[FunctionKeys.table.build.name] != nil || reader.isBuiltByDefault
        defer { reader.isCodeBuilt = false }
        for key in keys { if let value = values[key.name] { key.read(value, by: &reader, into: &draft) } }
        // The file's variables come first, and those of `environment` win.
        if let file = draft.environmentFile {
            let variables = Variables(values: file.variables, fileNames: Set(file.variables.keys))
            draft.environment = .merged(variables, draft.environment)
        }
        if draft.has(\.runtime), let position = draft.position(of: \.image) {
            reader.error("\(place) has both \"runtime\" and \"image\"; keep one of them", at: position)
        }
        for (name, position) in draft.plain ?? [:] where draft.secrets?[name] != nil {
            reader.error("\"\(name)\" is in both \"secrets\" and \"plain\"; keep one of them", at: position)
        }
        return draft
    }
}

/// A function of the manifest while it is read.
struct NamedDraft: Sendable {
    let name: String
    /// The position of its name.
    let position: JSONPosition
    /// Whether there were keys to read at all; if not, that is the only mistake worth a message.
    let isObject: Bool
    var draft: FunctionDraft
}

extension NamedDraft {
    /// The functions, without the defaults.
    static func readAll(_ list: JSONNode, as name: String, by reader: inout ManifestReader) -> [NamedDraft] {
        guard reader.isObject(list, as: name, "of names and settings") else { return [] }
        let members = reader.uniqueMembers(of: list, called: "function")
        if members.isEmpty { reader.error("there are no functions; write \(ManifestDraft.example)", at: list.position) }
        // A function that a later one of the same name replaces may have mistakes too.
        let counted = Set(members.map(\.keyPosition.offset))
        for member in list.members where !member.key.hasPrefix("//") && !counted.contains(member.keyPosition.offset) {
            _ = FunctionDraft.readFunction(member.value, as: "function \"\(member.key)\"", by: &reader)
        }
        return members.map { member in
            let name = member.key
            if !isFunctionName(name) {
                let rule = "1 to 64 letters, digits, - and _"
                reader.error("\"\(name)\" is not a valid Lambda function name: \(rule)", at: member.keyPosition)
            }
            return NamedDraft(
                name: name, position: member.keyPosition, isObject: member.value.kind == .object,
                draft: .readFunction(member.value, as: "function \"\(name)\"", by: &reader))
        }
    }

    /// AWS: `[a-zA-Z0-9-_]+`, at most 64 characters (CreateFunction's `FunctionName`).
    static func isFunctionName(_ name: String) -> Bool {
        ManifestLimits.nameLength.contains(name.utf8.count)
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
