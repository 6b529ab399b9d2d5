import JSONText
import LambdaModel
import Testing

@Suite("Names of events")
struct EventNameTests {
    @Test(arguments: [
        ("cart", "cart.json"), ("cart.json", "cart.json"), ("Cart.JSON", "Cart.JSON"), (" cart \t", "cart.json"),
        ("a/b/cart", "a/b/cart.json"), ("空", "空.json"), ("", ""), ("v1.2", "v1.2.json"),
    ])
    func `a name gets its ending`(_ text: String, _ name: String) {
        #expect(EventName.completed(text) == name)
    }

    @Test(
        arguments: [
            ("cart", nil), ("checkout/cart.json", nil), ("a b.json", nil), ("空のカート", nil),
            ("", "type a name"), ("  ", "type a name"), (".json", "type a name"), ("a/.json", "type a name"),
            ("/cart", "a name cannot begin with “/”; the events folder is not part of it"),
            ("a//b", "there is no folder name between two “/”"),
            ("../b", "“.” and “..” are not possible in a name"), ("a/../b", "“.” and “..” are not possible in a name"),
            ("a/./b", "“.” and “..” are not possible in a name"),
            (".cart", "a name that begins with “.” is not listed"),
            (".git/cart", "a name that begins with “.” is not listed"),
            ("node_modules/a", "events in node_modules are not listed"),
            ("1/2/3/4/5/6/7/8/9/a", "at most 8 folders are possible"),
            ("cart.expected", "*.expected.json is the expectation of an event"),
            ("a\u{1B}[2J", "the name has an invisible character (U+001B)"),
            ("a\u{202E}b", "the name has an invisible character (U+202E)"),
            (String(repeating: "é", count: 98), "the name has 201 bytes; at most 200 are possible"),
        ] as [(String, String?)])
    func `a name is checked as it is typed`(_ text: String, _ problem: String?) {
        #expect(EventName.problem(text) == problem)
    }

    @Test(arguments: [
        ("cart", "cart-2.json"), ("cart-2.json", "cart-4.json"), ("other", "other.json"), ("a/b", "a/b-2.json"),
        ("order-2024", "order-2024-2.json"),
    ])
    func `a free name is like the other one`(_ text: String, _ free: String) {
        var taken: Set = ["cart.json", "cart-2.json", "cart-3.json", "a/b.json", "order-2024.json"]
        if text == "cart" { taken.remove("cart-2.json") }
        #expect(EventName.free(like: text, isTaken: taken.contains) == free)
    }

    @Test func `the places of removed secrets are named`() throws {
        let text = #"{"a": "•••", "b": [1, {"c.d": "Bearer •••"}], "•••x": null, "e": "•"}"#
        let paths = MarkedValues.paths(of: "•••", in: try JSONDocument(text))
        #expect(paths == ["•••x", "a", #"b[1]["c.d"]"#])
        #expect(MarkedValues.paths(of: "•••", in: try JSONDocument("\"•••\"")) == ["$"])
    }
}
