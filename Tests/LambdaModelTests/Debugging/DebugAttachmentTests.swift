import JSONText
import Testing

@testable import LambdaModel

/// How clients attach: entries for `launch.json`, commands.
@Suite struct DebugAttachmentTests {
    private static let place = DebugAttachment.Place(
        project: "/p", code: "/p/orders/dist", layer: "/shared/layer", labels: ["lamdeck.function=orders"])

    private static func entry(_ plan: DebugPlan, port: Int? = 7000) throws -> JSONNode {
        try JSONDocument(DebugAttachment("orders", plan, port: port, at: place).entry).root
    }

    @Test func `Node.js: the folder of the code is /var/task`() throws {
        let entry = try Self.entry(DebugPlan(.inspector))
        #expect(entry["name"]?.string == "lamdeck: orders" && entry["request"]?.string == "attach")
        #expect(entry["type"]?.string == "node" && entry["port"]?.int == 7000)
        #expect(entry["address"]?.string == "127.0.0.1")
        #expect(entry["localRoot"]?.string == "${workspaceFolder}/orders/dist")
        #expect(entry["remoteRoot"]?.string == "/var/task")
    }

    @Test func `Python: the folders of the code and of a layer outside of the project`() throws {
        let entry = try Self.entry(DebugPlan(.debugpy))
        #expect(entry["type"]?.string == "debugpy" && entry["connect"]?["port"]?.int == 7000)
        let mappings = try #require(entry["pathMappings"]).elements.map {
            ($0["localRoot"]?.string, $0["remoteRoot"]?.string)
        }
        #expect(mappings.map(\.0) == ["${workspaceFolder}/orders/dist", "/shared/layer"])
        #expect(mappings.map(\.1) == ["/var/task", "/opt"])
    }

    @Test func `Java, Go and .NET have entries of their extensions`() throws {
        #expect(try Self.entry(DebugPlan(.jdwp))["hostName"]?.string == "127.0.0.1")
        let go = try Self.entry(DebugPlan(.delve))
        #expect(go["type"]?.string == "go" && go["mode"]?.string == "remote" && go["port"]?.int == 7000)
        let net = try Self.entry(DebugPlan(.vsdbg, program: "/opt/vsdbg/vsdbg"), port: nil)
        #expect(net["pipeTransport"]?["debuggerPath"]?.string == "/opt/vsdbg/vsdbg")
        let arguments = try #require(net["pipeTransport"]?["pipeArgs"]).elements.compactMap(\.string)
        #expect(arguments.last?.contains("--filter label=lamdeck.function=orders") == true)
    }

    @Test func `a code folder that is the project's, and one whose name only begins like it`() throws {
        func root(_ code: String) throws -> String? {
            let place = DebugAttachment.Place(project: "/p", code: code)
            return try JSONDocument(DebugAttachment("f", DebugPlan(.inspector), port: 1, at: place).entry)
                .root["localRoot"]?.string
        }
        #expect(try root("/p") == "${workspaceFolder}")
        #expect(try root("/pictures") == "/pictures")
    }

    @Test func `the lines for the user name the port, the wait and the command`() {
        let node = DebugAttachment("orders", DebugPlan(.inspector, waits: true), port: 9229, at: Self.place)
        #expect(
            node.lines == [
                "Node.js's inspector listens at 127.0.0.1:9229; the runtime waits for it",
                "in a terminal: node inspect 127.0.0.1:9229",
            ])
        let python = DebugAttachment("orders", DebugPlan(.debugpy), port: 5678, at: Self.place)
        #expect(python.lines == ["debugpy listens at 127.0.0.1:5678"])
        let net = DebugAttachment("orders", DebugPlan(.vsdbg), port: nil, at: Self.place)
        #expect(net.lines == ["vsdbg attaches inside the container"])
    }
}
