import OrderedCollections
import Testing

@testable import LambdaModel

@Suite("Routes of requests") struct RouteTableTests {
    /// An API with routes to functions that are named like the keys.
    static func api(_ kind: APISettings.Kind, _ keys: [String]) throws -> APISettings {
        var api = APISettings(name: "api", kind: kind, resolvedPort: 8000)
        api.routes = try keys.map { APIRoute(key: try RouteKey(reading: $0, for: kind), function: $0) }
        return api
    }

    private func table(_ kind: APISettings.Kind, _ keys: [String]) throws -> RouteTable {
        RouteTable(try Self.api(kind, keys))
    }

    /// The key of the route, and its parameters; `noRoute` or `wrongMethod` with the methods.
    private func result(_ table: RouteTable, _ request: String) -> String {
        let parts = request.split(separator: " ", maxSplits: 1)
        switch table.find(method: String(parts[0]), path: parts[1]) {
        case .found(let route, let parameters):
            return ([route.key.text] + parameters.map { "\($0.key)=\($0.value)" }).joined(separator: " ; ")
        case .noRoute: return "noRoute"
        case .wrongMethod(let allowed): return "wrongMethod \(allowed.joined(separator: ","))"
        }
    }

    /// API Gateway developer guide, "Create routes for HTTP APIs", "Routing API requests".
    @Test(
        "An HTTP API prefers routes as in AWS's example",
        arguments: [
            ("GET /pets/dog/1", "GET /pets/dog/1"), ("GET /pets/dog/2", "GET /pets/dog/{id} ; id=2"),
            ("GET /pets/cat/1", "GET /pets/{proxy+} ; proxy=cat/1"), ("POST /test/5", "ANY /{proxy+} ; proxy=test/5"),
        ])
    func documented(request: String, expected: String) throws {
        let keys = ["$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}", "GET /pets/dog/1"]
        #expect(result(try table(.http, keys), request) == expected)
        #expect(result(try table(.http, keys.reversed()), request) == expected)
    }

    @Test(
        "An HTTP API takes paths apart as they were sent",
        arguments: [
            ("GET /orders/a%2Fb", "GET /orders/{id} ; id=a%2Fb"), ("GET /orders/..", "GET /orders/{id} ; id=.."),
            ("GET /orders/.", "GET /orders/{id} ; id=."), ("GET /orders/%20", "GET /orders/{id} ; id=%20"),
            ("GET /%6Frders/1", "GET /orders/{id} ; id=1"), ("GET /orders", "GET /orders"),
            ("GET /orders/", "$default"), ("GET //orders", "$default"), ("GET /orders//", "$default"),
            ("GET /ORDERS", "$default"), ("GET /files/a//b/", "GET /files/{path+} ; path=a//b/"),
            ("GET /files/a/../b%2F", "GET /files/{path+} ; path=a/../b%2F"),
            ("GET /files/", "GET /files/{path+} ; path="),
            ("GET /files", "$default"), ("GET /", "$default"), ("OPTIONS *", "$default"), ("PURGE /orders", "$default"),
            ("GET /users/7/posts/8", "ANY /users/{user}/posts/{post} ; user=7 ; post=8"),
            ("GET /users/7/posts/", "$default"),
            ("GET /users/7/likes/8", "ANY /users/{id}/likes/{like} ; id=7 ; like=8"),
        ])
    func paths(request: String, expected: String) throws {
        let table = try table(
            .http,
            [
                "GET /orders", "GET /orders/{id}", "GET /files/{path+}", "ANY /users/{user}/posts/{post}",
                "ANY /users/{id}/likes/{like}", "$default",
            ])
        #expect(result(table, request) == expected)
    }

    @Test("The methods of an HTTP API: one of its own, then ANY, then a less specific pattern, then $default")
    func methods() throws {
        let keys = ["GET /a", "ANY /a", "POST /b", "GET /{p+}", "GET /c/{x}", "DELETE /c/{x}"]
        let table = try table(.http, keys)
        #expect(result(table, "GET /a") == "GET /a")
        #expect(result(table, "PUT /a") == "ANY /a")
        #expect(result(table, "GET /b") == "GET /{p+} ; p=b")
        #expect(result(table, "DELETE /b") == "wrongMethod POST")
        #expect(result(table, "PUT /c/1") == "wrongMethod DELETE,GET")
        #expect(result(table, "PUT /d/e") == "wrongMethod GET")
        #expect(result(table, "GET /") == "GET /{p+} ; p=")
        #expect(result(table, "PURGE /a") == "wrongMethod DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT")
        #expect(result(try self.table(.http, ["GET /a"]), "GET /b") == "noRoute")
        #expect(result(try self.table(.http, ["GET /"]), "GET /") == "GET /")
        #expect(result(try self.table(.http, ["GET /"]), "GET /a") == "noRoute")
    }

