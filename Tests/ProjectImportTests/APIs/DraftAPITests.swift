import LambdaModel
import OrderedCollections
import Testing

@testable import ProjectImport

/// The check of a draft's APIs by lamdeck's own reader.
@Suite("APIs of a draft")
struct DraftAPITests {
    private static func place(_ line: Int) -> DraftPlace { DraftPlace(line: line, subject: "line \(line)") }

    private static func route(_ path: String, _ function: String) -> APIRoute {
        APIRoute(key: RouteKey(method: "GET", path: path), function: function)
    }

    /// A draft with the functions good and bad, whose runtime does not exist, and these APIs.
    private static func draft(_ apis: [DraftAPI]) -> ImportDraft {
        var draft = ImportDraft(format: "test")
        draft.functions = ["good", "bad"].map { name in
            var function = DraftFunction(name: name)
            function.runtime = name == "good" ? "nodejs22.x" : "nodejs1.x"
            function.handler = "app.handler"
            function.code = "f"
            return function
        }
        draft.apis = apis
        return draft.checked(manifest: "/p/functions.json", files: ProjectFolder(["/p/f/app.js": ""]))
    }

    @Test(
        "The routes and authorizers of a function that lamdeck cannot load are left out, and an API without routes too")
    func functions() {
        var first = DraftAPI(name: "first", kind: .http, place: Self.place(1))
        first.add(
            AuthorizerSettings(.request(function: "bad", payload: .v2, simpleResponses: true)), named: "check",
            at: Self.place(2))
        first.settings.authorizer = "check"
        var checked = Self.route("/a", "good")
        checked.authorizer = "check"
        _ = first.add(checked, at: Self.place(3))
        _ = first.add(Self.route("/b", "bad"), at: Self.place(4))
        let isSecond = first.add(Self.route("/b", "good"), at: Self.place(5))
        #expect(!isSecond, "the API has the route")
        var second = DraftAPI(name: "second", kind: .rest, place: Self.place(6))
        _ = second.add(Self.route("/", "bad"), at: Self.place(7))
        let draft = Self.draft([first, second])
        #expect(draft.functions.map(\.name) == ["good"])
        #expect(draft.apis.map(\.settings.name) == ["first"])
        #expect(draft.apis.first?.settings.routes == [Self.route("/a", "good")])
        #expect(draft.apis.first?.settings.authorizers.isEmpty == true)
        #expect(draft.apis.first?.settings.authorizer == nil)
        for line in [2, 4, 6, 7] { #expect(draft.notes.contains { $0.line == line }, "line \(line): \(draft.notes)") }
    }

    @Test("A mistake costs the part that has it: an element, a setting, a route, an authorizer or an API")
    func parts() {
        var api = DraftAPI(name: "api", kind: .http, place: Self.place(1))
        var cors = CORSSettings()
        cors.allowOrigins = ["https://a.example/path", "https://b.example"]
        cors.allowMethods = ["GET", "FETCH"]
        cors.allowHeaders = ["A B"]
        cors.maxAge = 1_000_000
        api.settings.cors = cors
        api.settings.stage = "no stage"
        var authorizer = AuthorizerSettings(.jwt(issuer: "https://issuer.example", audience: ["web"], keys: nil))
        authorizer.identitySource = ["method.request.header.A"]
        api.add(authorizer, named: "users", at: Self.place(2))
        var slow = Self.route("/slow", "good")
        slow.timeoutMilliseconds = 1
        slow.authorizer = "users"
        slow.scopes = ["read"]
        _ = api.add(slow, at: Self.place(3))
        _ = api.add(Self.route("/{a", "good"), at: Self.place(4))
        _ = api.add(Self.route("/{a}", "good"), at: Self.place(5))
        _ = api.add(Self.route("/{b}", "good"), at: Self.place(6))
        let draft = Self.draft([api])
        var expected = CORSSettings()
        expected.allowOrigins = ["https://b.example"]
        expected.allowMethods = ["GET"]
        let settings = draft.apis.first?.settings
        #expect(settings?.cors == expected)
        #expect(settings?.stage == "$default")
        #expect(settings?.authorizers.isEmpty == true)
        #expect(settings?.routes == [Self.route("/slow", "good"), Self.route("/{a}", "good")])
        for line in [1, 2, 3, 4, 6] {
            #expect(draft.notes.contains { $0.line == line }, "line \(line): \(draft.notes)")
        }
    }
}
