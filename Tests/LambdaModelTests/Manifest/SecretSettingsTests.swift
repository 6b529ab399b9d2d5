import Testing

@testable import LambdaModel

/// `secrets` and `plain` of functions.json.
@Suite struct SecretSettingsTests {
    @Test func `secrets and plain are read, and the function overrides the defaults`() throws {
        let manifest = try ManifestFixture().manifest(
            """
            {"defaults": {"runtime": "python3.13", "handler": "app.handler", "code": "hello",
              "environment": {"PIN": "4711", "API_KEY": "public-one", "REGION_PIN": "0815"},
              "secrets": ["PIN", "REGION_PIN"], "plain": ["API_KEY"]},
             "functions": {"a": {"plain": ["REGION_PIN"], "secrets": ["API_KEY"]}, "b": {}}}
            """)
        let (a, b) = (try #require(manifest.function(named: "a")), try #require(manifest.function(named: "b")))
        #expect(a.secrets == ["PIN", "API_KEY"] && a.plain == ["REGION_PIN"])
        #expect(b.secrets == ["PIN", "REGION_PIN"] && b.plain == ["API_KEY"])
        #expect(a.secretNames == ["PIN", "API_KEY"])
        #expect(b.secretNames == ["PIN", "REGION_PIN"])
    }

    @Test func `a function's name is not a secret`() throws {
        let manifest = try ManifestFixture().manifest(
            """
            {"defaults": {"runtime": "python3.13", "handler": "app.handler", "code": "hello"},
             "functions": {"authorizer-v2": {"environment": {"AUTH": "authorizer-v2", "API_KEY": "orders-service-1"}},
                           "orders-service-1": {}}}
            """)
        #expect(try #require(manifest.function(named: "authorizer-v2")).secretNames.isEmpty)
    }

    @Test(arguments: [
        (#""secrets": ["PINN"]"#, #""secrets" names "PINN", but there is no such variable; did you mean "PIN"?"#),
        (#""plain": ["X_KEY"]"#, #""plain" names "X_KEY", but there is no such variable"#),
        (#""secrets": "PIN""#, #""secrets" must be an array of variable names, found the string "PIN""#),
        (#""secrets": [1]"#, #"a name in "secrets" must be a string, found the number 1"#),
        (#""secrets": ["PIN"], "plain": ["PIN"]"#, #""PIN" is in both "secrets" and "plain"; keep one of them"#),
    ])
    func `mistakes are reported`(keys: String, message: String) {
        let problems = ManifestFixture().problemsOfGood("\"environment\": {\"PIN\": \"4711\"}, \(keys)")
        #expect(problems.contains { $0.hasSuffix(message) }, "\(problems)")
    }
}
