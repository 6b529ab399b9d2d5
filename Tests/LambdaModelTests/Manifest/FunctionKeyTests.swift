import JSONText
import OrderedCollections
import TestSupport
import Testing

@testable import LambdaModel

/// What must hold of every key of a function, whichever keys there are.
@Suite("The keys of a function")
struct FunctionKeyTests {
    private static func key(_ name: String) throws -> any FunctionKeyDeclaration {
        try #require(FunctionKeys.all.first { $0.name == name })
    }

    /// What the example of a key is once paths are absolute.
    private static func expected(_ key: any FunctionKeyDeclaration) -> WrittenValue {
        if key.name == "build", case .text = key.example {
            return .object(["command": key.example, "watch": .list(["/p/src"]), "directory": .text("/p")])
        }
        let paths: Set = ["code", "layers", "events", "environmentFile"]
        guard paths.contains(key.name) else { return key.example }
        return switch key.example {
        case .text(let path): .text("/p/" + path)
        case .list(let list): .list(list.map { "/p/" + $0 })
        case .number, .flag, .variables, .object: key.example
        }
    }

    private static func errors(_ problems: [ManifestProblem]) -> [String] {
        problems.filter { $0.severity == .error }.map(\.description)
    }

    @Test func `the lists have every declaration in order`() {
        #expect(Mirror(reflecting: FunctionKeys.table).children.map(\.label) == FunctionKeys.all.map(\.name))
        let root = Mirror(reflecting: RootKeys.table).children.compactMap(\.label)
        #expect(root == RootKeys.all.map { $0.name.replacing("$", with: "") })
    }

    @Test(arguments: FunctionKeys.names) func `the reader stores each key's value`(name: String) throws {
        let key = try Self.key(name)
        let bare = try #require(ExampleManifest.load().function)
        let (function, problems) = ExampleManifest.load([name: key.example.json])
        #expect(Self.errors(problems) == [])
        let settings = try #require(function)
        #expect(settings != bare)
        #expect(key.written(settings) == Self.expected(key))
        #expect(key.written(bare) != Self.expected(key))
    }

    @Test(arguments: FunctionKeys.names) func `defaults replace missing keys of a function`(name: String) throws {
        let key = try Self.key(name)
        let (function, problems) = ExampleManifest.load(defaults: [name: key.example.json])
        guard key.isShared else {
            #expect(function == nil && problems.count == 1)
            #expect(problems.first?.message == "\"\(name)\" belongs to one function, not to all")
            return
        }
        #expect(Self.errors(problems) == [])
        let settings = try #require(function)
        #expect(settings == ExampleManifest.load([name: key.example.json]).function)
    }

    @Test(arguments: FunctionKeys.names) func `a function's value overrides the defaults`(name: String)
        throws
    {
        let key = try Self.key(name)
        guard key.isShared, let usual = key.usual else { return }
        let (function, problems) = ExampleManifest.load([name: usual.json], defaults: [name: key.example.json])
        #expect(Self.errors(problems) == [])
        let settings = try #require(function)
        #expect(key.written(settings) == usual)
    }

    @Test(arguments: FunctionKeys.names) func `a function without a key has its default value`(name: String) throws {
        let key = try Self.key(name)
        guard let usual = key.usual else {
            #expect(key.documentation.fallback != nil, "the reference has no default for it")
            return
        }
        #expect(key.documentation.fallback == nil, "the reference shows the value")
        #expect(ExampleManifest.load([name: usual.json]).function == ExampleManifest.load().function)
    }

    @Test(arguments: FunctionKeys.names, ["null", "{\"a\": 1}", "1.5"])
    func `a value of the wrong type is one error at the value`(name: String, value: String) throws {
        let text = ExampleManifest.text([name: value])
        let (function, problems) = ExampleManifest.load(text: text)
        #expect(function == nil)
        let errors = problems.filter { $0.severity == .error }
        let place = try #require(text.firstRange(of: "\"\(name)\": ")).upperBound
        let offset = text.utf8.distance(from: text.startIndex, to: place)
        let members = ["environment": 2, "logging": 1, "url": 1, "imageConfig": 1, "debug": 1]
        if name == "build", value.hasPrefix("{") {
            #expect(errors.map(\.position.offset) == [offset, offset + 1], "it has no command, but another key")
            return
        }
        guard let mistakes = members[name], value.hasPrefix("{") else {
            #expect(errors.map(\.position.offset) == [offset], "\(errors)")
            #expect(errors.allSatisfy { $0.message.hasPrefix("\"\(name)\"") }, "\(errors)")
            return
        }
        // The mistakes are those of the member: its name, and of a variable its value; a build has no command then.
        #expect(errors.count == mistakes && errors.allSatisfy { $0.position.offset >= offset })
    }

    @Test(arguments: FunctionKeys.names) func `the schema has a key's default and text`(name: String) throws {
        let key = try Self.key(name)
        let keys = try JSONDocument(ManifestSchema.text).root["$defs"]?["settings"]?["properties"]
        let schema = try #require(keys?[name])
        #expect(schema["description"]?.string == key.documentation.summary)
        #expect(schema["default"].map { $0.compact() } == key.usual?.json)
        if let limits = key.limits {
            #expect(
                schema["minimum"]?.int == limits.range.lowerBound && schema["maximum"]?.int == limits.range.upperBound)
        }
    }

    /// A setting that no key sets would keep its initial value for ever.
    @Test func `every setting is set by a key`() throws {
        let bare = try #require(ExampleManifest.load().function)
        // The name, and the folders of the other functions' events, follow from the whole file. A request begins debugging.
        var set: Set = ["name", "otherEventsFolders", "debugging"]
        for key in FunctionKeys.all {
            let function = try #require(ExampleManifest.load([key.name: key.example.json]).function)
            for (before, after) in zip(Mirror(reflecting: bare).children, Mirror(reflecting: function).children)
            where String(describing: before.value) != String(describing: after.value) {
                set.formUnion([after.label].compactMap(\.self))
            }
        }
        #expect(Set(Mirror(reflecting: bare).children.compactMap(\.label)).subtracting(set) == [])
    }
}
