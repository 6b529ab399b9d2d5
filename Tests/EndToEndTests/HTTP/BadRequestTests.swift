import Foundation
import JSONText
import TestSupport
import Testing

/// What broken, rude and many clients send to a function URL and to an API, over real sockets.
@Suite(.limited)
struct BadRequestTests {
    /// Answers with the parts of its event that a request's form decides. It logs nothing: an engine that follows lines of
    /// megabytes delays the next call.
    private let echo = SampleFunction(
        name: "echo", runtime: "nodejs22.x",
        code: [
            "app.js": """
            exports.handler = async (event) => ({
                path: event.rawPath, id: event.pathParameters?.id, query: event.rawQueryString, cookies: event.cookies,
                n: event.queryStringParameters?.n, tag: event.headers?.["x-tag"], size: event.body?.length ?? 0,
                isBase64: event.isBase64Encoded,
            });

            """
        ])
    private let api = SampleAPI(
        "shop", routes: ["GET /orders/{id}": "echo", "POST /orders": "echo", "GET /a/{rest+}": "echo"])

    /// A request after which the connection ends, and the status of the response; 0 without a response.
    private func status(of request: String, port: Int) async throws -> Int {
        let connection = try RawConnection(port: port)
        connection.send(request)
        let answer = try await connection.waitForEnd()
        return answer.isEmpty ? 0 : Int(answer.split(separator: " ").dropFirst().first ?? "") ?? -1
    }

