import LambdaModel
import OrderedCollections
import Testing

@Suite struct SettingOriginTests {
    private static let text = """
        { "registry": "mirror.example/lambda",
          "defaults": {
            "memorySize": 256, "runtime": "python3.13",
            "environmentFile": ".env",
            "environment": { "STAGE": "dev", "TABLE": "all" }
          },
          "functions": {
            "orders": {
              "handler": "app.handler", "code": "orders",
              "timeout": 10,
              "environmentFile": "orders/.env",
              "environment": { "TABLE": "orders" }
            },
            "custom": { "image": "mine:1", "handler": "h", "code": "hello", "memorySize": 512 }
          }
        }
        """
    private static let files = MemoryFiles([
        "/p/functions.json": text, "/p/.env": "TOKEN=a\nSTAGE=file\nONLY=1\n", "/p/orders/.env": "TOKEN=b\n",
        "/p/orders/app.py": "", "/p/hello/app.js": "",
    ])

    private func origins(_ environment: [String: String] = [:]) -> [String: SettingOrigins] {
        ManifestLoader.origins(path: "/p/functions.json", environment: environment, files: Self.files)
    }

    @Test func `each key comes from the function, from defaults, or from nowhere`() throws {
        let orders = try #require(origins()["orders"])
        #expect(orders.source(of: "timeout") == .function(line: 10))
        #expect(orders.source(of: "handler") == .function(line: 9))
        #expect(orders.source(of: "memorySize") == .defaults(line: 3))
        #expect(orders.source(of: "runtime") == .defaults(line: 3))
        #expect(orders.source(of: "architecture") == .standard)
        #expect(orders.registry == .project(line: 1))
        let custom = try #require(origins()["custom"])
        #expect(custom.source(of: "memorySize") == .function(line: 14))
        // A function with its own image does not inherit a runtime.
        #expect(custom.source(of: "runtime") == .standard && custom.source(of: "image") == .function(line: 14))
    }

    @Test func `the source of each variable is that of the value which won`() throws {
        let orders = try #require(origins()["orders"])
        #expect(orders.source(ofVariable: "TABLE") == .function(line: 12))
        #expect(orders.source(ofVariable: "TOKEN") == .environmentFile("/p/orders/.env"))
        #expect(orders.source(ofVariable: "STAGE") == .defaults(line: 5))
        #expect(orders.source(ofVariable: "ONLY") == .environmentFile("/p/.env"))
        #expect(orders.source(ofVariable: "NONE") == nil)
    }

    @Test func `the sources agree with the values that the loader merges`() throws {
        let (manifest, _) = ManifestLoader.load(path: "/p/functions.json", environment: [:], files: Self.files)
        let orders = try #require(manifest?.function(named: "orders"))
        #expect(orders.environment == ["TOKEN": "b", "STAGE": "dev", "ONLY": "1", "TABLE": "orders"])
        let sources = try #require(origins()["orders"])
        for name in orders.environment.keys {
            let isOfFile = if case .environmentFile = sources.source(ofVariable: name) { true } else { false }
            #expect(isOfFile == orders.fileVariableNames.contains(name), "\(name)")
        }
    }

    @Test func `lamdeck's environment wins over the registry of the file`() throws {
        let orders = try #require(origins(["LAMDECK_REGISTRY": "other.example"])["orders"])
        #expect(orders.registry == .ownEnvironment("LAMDECK_REGISTRY"))
    }

    @Test func `a file that is missing or broken has no sources`() {
        #expect(ManifestLoader.origins(path: "/p/none.json", environment: [:], files: Self.files).isEmpty)
        let broken = MemoryFiles(["/p/functions.json": "{ \"functions\": { \"a\": "])
        #expect(ManifestLoader.origins(path: "/p/functions.json", environment: [:], files: broken).isEmpty)
        let list = MemoryFiles(["/p/functions.json": "[1]"])
        #expect(ManifestLoader.origins(path: "/p/functions.json", environment: [:], files: list).isEmpty)
    }