    @Test("A variable is preferred to a greedy one in an HTTP API; a REST API decides from part to part")
    func kindsDiffer() throws {
        let keys = ["GET /x/{p+}", "GET /{a}/{b}"]
        #expect(result(try table(.http, keys), "GET /x/y") == "GET /{a}/{b} ; a=x ; b=y")
        #expect(result(try table(.rest, keys), "GET /x/y") == "GET /x/{p+} ; p=y")
    }

    /// LocalStack's tests, which were recorded on AWS: `TestApigatewayRouting` in `test_apigateway_common.py`, and the
    /// slashes of `test_lambda_aws_proxy_integration` in `test_apigateway_lambda.py`.
    @Test(
        "A REST API finds methods as AWS does",
        arguments: [
            ("OPTIONS /test", "OPTIONS /{proxy+} ; proxy=test"), ("POST /test", "POST /test"),
            ("OPTIONS /test/any", "ANY /test/any"), ("GET /test/any", "ANY /test/any"),
            ("GET /test", "wrongMethod POST"), ("OPTIONS /proxy-value", "OPTIONS /{proxy+} ; proxy=proxy-value"),
            ("OPTIONS /proxy-value/", "OPTIONS /{proxy+} ; proxy=proxy-value"),
            ("OPTIONS /proxy-value//double-slash", "OPTIONS /{proxy+} ; proxy=proxy-value//double-slash"),
            ("OPTIONS //proxy-value", "OPTIONS /{proxy+} ; proxy=proxy-value"), ("OPTIONS /", "noRoute"),
            ("POST /test/", "POST /test"), ("GET /part1", "GET /part1"),
            ("GET /part1/hardcoded-value", "GET /part1/hardcoded-value"),
            ("GET /part1/random-value", "wrongMethod OPTIONS"),
            ("PUT /foo/foo%2Fbar/", "PUT /foo/{param} ; param=foo%2Fbar"),
        ])
    func rest(request: String, expected: String) throws {
        let keys = [
            "OPTIONS /{proxy+}", "POST /test", "ANY /test/any", "GET /part1", "GET /part1/hardcoded-value",
            "PUT /foo/{param}",
        ]
        #expect(result(try table(.rest, keys), request) == expected)
    }

    @Test(
        "A load balancer takes the first rule that matches",
        arguments: [
            ("GET /img/a/b.png", "ANY /img/*"), ("GET /img", "$default"), ("GET /img/", "ANY /img/*"),
            ("GET /a1/x", "GET /a?/*"), ("POST /a1/x", "POST /a?/x"), ("GET /a/x", "$default"),
            ("GET /A1/x", "$default"),
            ("PURGE /cache", "PURGE /cache"), ("GET /one.js", "ANY /*.js"), ("GET /img/one.js", "ANY /img/*"),
            ("GET /xay", "ANY *a?"), ("GET /a%2F/x", "$default"), ("GET /late/x", "$default"),
        ])
    func loadBalancer(request: String, expected: String) throws {
        let keys = [
            "$default", "/img/*", "GET /a?/*", "POST /a?/x", "PURGE /cache", "ANY /*.js", "*a?",
        ]
        let found = result(try table(.alb, keys), request)
        #expect(found == (expected == "ANY *a?" ? "*a?" : expected))
    }

    @Test(
        "A pattern of a load balancer covers another one",
        arguments: [
            ("/*", "/api/*"), ("/*", "/"), ("/*", "/*/x"), ("*", "/a"), ("/a?", "/ab"), ("/a?", "/a?"),
            ("/a/*", "/a/?*"),
            ("/*.js", "/a/*.js"), ("/**", "/*"), ("*a*", "*ba*c"), ("/a", "/a"),
        ])
    func covering(pattern: String, other: String) {
        #expect(RouteGlob(pattern).covers(RouteGlob(other)))
    }

