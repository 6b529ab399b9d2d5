import LambdaModel
import OrderedCollections
import Testing

@Suite("Loading functions.json")
struct ManifestLoadTests {
    private let fixture = ManifestFixture()

    @Test func theShortestManifestHasLambdasDefaults() throws {
        let manifest = try fixture.manifest(ManifestFixture.one(""))
        #expect(manifest.path == "/p/functions.json")
        #expect(manifest.folder == "/p")
        #expect(manifest.registry == "public.ecr.aws/lambda")
        #expect(manifest.mouse)
        #expect(manifest.endpoint == nil)
        let function = try #require(manifest.function(named: "f"))
        #expect(manifest.functions == [function])
        #expect(function.runtime?.identifier == "nodejs22.x")
        #expect(function.image == "public.ecr.aws/lambda/nodejs:22")
        #expect(function.runtimeLabel == "nodejs22")
        #expect(function.handler == "app.handler")
        #expect(function.code == .folder("/p/hello"))
        #expect(function.layers.isEmpty)
        #expect(function.eventsFolder == nil)
        #expect(function.environment.isEmpty)
        #expect(function.environmentFile == nil)
        #expect(function.credentials == .none)
        #expect(function.memorySize == 128)
        #expect(function.timeout == 3)
        #expect(function.ephemeralStorage == 512)
        #expect(function.architecture == nil)
        #expect(function.port == nil)
        #expect(function.resolvedPort == 9000)
        #expect(function.concurrency == 1)
        #expect(function.watch == .on)
        #expect(function.spare)
    }

    @Test func everyKeyIsRead() throws {
        let function = try fixture.function(
            """
            "layers": ["shared", "./layer.zip"], "events": "/q/events", "environment": {"B_1": "1", "A_2": ""},
            "credentials": "environment", "memorySize": 10240, "timeout": 900, "ephemeralStorage": 10240,
            "architecture": "arm64", "port": 9001, "concurrency": 100, "watch": ["*.log", "tmp/**"], "spare": false
            """)
        #expect(function.layers == [.folder("/p/shared"), .zip("/p/layer.zip")])
        #expect(function.eventsFolder == "/q/events")
        #expect(function.environment == ["B_1": "1", "A_2": ""])
        #expect(function.credentials == .environment)
        #expect(function.memorySize == 10240)
        #expect(function.timeout == 900)
        #expect(function.ephemeralStorage == 10240)
        #expect(function.architecture == .arm64)
        #expect(function.port == 9001)
        #expect(function.resolvedPort == 9001)
        #expect(function.concurrency == 100)
        #expect(function.watch == .ignoring(["*.log", "tmp/**"]))
        #expect(!function.spare)
    }

    @Test func theTopOfTheFile() throws {
        let manifest = try fixture.manifest(
            """
            { "$schema": "functions.schema.json", "// a": 1, "//": [], "//": {}, "registry": "localhost:5000/lambda/",
              "mouse": false, "endpoint": 8999,
              "functions": { "//": "note", "b": { "//": 1, "runtime": "java21", "handler": "a.B", "code": "layer.zip" } } }
            """)
        #expect(manifest.registry == "localhost:5000/lambda")
        #expect(!manifest.mouse)
        #expect(manifest.endpoint == 8999)
        #expect(manifest.functions.map(\.image) == ["localhost:5000/lambda/java:21"])
        #expect(manifest.functions.map(\.code) == [.zip("/p/layer.zip")])
    }

