import JSONText
import OrderedCollections
import TestSupport
import Testing

@testable import LambdaModel
@testable import ProjectImport

/// The text of an import, for every key that `functions.json` has.
@Suite struct DraftTextTests {
    @Test(arguments: FunctionKeys.names) func `the reader accepts every written key`(name: String) throws {
        let key = try #require(FunctionKeys.all.first { $0.name == name })
        #expect(key.takes(key.example), "its form of values is not that of the example")
        var draft = ImportDraft(format: "test")
        var function = DraftFunction(name: "f")
        if name == "imageConfig" {
            function.image = "orders:dev"
        } else {
            function.runtime = name == "image" ? nil : "nodejs22.x"
            function.handler = "base.handler"
            function.code = "base"
        }
        function.values[name] = key.example
        draft.functions = [function]
        let written = try #require(try JSONDocument(draft.text).root["functions"]?["f"])
        let keys = written.members.map(\.key)
        #expect(keys == FunctionKeys.names.filter(keys.contains), "the keys are in the order of the table")
        let (settings, problems) = ExampleManifest.load(text: draft.text)
        #expect(problems.filter { $0.severity == .error }.map(\.description) == [])
        let read = try #require(settings)
        #expect(read == ExampleManifest.load([name: key.example.json]).function)
    }

    @Test func `emptied lists and variables equal unset ones`() throws {
        var function = DraftFunction(name: "f")
        function.layers = ["a"]
        function.environment["AB"] = "1"
        function.layers.removeAll()
        function.environment["AB"] = nil
        #expect(function == DraftFunction(name: "f"))
    }
}
