import LambdaModel
import Testing

@testable import Dashboard

/// `o`: what opens in the browser, and why nothing does.
@Suite("Opening URLs") struct BrowserKeyTests {
    private static let page = #"{"statusCode":200,"body":"ok"}"#

    @Test(
        "o opens the URL of the selected function", arguments: [Key.character("1"), .character("2"), .character("5")])
    func function(section: Key) {
        var model = Model.httpDeck()
        #expect(model.press(section, .character("o")) == [.openURL("http://127.0.0.1:9002/")])
        #expect(model.notice == Notice(.info, "opening http://127.0.0.1:9002/"))
    }

    @Test("In the calls and the inspector, o opens what a GET request asked for")
    func call() {
        var model = Model.httpDeck()
        model.serve(.http("GET", "/orders/7?a=1&b=%2F", Self.page, id: "a"))
        model.serve(.http("GET", "/x", Self.page, format: .functionURL, api: nil, id: "b"))
        model.serve(.http("GET", "/y", Self.page, api: "gone", id: "c"))
        model.type("3")
        #expect(model.type("o") == [.openURL("http://127.0.0.1:9002/y")], "the API is not in functions.json any more")
        model.type("j")
        #expect(model.type("o") == [.openURL("http://127.0.0.1:9002/x")])
        model.type("j")
        #expect(model.type("o") == [.openURL("http://127.0.0.1:8000/orders/7?a=1&b=%2F")])
        #expect(model.type("4o") == [.openURL("http://127.0.0.1:8000/orders/7?a=1&b=%2F")])
        #expect(model.type("1o") == [.openURL("http://127.0.0.1:9002/")])
    }

    @Test("A browser cannot repeat other methods: o opens the function's URL")
    func otherMethod() {
        var model = Model.httpDeck()
        model.serve(.http("POST", "/orders", Self.page))
        model.type("3j")
        #expect(model.type("o") == [.openURL("http://127.0.0.1:9002/")])
    }

    @Test("A target that is too long to be kept is taken from the event")
    func longTarget() {
        let long = "/find?q=" + String(repeating: "a", count: 3000)
        var model = Model.httpDeck()
        let result = InvocationResult.http("GET", long, Self.page)
        model.serve(result)
        model.type("3j")
        #expect(model.type("o") == [.openURL("http://127.0.0.1:9002/")], "the event is not read yet")
        model.inspect(result)
        #expect(model.type("o") == [.openURL("http://127.0.0.1:8000" + long)])
    }

    @Test(
        "A function that is stopped has no open port, and the notice says what to do",
        arguments: [RunState.stopped, .stopping])
    func stopped(state: RunState) {
        var model = Model.httpDeck(state)
        #expect(model.type("o") == [])
        let text = "orders is stopped; S starts it, then o opens http://127.0.0.1:9002/"
        #expect(model.notice == Notice(.warning, text))
    }

    @Test("The port of an API is open, and starts the function")
    func stoppedBehindAPI() {
        var model = Model.httpDeck(.stopped)
        model.serve(.http("GET", "/orders/7", Self.page))
        model.type("3j")
        #expect(model.type("o") == [.openURL("http://127.0.0.1:8000/orders/7")])
    }

    @Test("The ports of another machine are out of reach")
    func remote() {
        var model = Model.httpDeck()
        model.isRemote = true
        #expect(model.type("o") == [])
        #expect(model.notice?.text.contains("another machine") == true)
        #expect(!model.rows.contains { $0.contains("in the browser") })
    }

    @Test("In the settings, o opens the selected URL; a pattern of a route is none")
    func info() {
        var screen = InfoScreen(function: "orders")
        let rows: [FunctionDetails.Row] = [
            .init("URL", "http://127.0.0.1:9002/"), .init("GET /a", "http://127.0.0.1:8000/a"),
            .init("GET /{id}", "http://127.0.0.1:8000/{id}"),
            .init("invoke", "http://127.0.0.1:9002/2015-03-31/functions/function/invocations"), .init("port", "9002"),
        ]
        screen.receive(FunctionDetails([.init("network", rows)]), of: "orders")
        let model = Model.httpDeck()
        let own = "http://127.0.0.1:9002/"
        for url in [own, "http://127.0.0.1:8000/a", own, own, own] {
            #expect(screen.handle(.character("o"), model) == .openURL(url, function: "orders"))
            _ = screen.handle(.down, model)
        }
        var deck = Model.httpDeck()
        deck.press(.character("I"))
        #expect(deck.type("o") == [.openURL(own)])
        deck.setState(.stopped, of: "orders")
        #expect(deck.type("o") == [])
        #expect(deck.notice?.text.contains("orders is stopped") == true)
    }
}
