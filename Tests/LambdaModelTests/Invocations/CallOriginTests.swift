import LambdaModel
import Testing

/// The origin of a call in words that are useful to the user and safe on a terminal.
@Suite struct CallOriginTests {
    private func words(_ agent: String?, function: String? = nil, address: String = "127.0.0.1:51234") -> String {
        CallOrigin(address: address, userAgent: agent, port: 3001, function: function).label
    }

    @Test(arguments: [
        ("curl/7.88.1", "from curl/7.88.1"),
        ("aws-cli/1.27.49 Python/3.11.2 Linux/6.1.0 botocore/1.29.27", "from aws-cli/1.27.49"),
        ("Boto3/1.26.27 Python/3.11.2 Linux/6.1.0 Botocore/1.29.27", "from Boto3/1.26.27"), ("node", "from node"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0", "from a browser"),
        ("curl/8(comment)", "from curl/8"), ("(a comment) curl/8", "from 127.0.0.1:51234"),
        ("", "from 127.0.0.1:51234"), (" curl", "from 127.0.0.1:51234"), ("/7.88", "from 127.0.0.1:51234"),
        ("\u{1B}[2Jcurl", "from 127.0.0.1:51234"), ("cu\u{1B}[31mrl/1", "from cu"), ("空/1", "from 127.0.0.1:51234"),
        ("curl/1\r\nX: y", "from curl/1"),
    ])
    func `the client is named by its first product`(agent: String, shown: String) {
        #expect(words(agent) == shown)
    }

    @Test func `the function is preferred to the client, and the client to the address`() {
        #expect(words("Boto3/1.26.27", function: "orders") == "from orders")
        #expect(words(nil) == "from 127.0.0.1:51234")
        #expect(words(nil, function: "") == "from 127.0.0.1:51234")
        #expect(words(nil, address: "") == "from outside")
    }

    @Test func `a caller's text is shortened and has no control characters`() {
        let long = String(repeating: "x", count: 10_000)
        #expect(words(long) == "from " + String(repeating: "x", count: 40))
        #expect(words(nil, address: long).count == 45)
        #expect(words(nil, function: "a\u{1B}]0;t\u{7}\n\u{202E}\u{0}b\u{9B}") == "from a]0;tb")
        #expect(words(nil, address: "\u{1B}\u{85}\u{2028}") == "from outside")
    }
}
