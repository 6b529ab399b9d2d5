import Testing

@testable import LambdaModel

/// Which variables come from a `.env` file: their values are not shown to others.
@Suite struct FileVariableTests {
    private func names(defaults: String, function: String) throws -> Set<String> {
        var fixture = ManifestFixture()
        fixture.files.set("/p/a.env", bytes: Array("ONE=1\nTWO=2\n".utf8))
        fixture.files.set("/p/b.env", bytes: Array("TWO=two\nTHREE=3\n".utf8))
        let text = """
            { "defaults": { \(defaults) }, "functions": { "f": {
            "runtime": "nodejs22.x", "handler": "app.handler", "code": "hello"\(function.isEmpty ? "" : ", " + function)
            } } }
            """
        return try #require(try fixture.manifest(text).functions.first).fileVariableNames
    }

    private static let (a, b) = ("\"environmentFile\": \"a.env\"", "\"environmentFile\": \"b.env\"")

    @Test func `the names are those of the file, except variables that the function sets`() throws {
        #expect(try names(defaults: "", function: "") == [])
        #expect(try names(defaults: "", function: Self.a) == ["ONE", "TWO"])
        #expect(try names(defaults: "", function: Self.a + ", \"environment\": { \"TWO\": \"x\" }") == ["ONE"])
    }

    @Test func `the names include those of the defaults' file, but not overridden ones`() throws {
        #expect(try names(defaults: Self.a, function: "") == ["ONE", "TWO"])
        #expect(try names(defaults: Self.a, function: Self.b) == ["ONE", "TWO", "THREE"])
        let literal = "\"environment\": { \"ONE\": \"x\", \"THREE\": \"x\" }"
        #expect(try names(defaults: Self.a + ", " + literal, function: "") == ["TWO"])
        #expect(try names(defaults: literal, function: Self.b) == ["TWO", "THREE"])
        #expect(try names(defaults: Self.a, function: literal) == ["TWO"])
    }
}