    @Test func `the details show each value with its source`() throws {
        let (manifest, _) = ManifestLoader.load(path: "/p/functions.json", environment: [:], files: Self.files)
        let settings = try #require(manifest?.function(named: "orders"))
        var running = FunctionRunning(state: "ready")
        running.server = "lamdeck's own Runtime API"
        running.endpoint = 3001
        running.containers = [
            .init(name: "lamdeck-p-orders", id: "0123456789abcdef", role: "serving", started: "today")
        ]
        let details = FunctionDetails(settings, origins()["orders"], running)
        #expect(
            details.sections.map(\.title) == [
                "settings", "build", "image", "mounts", "network", "credentials", "environment", "container",
            ])
        func row(_ name: String) -> FunctionDetails.Row? { details.sections.flatMap(\.rows).first { $0.name == name } }
        #expect(row("memorySize") == .init("memorySize", "256 MB", from: .defaults(line: 3)))
        #expect(row("timeout") == .init("timeout", "10 seconds", from: .function(line: 10)))
        #expect(row("architecture") == .init("architecture", "the engine's", from: .standard))
        #expect(row("image")?.value == "mirror.example/lambda/python:3.13")
        #expect(row("image")?.source == .project(line: 1))
        #expect(row("/var/task") == .init("/var/task", "/p/orders", from: .function(line: 9)))
        #expect(row("URL") == .init("URL", "http://127.0.0.1:\(settings.resolvedPort)/"))
        #expect(row("invoke mode") == .init("invoke mode", "BUFFERED", from: .standard))
        #expect(row("endpoint")?.value == "http://127.0.0.1:3001/2015-03-31/functions/orders/invocations")
        #expect(row("credentials") == .init("credentials", "none", from: .standard))
        // The file of the function wins over the file of `defaults`.
        #expect(row("TOKEN")?.source == .environmentFile("/p/orders/.env"))
        #expect(row("lamdeck-p-orders")?.value == "serving · since today · 0123456789ab")
        #expect(details.sections.allSatisfy { !$0.rows.isEmpty })
    }

    @Test func `the details show a function URL's settings`() throws {
        var settings = try #require(
            ManifestLoader.load(path: "/p/functions.json", environment: [:], files: Self.files).manifest?.functions[0])
        var cors = CORSSettings()
        cors.allowOrigins = ["http://localhost:3000", "https://*"]
        cors.maxAge = 60
        settings.url.cors = cors
        settings.url.invokeMode = .responseStream
        settings.url.context = "/p/claims.json"
        let details = FunctionDetails(settings, nil, FunctionRunning(state: "stopped"))
        let rows = try #require(details.sections.first { $0.title == "network" }).rows
        func value(_ name: String) -> String? { rows.first { $0.name == name }?.value }
        #expect(value("CORS") == "origins http://localhost:3000, https://* · kept for 60 s")
        #expect(value("invoke mode") == "RESPONSE_STREAM")
        #expect(value("authorizer") == "the context in /p/claims.json")
    }

    @Test func `the details show a build`() throws {
        var settings = try #require(
            ManifestLoader.load(path: "/p/functions.json", environment: [:], files: Self.files).manifest?.functions[0])
        func rows() throws -> [FunctionDetails.Row] {
            let details = FunctionDetails(settings, nil, FunctionRunning(state: "stopped"))
            return try #require(details.sections.first { $0.title == "build" }).rows
        }
        #expect(try rows() == [.init("build", "none")])
        var build = BuildSettings(command: "npm run build", directory: "/p", watch: ["/p/src", "/p/package.json"])
        build.environment = ["NPM_TOKEN": "k3J8xPq92mZtR7vL"]
        settings.build = build
        #expect(
            try rows() == [
                .init("command", "npm run build"), .init("directory", "/p"), .init("mode", "once: it ends"),
                .init("watch", "/p/src"), .init("watch", "/p/package.json"), .init("timeout", "300 seconds"),
                .init("NPM_TOKEN", "k3J8xPq92mZtR7vL", isSecret: true),
            ])
        build.mode = .watch
        (build.watch, build.environment) = ([], [:])
        settings.build = build
        #expect(try rows().map(\.name) == ["command", "directory", "mode"])
    }

    @Test func `details are read as they were sent`() throws {
        let sources: [SettingSource?] = [
            nil, .standard, .project(line: 1), .defaults(line: 2), .function(line: 3), .environmentFile("/p/.env"),
            .ownEnvironment("NAME"),
        ]
        let details = FunctionDetails([
            .init("empty", []),
            .init("all", sources.map { .init("名 \u{0}", "value", from: $0, isSecret: $0 == .standard) }),
        ])
        #expect(try FunctionDetails(wire: details.wire) == details)
    }

    @Test func `secrets are marked, and sources that are not known are missing`() throws {
        var settings = try #require(
            ManifestLoader.load(path: "/p/functions.json", environment: [:], files: Self.files).manifest?.functions[0])
        settings.environment = ["API_TOKEN": "k3J8xPq92mZtR7vL", "TABLE": "orders"]
        let details = FunctionDetails(settings, nil, FunctionRunning(state: "stopped"))
        let rows = try #require(details.sections.first { $0.title == "environment" }).rows
        #expect(rows == [.init("API_TOKEN", "k3J8xPq92mZtR7vL", isSecret: true), .init("TABLE", "orders")])
        #expect(details.sections.flatMap(\.rows).allSatisfy { $0.source == nil })
    }
}
