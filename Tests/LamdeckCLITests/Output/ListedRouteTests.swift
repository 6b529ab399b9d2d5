import LambdaModel
import Testing

@testable import LamdeckCLI

struct ListedRouteTests {
    private static let functions = [
        Sample.settings("orders", port: 9001), Sample.settings("chat", port: 9002),
    ]

    private static let apis: [APISettings] = {
        var http = Sample.api(
            .http, port: 8000,
            [("GET", "/orders/{id}", "orders"), (nil, "/{proxy+}", "orders"), (nil, "$default", "chat")])
        http.routes[0].authorizer = "users"
        http.routes[1].payloadVersion = .v1
        let chat = Sample.api(
            .websocket, named: "talk", port: 8001, [(nil, "$connect", "chat"), (nil, "say", "chat")])
        let site = Sample.api(
            .alb, named: "site", port: 8002, [("POST", "*.php", "orders"), (nil, "$default", "orders")])
        return [http, chat, site]
    }()

    @Test func `the table has functions first, then routes in the order of the file`() {
        #expect(
            ListedRoute.table(ListedRoute.all(of: Self.functions, Self.apis)) == """
                ROUTE     URL                                FUNCTION  TYPE       API   AUTHORIZER
                ANY       http://127.0.0.1:9001/             orders    url
                ANY       http://127.0.0.1:9002/             chat      url
                GET       http://127.0.0.1:8000/orders/{id}  orders    http       api   users
                ANY       http://127.0.0.1:8000/{proxy+}     orders    http       api
                $default  http://127.0.0.1:8000/             chat      http       api
                $connect  ws://127.0.0.1:8001/               chat      websocket  talk
                say       ws://127.0.0.1:8001/               chat      websocket  talk
                POST      http://127.0.0.1:8002/*.php        orders    alb        site
                $default  http://127.0.0.1:8002/             orders    alb        site
                """)
    }

    @Test func `columns without a value are left out`() {
        #expect(
            ListedRoute.table(ListedRoute.all(of: [Self.functions[0]], [])) == """
                ROUTE  URL                     FUNCTION  TYPE
                ANY    http://127.0.0.1:9001/  orders    url
                """)
    }

    @Test func `only routes to the functions are there`() {
        let rows = ListedRoute.all(of: [Self.functions[1]], Self.apis)
        #expect(rows.map(\.function) == ["chat", "chat", "chat", "chat"])
    }

    @Test func `an object for a machine`() {
        let rows = ListedRoute.all(of: Self.functions, Self.apis)
        #expect(
            rows.map(\.json) == [
                #"{"function":"orders","url":"http://127.0.0.1:9001/","type":"url","format":"url"}"#,
                #"{"function":"chat","url":"http://127.0.0.1:9002/","type":"url","format":"url"}"#,
                #"{"function":"orders","url":"http://127.0.0.1:8000/orders/{id}","type":"http","format":"http2","#
                    + #""api":"api","routeKey":"GET /orders/{id}","method":"GET","path":"/orders/{id}","#
                    + #""stage":"$default","authorizer":"users"}"#,
                #"{"function":"orders","url":"http://127.0.0.1:8000/{proxy+}","type":"http","format":"http1","#
                    + #""api":"api","routeKey":"ANY /{proxy+}","method":"ANY","path":"/{proxy+}","stage":"$default"}"#,
                #"{"function":"chat","url":"http://127.0.0.1:8000/","type":"http","format":"http2","api":"api","#
                    + #""routeKey":"$default","stage":"$default"}"#,
                #"{"function":"chat","url":"ws://127.0.0.1:8001/","type":"websocket","format":"websocket","#
                    + #""api":"talk","routeKey":"$connect","stage":"prod"}"#,
                #"{"function":"chat","url":"ws://127.0.0.1:8001/","type":"websocket","format":"websocket","#
                    + #""api":"talk","routeKey":"say","stage":"prod"}"#,
                #"{"function":"orders","url":"http://127.0.0.1:8002/*.php","type":"alb","format":"alb","#
                    + #""api":"site","routeKey":"POST *.php","method":"POST","path":"*.php"}"#,
                #"{"function":"orders","url":"http://127.0.0.1:8002/","type":"alb","format":"alb","api":"site","#
                    + #""routeKey":"$default"}"#,
            ])
    }

    @Test func `up prints the routes to functions that are ready as routes does, without their own URLs`() {
        #expect(
            ListedRoute.table(of: Self.apis, to: ["orders"]) == """
                ROUTE     URL                                FUNCTION  TYPE  API   AUTHORIZER
                GET       http://127.0.0.1:8000/orders/{id}  orders    http  api   users
                ANY       http://127.0.0.1:8000/{proxy+}     orders    http  api
                POST      http://127.0.0.1:8002/*.php        orders    alb   site
                $default  http://127.0.0.1:8002/             orders    alb   site
                """)
        #expect(ListedRoute.table(of: Self.apis, to: ["other"]) == nil)
    }

    @Test func `new routes have no header`() {
        let route = Self.apis[0].shown(Self.apis[0].routes[0])
        #expect(ListedRoute.lines([("orders", route)]) == "GET  http://127.0.0.1:8000/orders/{id}  orders")
        #expect(ListedRoute.lines([]) == nil)
    }

    @Test func `up prints twenty routes, and how many more there are`() throws {
        let many = Sample.api(.rest, port: 8000, (1...23).map { ("GET", "/\($0)", "orders") })
        let lines = try #require(ListedRoute.table(of: [many], to: ["orders"])).split(separator: "\n")
        #expect(lines.count == 22 && lines[21] == "… 3 more: lamdeck routes lists all")
        let new = many.routes.map { ("orders", many.shown($0)) }
        #expect(ListedRoute.lines(new)?.split(separator: "\n").last == "… 3 more: lamdeck routes lists all")
        let some = Sample.api(.rest, port: 8000, (1...20).map { ("GET", "/\($0)", "orders") })
        #expect(ListedRoute.table(of: [some], to: ["orders"])?.split(separator: "\n").count == 21)
    }
}