    @Test("Malformed requests are refused, and close only their own connection")
    func malformed() async throws {
        try await Project.run(echo, apis: [api]) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            for port in [echo.port, api.port] {
                let host = "Host: 127.0.0.1:\(port)\r\n"
                let kept = try RawConnection(port: port)
                kept.send("GET /orders/1?n=1 HTTP/1.1\r\n\(host)\r\n")
                try await kept.wait(for: "\"n\":\"1\"")
                for request in [
                    "nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\(host)\r\n", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n",
                    "GET / HTTP/1.1\r\n\(host)no colon\r\n\r\n", "GET / HTTP/1.1\r\n\(host)a b: c\r\n\r\n",
                    "POST /orders HTTP/1.1\r\n\(host)Content-Length: x\r\n\r\n",
                    "POST /orders HTTP/1.1\r\n\(host)Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                    "POST /orders HTTP/1.1\r\n\(host)Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "POST /orders HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
                ] {
                    let status = try await status(of: request, port: port)
                    #expect(status == 400, "\(request): \(status)")
                }
                let long = String(repeating: "x", count: 70_000)
                let isTooLong = try await status(of: "GET / HTTP/1.1\r\n\(host)x-long: \(long)\r\n\r\n", port: port)
                #expect(isTooLong == 431)
                let strange = try await status(of: "GET /orders/1 HTTP/1.1\r\nHost: evil.example\r\n\r\n", port: port)
                #expect(strange == 403, "a page of another host that resolves to this machine")
                kept.send("GET /orders/2?n=2 HTTP/1.1\r\n\(host)\r\n")
                try await kept.wait(for: "\"n\":\"2\"")
            }
            #expect(try await project.lamdeck("history", "--json").lines.count == 4, "none of them is a call")
        }
    }

    @Test("Paths are passed on as they were sent: `%2F`, `..`, doubled slashes and broken escapes")
    func paths() async throws {
        try await Project.run(echo, apis: [api]) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            for path in ["/a%2Fb", "/a/../b", "//a//b", "/%2e%2e/%2E", "/%zz%", "/caf%C3%A9", "/a;b=c/d"] {
                let answer = try await HTTPAnswer.get("GET \(path)", port: echo.port)
                #expect(answer.status == 200, "\(path): \(answer.summary)")
            }
            let raw = try await HTTPAnswer.get("GET /a%2Fb/../c?x=%2F&&y", port: echo.port)
            #expect(try raw.json["path"]?.string == "/a%2Fb/../c", "\(raw.summary)")
            #expect(try raw.json["query"]?.string == "x=%2F&&y", "\(raw.summary)")
            for (path, id) in [("/orders/a%2Fb", "a/b"), ("/orders/..", ".."), ("/orders/%2e%2e", "..")] {
                let answer = try await HTTPAnswer.get("GET \(path)", port: api.port)
                #expect(try answer.json["id"]?.string == id, "\(path): \(answer.summary)")
            }
            // `..` does not lead out of a route, nor `%2F` into one.
            for path in ["/orders/../admin", "/orders%2F7", "/orders/", "/a"] {
                let answer = try await HTTPAnswer.get("GET \(path)", port: api.port)
                #expect(answer.status == 404 && answer.problem.contains("no route has the path"), "\(answer.summary)")
            }
            let method = try await HTTPAnswer.get("GET /orders", port: api.port)
            #expect(method.status == 404 && method.problem.contains("POST"), "\(method.summary)")
        }
    }

    @Test("Bodies of 5, 6, 10 and 11 MB, chunked bodies, and headers that are there twice", .tags(.long))
    func bodies() async throws {
        try await Project.run(echo, apis: [api]) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let text = ["content-type: text/plain"]
            for (megabytes, urlStatus, apiStatus, reason) in [
                (5, 200, 200, nil), (10, 413, 413, "Lambda's limit"), (11, 413, 413, "the limit is 10485760"),
            ] as [(Int, Int, Int, String?)] {
                let body = [UInt8](repeating: UInt8(ascii: "x"), count: megabytes * 1_000_000)
                let one = try await HTTPAnswer.get("POST /orders", port: echo.port, headers: text, body: body)
                #expect(one.status == urlStatus, "\(megabytes) MB: \(one.summary)")
                let two = try await HTTPAnswer.get("POST /orders", port: api.port, headers: text, body: body)
                #expect(
                    two.status == apiStatus && reason.map(two.problem.contains) ?? true,
                    "\(megabytes) MB: \(two.summary)")
                if urlStatus == 200 {
                    #expect(try one.json["size"]?.int == body.count && two.json["size"]?.int == body.count)
                } else {
                    #expect(try two.json["message"]?.string == "Request Entity Too Large", "\(two.summary)")
                }
            }
            // One that announces more is refused before it is sent.
            let announced = try RawConnection(port: api.port)
            announced.send("POST /orders HTTP/1.1\r\nHost: 127.0.0.1:\(api.port)\r\nContent-Length: 11000000\r\n\r\n")
            try await announced.wait(for: " 413 ")

            for port in [echo.port, api.port] {
                let chunked = try RawConnection(port: port)
                chunked.send(
                    "POST /orders?n=1 HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: text/plain\r\n"
                        + "X-Tag: one\r\nX-Tag: two\r\nCookie: a=1\r\nCookie: b=2; c=3\r\nTransfer-Encoding: chunked\r\n\r\n"
                )
                for chunk in ["3\r\nabc\r\n", "a;x=y\r\n0123456789\r\n", "0\r\nTrailer: x\r\n\r\n"] {
                    chunked.send(chunk)
                }
                let answer = try await chunked.wait(for: "\"n\":\"1\"")
                #expect(answer.contains("\"size\":13") && answer.contains("\"tag\":\"one,two\""), "\(answer)")
                #expect(answer.contains("\"cookies\":[\"a=1\",\"b=2\",\"c=3\"]"), "\(answer)")
                let endless = try RawConnection(port: port)
                endless.send("POST /orders HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nTransfer-Encoding: chunked\r\n\r\n")
                let chunk = "100000\r\n" + String(repeating: "x", count: 0x100000) + "\r\n"
                for _ in 0..<12 where endless.send(chunk) {}
                try await endless.wait(for: " 413 ")
            }
        }
    }

    @Test("A client that leaves in mid-stream: the call ends well, and the next request is answered", .tags(.long))
    func leaving() async throws {
        let events = try SampleFunction.app("events").with {
            $0.settings = ["\"url\": { \"invokeMode\": \"RESPONSE_STREAM\" }"]
        }
        try await Project.run(events, echo, apis: [api]) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            for _ in 0..<3 {
                let connection = try RawConnection(port: events.port)
                connection.send("GET /?count=10&pause=100 HTTP/1.1\r\nHost: 127.0.0.1:\(events.port)\r\n\r\n")
                try await connection.wait(for: "id: 2")
                connection.close()
            }
            // One that leaves in the middle of its body is no call.
            let sender = try RawConnection(port: api.port)
            sender.send("POST /orders HTTP/1.1\r\nHost: 127.0.0.1:\(api.port)\r\nContent-Length: 100\r\n\r\nabc")
            sender.close()
            let whole = try await HTTPAnswer.get("GET /?count=3&pause=1", port: events.port)
            #expect(whole.status == 200 && whole.text.contains("id: 3"), "\(whole.summary)")
            let rows = try await project.lamdeck("history", "--json").lines.map { try JSONDocument($0).root }
            #expect(rows.map { $0["verdict"]?.string ?? "" } == ["ok", "ok", "ok", "ok"], "\(rows.map(\.text))")
            #expect(rows.allSatisfy { $0["function"]?.string == "events" })
        }
    }

    @Test("Two hundred clients with kept connections, and a request beside a thousand silent connections", .tags(.long))
    func crowd() async throws {
        try await Project.run(echo, apis: [api]) { project in
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let program = "\(Program.package)/Tests/EndToEndTests/Clients/crowd.py"
            for (port, target) in [(echo.port, "/x"), (api.port, "/orders/7")] {
                let result = try await Program.run("python3", ["-B", program, "\(port)", "200", "5", target])
                let counts = try JSONDocument(result.text).root
                #expect(counts["lost"]?.int == 0 && counts["wrong"]?.int == 0, "\(counts.text)\(result.messages)")
                #expect((counts["right"]?.int ?? 0) >= 200, "\(counts.text)")
            }
            for port in [echo.port, api.port] {
                let kept = try RawConnection(port: port)
                let head = "GET /orders/7?n=3 HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n"
                kept.send(head)
                try await kept.wait(for: "\"n\":\"3\"")
                let silent = try await Program.run(
                    "python3", ["-B", program, "\(port)", "1000", "silent"], environment: Program.environment, in: "/"
                ) { program in
                    try await waitUntil("the connections") { program.output().contains("open") }
                    let answer = try await HTTPAnswer.get("GET /orders/7?n=4", port: port)
                    #expect(answer.status == 200, "\(answer.summary)")
                    #expect(try await project.post("{}", port: echo.port).contains("size"))
                    program.send(SIGTERM)
                }
                #expect(silent.status == 128 + Int(SIGTERM), "\(silent.messages)")
            }
        }
    }
}
