import TestSupport
import Testing

@testable import LambdaModel

@Suite("Functions whose code is in an image")
struct ImageFunctionTests {
    private static func load(
        _ keys: String, defaults: String = ""
    ) -> (function: FunctionSettings?, messages: [String]) {
        let (function, problems) = ExampleManifest.load(
            text: "{\"defaults\": {\(defaults)}, \"functions\": {\"f\": {\(keys)}}}")
        return (function, problems.map { "\($0.severity.rawValue): \($0.message)" })
    }

    @Test func `an image is enough`() throws {
        let (function, messages) = Self.load("\"image\": \"orders:dev\"")
        let settings = try #require(function)
        #expect(messages == [])
        #expect(settings.isContainerImage && settings.code == nil && settings.handler == nil)
        #expect(settings.image == "orders:dev" && settings.sources == [] && settings.imageConfig == ImageConfig())
        #expect(settings.defaultEventsFolders == ["/p/events/f", "/p/events"])
    }

    @Test func `parts of the image's configuration are replaced one by one`() throws {
        let (function, messages) = Self.load(
            """
            "image": "orders:dev", "imageConfig":
            {"entryPoint": ["python3", "-m", "awslambdaric"], "command": ["app.handler"], "workingDirectory": "/code"}
            """)
        #expect(messages == [])
        let full = ImageConfig(
            entryPoint: ["python3", "-m", "awslambdaric"], command: ["app.handler"], workingDirectory: "/code")
        #expect(function?.imageConfig == full)
        let one = Self.load("\"image\": \"orders:dev\", \"imageConfig\": {\"command\": [\"app.handler\"]}").function
        #expect(one?.imageConfig == ImageConfig(command: ["app.handler"]))
        let bare = Self.load("\"image\": \"orders:dev\"").function
        #expect(bare?.containerShape == "image \"orders:dev\"")
        #expect(
            one?.containerShape == "image \"orders:dev\"\nimageConfig {\"command\":[\"app.handler\"]}",
            "a changed command makes the container stale")
    }

    @Test func `an image with handler and code stays an image in place of a runtime`() throws {
        let (function, messages) = Self.load("\"image\": \"i\", \"handler\": \"a.b\", \"code\": \"code\"")
        let settings = try #require(function)
        #expect(messages == [])
        #expect(!settings.isContainerImage && settings.handler == "a.b" && settings.code == .folder("/p/code"))
    }

    @Test func `defaults give an image function neither a runtime nor a handler nor layers`() throws {
        let defaults = """
            "runtime": "nodejs22.x", "handler": "app.handler", "layers": ["shared"], "timeout": 9
            """
        let (function, messages) = Self.load("\"image\": \"orders:dev\"", defaults: defaults)
        let settings = try #require(function)
        #expect(messages == [])
        #expect(settings.runtime == nil && settings.handler == nil && settings.layers == [] && settings.timeout == 9)
        let other = try #require(Self.load("\"code\": \"base\"", defaults: defaults).function)
        #expect(other.handler == "app.handler" && other.layers == [.folder("/p/shared")])
    }

    @Test(
        arguments: [
            (
                "\"image\": \"i\", \"handler\": \"app.main\"",
                "error: function \"f\" has \"handler\" but no \"code\": if its image holds the code, write "
                    + "\"imageConfig\": {\"command\": [\"app.main\"]} or leave the handler to the image; if not, add "
                    + "\"code\""
            ),
            (
                "\"image\": \"i\", \"layers\": [\"shared\"]",
                "error: Lambda adds no layers to an image: copy their files into the image, at /opt"
            ),
            ("\"image\": \"i\", \"snapStart\": true", "error: Lambda has no SnapStart for images"),
            (
                "\"image\": \"i\", \"code\": \"base\"",
                "error: function \"f\" needs \"handler\" (such as \"app.handler\")"
            ),
            (
                "\"runtime\": \"nodejs22.x\", \"handler\": \"a.b\", \"code\": \"base\", \"imageConfig\": {}",
                "error: \"imageConfig\" is for an \"image\" that holds the code; a runtime's image is started with "
                    + "\"handler\""
            ),
            (
                "\"image\": \"i\", \"handler\": \"a.b\", \"code\": \"base\", \"imageConfig\": {}",
                "error: \"imageConfig\" is for an \"image\" that holds the code; an image with \"code\" is started with "
                    + "\"handler\""
            ),
            (
                "\"image\": \"i\", \"imageConfig\": [\"app.handler\"]",
                "error: \"imageConfig\" must be an object such as {\"command\": [\"app.handler\"]}, found an array"
            ),
            (
                "\"image\": \"i\", \"imageConfig\": {\"command\": \"app.handler\"}",
                "error: \"command\" of \"imageConfig\" must be an array of strings, found the string \"app.handler\""
            ),
            (
                "\"image\": \"i\", \"imageConfig\": {\"command\": []}",
                "error: \"command\" of \"imageConfig\" is empty; omit the key to use the image's own"
            ),
            (
                "\"image\": \"i\", \"imageConfig\": {\"cmd\": [\"a\"]}",
                "error: unknown key \"cmd\"; the keys here: entryPoint, command, workingDirectory"
            ),
            (
                "\"image\": \"i\", \"imageConfig\": {\"workingDirectory\": \"code\"}",
                "error: \"workingDirectory\" of \"imageConfig\" must be the absolute path of a folder in the image, of at "
                    + "most 1000 bytes"
            ),
        ])
    func `a mistake is one clear error`(keys: String, message: String) {
        let (function, messages) = Self.load(keys)
        #expect(function == nil)
        #expect(messages == [message])
    }

    @Test func `a build needs no code that it could leave out`() throws {
        let build = "\"build\": {\"command\": \"docker build -t orders:dev .\", \"watch\": [\"app\"]}"
        let (function, messages) = Self.load("\"image\": \"orders:dev\", \(build)")
        #expect(messages == [])
        #expect(function?.build?.watch == ["/p/app"])
    }

    @Test func `the deck's details name the image's configuration, and no mount`() throws {
        let settings = try #require(
            Self.load("\"image\": \"orders:dev\", \"imageConfig\": {\"command\": [\"a.b\"]}").function)
        let details = FunctionDetails(settings, nil, FunctionRunning(state: "stopped"))
        let rows = details.sections.flatMap(\.rows)
        #expect(!rows.contains { ["/var/task", "runtime", "handler"].contains($0.name) })
        #expect(rows.first { $0.name == "command" }?.value == "a.b")
    }
}
