import ArgumentParser
import LambdaModel
import Testing

@testable import LamdeckCLI

struct RequestLineTests {
    @Test(
        arguments: [
            ("POST /orders?x=1", "POST", "/orders?x=1"), ("/", nil, "/"),
            ("  get   /a%20b/../%2F  ", "GET", "/a%20b/../%2F"),
            ("PROPFIND /", "PROPFIND", "/"), ("/a?u=http://b/c", nil, "/a?u=http://b/c"), ("/a#part", nil, "/a"),
            ("/é?q=空", nil, "/%C3%A9?q=%E7%A9%BA"), ("//a", nil, "//a"), ("/a:b", nil, "/a:b"),
        ])
    func `a method and a path, or a path`(text: String, method: String?, target: String) throws {
        let line = try RequestLine(text)
        #expect(line.method == method && line.target == target && line.authority == nil && line.port == nil)
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:8000/orders?x=1", "127.0.0.1:8000", 8000, "/orders?x=1"),
            ("HTTP://localhost", "localhost", 80, "/"), ("http://localhost:9001?x=1", "localhost:9001", 9001, "/?x=1"),
            ("http://[::1]:8000/a", "[::1]:8000", 8000, "/a"), ("http://[::1]/a", "[::1]", 80, "/a"),
        ])
    func `an address names host and port`(text: String, authority: String, port: Int, target: String) throws {
        let line = try RequestLine("PUT " + text)
        #expect(line.authority == authority && line.port == port && line.target == target && line.method == "PUT")
    }

    @Test func `the path is the target without its query`() throws {
        #expect(try RequestLine("/a/b?c/d").path == "/a/b")
        #expect(try RequestLine("/a/b").path == "/a/b")
    }

    @Test(
        arguments: [
            ("", "--http is empty: write \"GET /orders\""), (" \n", "--http is empty: write \"GET /orders\""),
            ("GET /a HTTP/1.1", "--http GET /a HTTP/1.1 is not METHOD PATH; a blank in a path is %20"),
            ("orders", "--http orders: the path begins with a slash: write \"GET /orders\""),
            ("GET orders", "--http GET orders: the path begins with a slash: write \"GET /orders\""),
            ("/orders GET", "--http /orders GET: /orders is not a method"),
            ("FOO /x", "--http FOO /x: this is not an HTTP request: its method is unknown"),
            ("connect /x", "--http connect /x: this is not an HTTP request: its method is unknown"),
            ("https://a/b", "--http https://a/b: an address begins with http://"),
            ("http:///b", "--http http:///b: an address has a host: http://127.0.0.1:8000/orders"),
            ("http://me@a/b", "--http http://me@a/b: an address has a host: http://127.0.0.1:8000/orders"),
            ("/a\u{7}", "--http /a\u{FFFD}: a path has no control characters; encode them: %1B"),
        ])
    func `other texts are refused with what to write`(text: String, message: String) {
        let error = #expect(throws: ValidationError.self) { try RequestLine(text) }
        #expect(error?.message == message)
    }

    @Test(
        arguments: [
            ("x-user: 7", "x-user", "7"), ("X-A:b", "X-A", "b"), ("a:\t b c \t", "a", "b c"), ("a:", "a", nil),
            ("a: ", "a", nil), ("a;", "a", ""), ("a:b;c:d", "a", "b;c:d"), ("a: é", "a", "é"),
        ])
    func `a header is as curl reads it`(text: String, name: String, value: String?) throws {
        let header = try RequestHeader(text)
        #expect(header.name == name && header.value == value)
    }

    @Test(arguments: ["", "a", ": b", "a b: c", "é: c", "a;b", "@file"])
    func `a header without a name is refused`(text: String) {
        let error = #expect(throws: ValidationError.self) { try RequestHeader(text) }
        #expect(error?.message == "-H \(text) is not NAME: VALUE")
    }

    @Test func `a value has no control characters`() {
        let error = #expect(throws: ValidationError.self) { try RequestHeader("a: b\r\nc: d") }
        #expect(error?.message == "-H a: b ⏎ c: d: a value has no control characters")
    }
}
