import DockerEngine
import HostLink
import LambdaModel
import LambdaRuntime
import Testing

/// The Runtime API has no authentication, so only the container that it serves may connect.
@Suite("Other containers at the Runtime API")
struct ForeignRuntimeTests {
    /// Sends requests that only a function's own runtime may send, each on its own connection, and prints what each
    /// one gets.
    private static func intruder(_ address: String) -> String {
        """
        import http.client, socket
        host, port = "\(address)".split(":")
        runtime, extension = "/2018-06-01/runtime", "/2020-01-01/extension"
        for method, path in [
            ("GET", runtime + "/invocation/next"), ("POST", runtime + "/init/error"),
            ("POST", runtime + "/invocation/00000000-0000-4000-8000-000000000000/response"),
            ("POST", extension + "/register"), ("GET", "/ping"),
        ]:
            connection = http.client.HTTPConnection(host, int(port), timeout=20)
            try:
                connection.connect()
            except OSError as error:
                print("not connected", error)
                continue
            try:
                connection.request(method, path, "{}" if method == "POST" else None)
                print("answered", connection.getresponse().status)
            except TimeoutError:
                print("held")
            except (http.client.HTTPException, OSError):
                print("closed")
        """
    }

    @Test func getNoAnswerAndNoEvent() async throws {
        try await TestProject.run { project in
            let source = """
                import os
                def handler(event, context):
                    return [event, os.environ["AWS_LAMBDA_RUNTIME_API"]]
                """
            let deck = try await project.deck([try await project.python("hello", source)])
            try await deck.start("hello")
            let container = try await project.container().id
            let first = await deck.invoke("hello", "1")
            let address = try #require(
                first.text.split(separator: "\"").first { $0.contains(":") }, "\(first.account(seen: deck.journal))")
            let said = try await StrangeContainer.output(of: Self.intruder(String(address)))
            #expect(said == Array(repeating: "closed", count: 5), "\(said)")
            await deck.expect("hello", "2", answers: "[2, \"\(address)\"]")
            #expect(try await project.container().id == container)
        }
    }
}