    @Test(
        "A pattern of a load balancer does not cover one that matches more",
        arguments: [
            ("/api/*", "/*"), ("/a?", "/a*"), ("/?", "/*"), ("/a*", "/?*"), ("/*.js", "/*"), ("/*a", "/a*"),
            ("/a", "/?"),
            ("/a/*", "/a*"), ("/a??", "/a?"), ("/ab", "/a?"), ("/A*", "/a*"), ("*/?", "*/*"),
        ])
    func notCovering(pattern: String, other: String) {
        #expect(!RouteGlob(pattern).covers(RouteGlob(other)))
    }

    /// All patterns of up to three characters, and paths of up to five.
    @Test("A pattern covers another one only if it matches all that the other matches")
    func coveringIsSound() {
        func texts(_ letters: [String], _ length: Int) -> [String] {
            guard length > 0 else { return [""] }
            let shorter = texts(letters, length - 1)
            let longest = shorter.filter { $0.utf8.count == length - 1 }
            return shorter + longest.flatMap { text in letters.map { text + $0 } }
        }
        let paths = texts(["a", "b"], 5).map { Array($0.utf8) }
        let patterns = texts(["a", "*", "?"], 3).map { text in
            (text: text, glob: RouteGlob(text), paths: Set(paths.filter(RouteGlob(text).matches)))
        }
        let wrong = patterns.flatMap { first in
            patterns.filter { first.glob.covers($0.glob) && !$0.paths.isSubset(of: first.paths) }
                .map { "\(first.text) covers \($0.text)" }
        }
        #expect(wrong == [])
    }

    @Test("A load balancer without a default rule")
    func loadBalancerWithoutDefault() throws {
        let table = try table(.alb, ["GET /a", "POST /a", "ANY /b*b*b"])
        #expect(result(table, "PUT /a") == "wrongMethod GET,POST")
        #expect(result(table, "PUT /c") == "noRoute")
        #expect(result(table, "PUT /b-bb") == "ANY /b*b*b")
        #expect(result(table, "PUT /b-b-") == "noRoute")
        #expect(result(table, "PUT /bbb") == "ANY /b*b*b")
    }

    @Test("A pattern with many wildcards is compared in a time that does not explode")
    func manyWildcards() {
        let path = Array(("/" + String(repeating: "a", count: 60_000)).utf8)
        let clock = ContinuousClock()
        let time = clock.measure { #expect(!RouteGlob("/*a*a*a*a*b").matches(path)) }
        #expect(time < .seconds(10))
    }

    @Test("A WebSocket API has no routes for HTTP requests")
    func webSocket() throws {
        let all = try table(.websocket, ["$connect", "$disconnect", "$default", "send", "join room"])
        #expect(all.find(method: "GET", path: "/") == .noRoute)
    }

    @Test("A path with more parts than any pattern, and one of 60,000 parts")
    func longPaths() throws {
        let table = try table(.http, ["GET /a/{b}", "GET /a/{b}/c/{d+}", "GET /{x}"])
        #expect(result(table, "GET /a/b/c") == "noRoute")
        #expect(result(table, "GET /a/b/c/d/e/f/g") == "GET /a/{b}/c/{d+} ; b=b ; d=d/e/f/g")
        let long = String(repeating: "/a", count: 60_000)
        #expect(result(table, "GET \(long)") == "noRoute")
        #expect(result(try self.table(.http, ["GET /{p+}"]), "GET \(long)") == "GET /{p+} ; p=\(long.dropFirst())")
    }

    @Test("A thousand routes take microseconds")
    func thousandRoutes() throws {
        let keys = (0..<1_000).map { "GET /service\($0 % 40)/{id}/part\($0 / 40)/{more}" } + ["ANY /{proxy+}"]
        for kind in [APISettings.Kind.http, .rest] {
            let table = try table(kind, keys)
            let clock = ContinuousClock()
            var wrong: [String] = []
            let time = clock.measure {
                for number in 0..<1_000 {
                    let path = "/service\(number % 40)/7/part\(number / 40)/x"
                    let route = table.find(method: "GET", path: path[...]).route
                    if route?.key.path != "/service\(number % 40)/{id}/part\(number / 40)/{more}" { wrong.append(path) }
                }
            }
            #expect(wrong == [])
            // In a debug build, on a busy machine.
            #expect(time < .seconds(5))
        }
    }
}
