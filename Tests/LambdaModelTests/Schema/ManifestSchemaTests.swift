import JSONText
import TestSupport
import Testing

@testable import LambdaModel

/// Compares the schema with the tables that the reader uses. The end-to-end tests check with a validator that it is a
/// schema, and accepts and refuses the right manifests.
@Suite struct ManifestSchemaTests {
    private let schema: JSONNode

    init() throws { schema = try JSONDocument(ManifestSchema.text).root }

    private var settings: JSONNode? { schema["$defs"]?["settings"] }

    @Test func `every key of the reader is in the schema, in order and with a description`() throws {
        let top = try #require(schema["properties"])
        #expect(top.members.map(\.key) == RootKeys.all.map(\.name))
        let function = try #require(settings?["properties"])
        #expect(function.members.map(\.key) == FunctionKeys.names)
        for member in Array(top.members) + Array(function.members) {
            #expect(member.value["description"]?.string?.hasSuffix(".") == true, "\(member.key)")
        }
        #expect(schema["additionalProperties"]?.bool == false && settings?["additionalProperties"]?.bool == false)
    }

    @Test func `the schema's runtimes and processors are those of the tables`() throws {
        let runtimes = try #require(settings?["properties"]?["runtime"]?["enum"])
        #expect(runtimes.elements.map(\.string) == LambdaRuntimeIdentifier.all.map(\.identifier))
        let processors = try #require(settings?["properties"]?["architecture"]?["enum"])
        #expect(processors.elements.map(\.string) == Architecture.allCases.map(\.rawValue))
        let old = try #require(settings?["if"]?["properties"]?["runtime"]?["enum"]).elements.compactMap(\.string)
        #expect(old.contains("go1.x") && !old.contains("nodejs22.x"))
    }

    /// Editors and other tools have it: a change should be meant.
    @Test func `the schema equals the recorded one`() throws {
        try Recorded.expect(ManifestSchema.text, in: "Tests/LambdaModelTests/Recordings/functions.schema.json")
    }

    @Test func `every key of url, api and the objects in them is in the schema, in order and with a description`()
        throws
    {
        let names = [
            "url": FunctionURLKeys.all.map(\.name), "api": APIKeys.names, "route": RouteKeys.all.map(\.name),
            "authorizer": AuthorizerKeys.all.map(\.name), "cors": CORSKeys.all.map(\.name),
        ]
        for (definition, keys) in names {
            let properties = try #require(schema["$defs"]?[definition]?["properties"])
            #expect(properties.members.map(\.key) == keys)
            for member in properties.members {
                #expect(member.value["description"]?.string?.hasSuffix(".") == true, "\(definition) \(member.key)")
            }
        }
    }

    @Test func `the schema rejects Lambda's reserved variables`() throws {
        let names = try #require(settings?["properties"]?["environment"]?["propertyNames"]?["not"]?["enum"])
        for name in names.elements.compactMap(\.string) {
            #expect(VariableName.objection(to: name)?.0 == .error, "\(name)")
        }
        #expect(names.elements.contains { $0.string == "_HANDLER" })
    }

    @Test(arguments: ["A", "A1", "aB_9", "_A", "1A", "A-B", "AÄ", "", "A B"])
    func `the pattern and the reader accept the same variable names`(name: String) throws {
        let pattern = try Regex(VariableName.pattern)
        #expect((name.wholeMatch(of: pattern) != nil) == (VariableName.objection(to: name) == nil))
    }
}
