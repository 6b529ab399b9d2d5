/// Manifests with APIs in front of the functions `orders`, `web` and `auth`.
enum APIFixture {
    static let fixture = ManifestFixture(
        files: MemoryFiles([
            "/p/hello/app.js": "", "/p/claims.json": #"{"sub": "ada"}"#, "/p/list.json": "[1]",
            "/p/broken.json": "{\n\"a\": }",
            "/p/jwks.json": #"{"keys": []}"#,
        ]))

    /// A manifest whose line 1 has the functions, and whose lines from 2 have the API.
    static func text(_ api: String, functions: String = "") -> String {
        let keys = #""runtime": "nodejs22.x", "handler": "app.handler", "code": "hello""#
        let names = ["orders", "web", "auth"].map { "\"\($0)\": {\(keys)}" }.joined(separator: ", ")
        return "{ \"functions\": { \(names)\(functions) }, \"api\":\n\(api)\n}"
    }

    static func problems(_ api: String) -> [String] {
        fixture.load(text(api)).problems.map { String($0.trimmingPrefix("functions.json:")) }
    }
}