    @Test func theEnvironmentNamesAnotherRegistry() throws {
        var fixture = fixture
        fixture.environment = ["LAMDECK_REGISTRY": "mirror.example/lambda/"]
        #expect(try fixture.function("").image == "mirror.example/lambda/nodejs:22")
        fixture.environment = ["LAMDECK_REGISTRY": ""]
        #expect(try fixture.function("").image == "public.ecr.aws/lambda/nodejs:22")
        fixture.environment = ["LAMDECK_REGISTRY": "https://mirror.example"]
        #expect(
            fixture.problemsOfGood("") == [
                "functions.json:1:1: error: the environment variable LAMDECK_REGISTRY must be a host and path such as "
                    + "\"public.ecr.aws/lambda\", without \"https://\" or spaces"
            ])
    }

    @Test func anImageOfOnesOwn() throws {
        let manifest = try fixture.manifest(
            #"{"functions": {"f": {"image": "company/php:8.3", "handler": "index.php", "code": "hello"}}}"#)
        #expect(manifest.functions.map(\.image) == ["company/php:8.3"])
        #expect(manifest.functions.map(\.runtime) == [nil])
        #expect(manifest.functions.map(\.runtimeLabel) == ["php:8.3"])
    }

    @Test func functionsKeepTheOrderOfTheFileAndGetTheNextFreePort() throws {
        let keys = #""runtime": "nodejs22.x", "handler": "app.handler", "code": "hello""#
        let manifest = try fixture.manifest(
            """
            { "endpoint": 9002, "functions": {
                "z": {\(keys)}, "m": {\(keys), "port": 9001}, "a": {\(keys)}, "b": {\(keys), "port": 9000}, "c": {\(keys)}
            } }
            """)
        #expect(manifest.functions.map(\.name) == ["z", "m", "a", "b", "c"])
        #expect(manifest.functions.map(\.resolvedPort) == [9003, 9001, 9004, 9000, 9005])
        #expect(manifest.functions.map(\.port) == [nil, 9001, nil, 9000, nil])
    }

    @Test func defaultsFillInMissingKeys() throws {
        let manifest = try fixture.manifest(
            """
            { "defaults": { "runtime": "python3.13", "handler": "app.handler", "code": "orders", "layers": ["shared"],
                "memorySize": 256, "timeout": 10, "environment": {"STAGE": "local", "LEVEL": "info"}, "spare": false,
                "watch": false, "credentials": "dev", "architecture": "x86_64", "concurrency": 2,
                "ephemeralStorage": 600, "events": "orders/events" },
              "functions": {
                "plain": {},
                "own": { "image": "company/php", "memorySize": 512, "environment": {"LEVEL": "debug", "NEW_1": "x"},
                         "watch": true, "layers": [], "spare": true, "credentials": "none" } } }
            """)
        let plain = try #require(manifest.function(named: "plain"))
        #expect(plain.image == "public.ecr.aws/lambda/python:3.13")
        #expect(plain.layers == [.folder("/p/shared")])
        #expect(plain.memorySize == 256)
        #expect(plain.timeout == 10)
        #expect(plain.ephemeralStorage == 600)
        #expect(plain.environment == ["STAGE": "local", "LEVEL": "info"])
        #expect(plain.credentials == .profile("dev"))
        #expect(plain.architecture == .x86_64)
        #expect(plain.concurrency == 2)
        #expect(plain.watch == .off)
        #expect(!plain.spare)
        #expect(plain.eventsFolder == "/p/orders/events")
        let own = try #require(manifest.function(named: "own"))
        #expect(own.image == "company/php")
        #expect(own.runtime == nil)
        #expect(own.layers.isEmpty)
        #expect(own.memorySize == 512)
        #expect(own.timeout == 10)
        #expect(own.environment == ["STAGE": "local", "LEVEL": "debug", "NEW_1": "x"])
        #expect(own.credentials == .none)
        #expect(own.watch == .on)
        #expect(own.spare)
    }

    @Test(
        arguments: [
            ("/p/app/code", [:], nil),
            ("/p/app/code", ["/p/app/events/": ""], "/p/app/events"),
            ("/p/app/code", ["/p/app/code/events/": ""], "/p/app/code/events"),
            ("/p/app/code", ["/p/app/events/": "", "/p/app/code/events/": ""], "/p/app/events"),
            ("/p/app/code", ["/p/app/events": "a file"], nil),
            ("/p/app/code.zip", ["/p/app/code.zip": "", "/p/app/events/": ""], "/p/app/events"),
            ("/p/app/code.zip", ["/p/app/code.zip": ""], nil),
        ] as [(String, [String: String], String?)])
    func eventsAreBesideTheCodeOrInIt(_ code: String, _ more: [String: String], _ folder: String?) throws {
        let fixture = ManifestFixture(files: MemoryFiles(["/p/app/code/": ""].merging(more) { $1 }))
        let manifest = try fixture.manifest(
            "{\"functions\": {\"f\": {\"runtime\": \"ruby3.4\", \"handler\": \"a.b\", \"code\": \"\(code)\"}}}")
        #expect(manifest.functions.map(\.eventsFolder) == [folder])
    }

    @Test func variablesOfTheFileComeFirstAndThoseOfTheManifestWin() throws {
        var fixture = fixture
        fixture.files = MemoryFiles([
            "/p/hello/": "", "/p/.env": "B_1=file\nA_1=file\n", "/p/common.env": "COMMON=1\nA_1=common\n",
        ])
        let function = try fixture.function(
            #""environmentFile": ".env", "environment": {"C_1": "own", "A_1": "own"}"#)
        #expect(function.environment == ["B_1": "file", "A_1": "own", "C_1": "own"])
        #expect(function.environmentFile == "/p/.env")

        let manifest = try fixture.manifest(
            """
            { "defaults": {"runtime": "nodejs22.x", "handler": "a.b", "code": "hello", "environmentFile": "common.env",
                "environment": {"STAGE": "local", "B_1": "default"}},
              "functions": {"f": {"environmentFile": ".env"}, "g": {}} }
            """)
        #expect(
            manifest.functions.map(\.environment) == [
                ["COMMON": "1", "A_1": "file", "STAGE": "local", "B_1": "file"],
                ["COMMON": "1", "A_1": "common", "STAGE": "local", "B_1": "default"],
            ])
        #expect(manifest.functions.map(\.environmentFile) == ["/p/.env", "/p/common.env"])
    }

    @Test func pathsAreSeenFromTheManifestsFolder() throws {
        let keys = "\"runtime\": \"nodejs22.x\", \"handler\": \"a.b\""
        for (written, path) in [
            ("hello", "/p/hello"), ("./hello/", "/p/hello"), ("../q//other/./", "/q/other"), ("/q/other", "/q/other"),
            (".", "/p"), ("hello/../orders", "/p/orders"),
        ] {
            let manifest = try fixture.manifest("{\"functions\": {\"f\": {\(keys), \"code\": \"\(written)\"}}}")
            #expect(manifest.functions.map(\.code) == [.folder(path)])
        }
    }

    @Test func aManifestThatCannotBeReadIsAProblemToo() {
        let files = MemoryFiles(["/p/functions.json": "{}"], locked: ["/p/functions.json"])
        let (manifest, problems) = ManifestLoader.load(path: "/p/functions.json", environment: [:], files: files)
        #expect(manifest == nil)
        #expect(
            problems.map(\.description) == [
                "functions.json:1:1: error: the file cannot be read: permission denied"
            ])
    }

    @Test func aManifestIsReadFromItsFile() {
        let files = MemoryFiles(["/p/functions.json": ManifestFixture.one(""), "/p/hello/": ""])
        let (manifest, problems) = ManifestLoader.load(
            path: "/p/functions.json", environment: [:], files: files, today: ManifestFixture.today)
        #expect(problems.isEmpty)
        #expect(manifest?.functions.map(\.name) == ["f"])
    }
}
