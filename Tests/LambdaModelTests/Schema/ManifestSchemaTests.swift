import JSONText
import Testing

@testable import LambdaModel

/// Compares the schema with the tables that the reader uses. The end-to-end tests check with a validator that it is a
/// schema, and accepts and refuses the right manifests.
@Suite struct ManifestSchemaTests {
    private let schema: JSONNode

    init() throws { schema = try JSONDocument(ManifestSchema.text).root }

    private var settings: JSONNode? { schema["$defs"]?["settings"] }

    @Test func `every key of the reader is in it, in its place and with words`() throws {
        let top = try #require(schema["properties"])
        #expect(top.members.map(\.key) == ManifestKey.allCases.map(\.rawValue))
        let function = try #require(settings?["properties"])
        #expect(function.members.map(\.key) == FunctionKey.allCases.map(\.rawValue))
        for member in Array(top.members) + Array(function.members) {
            #expect(member.value["description"]?.string?.hasSuffix(".") == true, "\(member.key)")
        }
        #expect(schema["additionalProperties"]?.bool == false && settings?["additionalProperties"]?.bool == false)
    }

    @Test func `runtimes and processors are those of the table`() throws {
        let runtimes = try #require(settings?["properties"]?["runtime"]?["enum"])
        #expect(runtimes.elements.map(\.string) == LambdaRuntimeIdentifier.all.map(\.identifier))
        let processors = try #require(settings?["properties"]?["architecture"]?["enum"])
        #expect(processors.elements.map(\.string) == Architecture.allCases.map(\.rawValue))
        let old = try #require(settings?["if"]?["properties"]?["runtime"]?["enum"]).elements.compactMap(\.string)
        #expect(old.contains("go1.x") && !old.contains("nodejs22.x"))
    }

    @Test(arguments: [
        ("memorySize", ManifestLimits.memorySize), ("timeout", ManifestLimits.timeout), ("port", ManifestLimits.port),
        ("ephemeralStorage", ManifestLimits.ephemeralStorage), ("concurrency", ManifestLimits.concurrency),
    ])
    func `limits and defaults are the reader's`(key: String, limits: ClosedRange<Int>) throws {
        let number = try #require(settings?["properties"]?[key])
        #expect(number["minimum"]?.int == limits.lowerBound && number["maximum"]?.int == limits.upperBound)
        let bare = try ManifestFixture().function("")
        let defaults = [
            "memorySize": bare.memorySize, "timeout": bare.timeout, "ephemeralStorage": bare.ephemeralStorage,
            "concurrency": bare.concurrency,
        ]
        #expect(number["default"]?.int == defaults[key])
    }

    @Test func `no variable of Lambda's own is let through`() throws {
        let names = try #require(settings?["properties"]?["environment"]?["propertyNames"]?["not"]?["enum"])
        for name in names.elements.compactMap(\.string) {
            #expect(VariableName.objection(to: name)?.0 == .error, "\(name)")
        }
        #expect(names.elements.contains { $0.string == "_HANDLER" })
    }

    @Test(arguments: ["A", "A1", "aB_9", "_A", "1A", "A-B", "AÄ", "", "A B"])
    func `names of variables are told by the pattern as by the reader`(name: String) throws {
        let pattern = try Regex(VariableName.pattern)
        #expect((name.wholeMatch(of: pattern) != nil) == (VariableName.objection(to: name) == nil))
    }
}
