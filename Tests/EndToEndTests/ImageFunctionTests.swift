import Foundation
import JSONText
import TestSupport
import Testing

/// Functions whose code is in their image.
@Suite(.limited)
struct ImageFunctionTests {
    /// Writes the files of an image.
    private static func write(_ project: Project, answer: String, _ instructions: [String]) async throws {
        let registry = try await Engine.baseImages() ?? "public.ecr.aws/lambda"
        let lines = ["FROM \(registry)/python:3.13", "COPY app.py /var/task/"] + instructions
        try project.write("image/Dockerfile", lines.joined(separator: "\n") + "\n")
        try project.write(
            "image/app.py",
            "import os, json\nprint('loaded')\n\ndef handler(event, context):\n    return \(answer)\n")
    }

    /// Makes an image of AWS's base image for Python with an `app.py` whose `handler` has this body.
    private static func build(
        _ project: Project, _ image: String, answer: String, _ instructions: String...
    ) async throws {
        try await write(project, answer: answer, instructions)
        let built = try await Engine.docker(["build", "-q", "-t", image, project.path("image")])
        guard built.status == 0 else { throw NeverCame(description: "no image: \(built.messages)") }
    }

    /// Runs a test with a name for its image, which is removed after it.
    private static func run(_ test: (Project, String) async throws -> Void) async throws {
        let image = "lamdeck-test-\(UUID().uuidString.prefix(8).lowercased()):dev"
        do {
            try await Project.run { project in try await test(project, image) }
        } catch {
            _ = try await Engine.docker(["rmi", "--force", image])
            throw error
        }
        _ = try await Engine.docker(["rmi", "--force", image])
    }

    private static func manifest(_ image: String, port: Int, _ more: String = "") -> String {
        """
        { "functions": { "orders": { "image": "\(image)", "port": \(port), "spare": false, "timeout": 20\(more) } } }
        """
    }

    @Test("AWS's entry point is served by lamdeck, and a new build of the image restarts the function")
    func rebuilt() async throws {
        try await Self.run { project, image in
            let port = FreePort.take()
            try await Self.build(project, image, answer: "['one', event['n']]", "CMD [\"app.handler\"]")
            try project.write("functions.json", Self.manifest(image, port: port))
            try project.write("events/orders/event.json", "{\"n\": 1}")
            let single = try await project.lamdeck("invoke", "orders", "event", "--raw")
            #expect(single.text == "[\"one\", 1]", "\(single.messages)")

            try await project.up(1) { program in
                #expect(try await project.post("{\"n\": 2}", port: port) == "[\"one\", 2]")
                let served = try await project.lamdeck("ps", "--json").lines.map { try JSONDocument($0).root }
                #expect(served.first?["servedBy"]?.string == "lamdeck", "\(served)")
                #expect(!program.messages().contains("the emulator"), "\(program.messages())")
                try await Self.build(project, image, answer: "['two', event['n']]", "CMD [\"app.handler\"]")
                try await waitUntil("the restart to be told") {
                    program.output().contains("orders | restarted: image \(image) changed")
                }
                try await waitUntil("the new image's answer") {
                    try await project.post("{\"n\": 3}", port: port) == "[\"two\", 3]"
                }
            }
            let hashes = try await project.calls(3, of: "orders").compactMap { $0["codeHash"]?.string }
            #expect(Set(hashes).count == 2, "the history distinguishes the images: \(hashes)")
        }
    }

    @Test("A build makes the image before the first start, and again after a save")
    func built() async throws {
        try await Self.run { project, image in
            let port = FreePort.take()
            try await Self.write(project, answer: "['one', event['n']]", ["CMD [\"app.handler\"]"])
            let build = ", \"build\": { \"command\": \"docker build -t \(image) image\", \"watch\": [\"image\"] }"
            try project.write("functions.json", Self.manifest(image, port: port, build))
            try await project.up(1) { _ in
                #expect(try await project.post("{\"n\": 2}", port: port) == "[\"one\", 2]")
                try await Self.write(project, answer: "['two', event['n']]", ["CMD [\"app.handler\"]"])
                try await waitUntil("the new image's answer") {
                    try await project.post("{\"n\": 3}", port: port) == "[\"two\", 3]"
                }
            }
        }
    }

    @Test("A runtime client as the entry point, with imageConfig's command and working directory")
    func ownEntryPoint() async throws {
        try await Self.run { project, image in
            try await Self.build(
                project, image, answer: "[os.getcwd(), os.environ['AWS_LAMBDA_FUNCTION_NAME']]",
                "ENV PYTHONPATH=/var/runtime:/var/task",
                "ENTRYPOINT [\"/var/lang/bin/python3\", \"-m\", \"awslambdaric\"]",
                "CMD [\"nowhere.handler\"]", "USER 1000")
            let config = ", \"imageConfig\": {\"command\": [\"app.handler\"], \"workingDirectory\": \"/usr\"}"
            try project.write("functions.json", Self.manifest(image, port: FreePort.take(), config))
            let result = try await project.lamdeck("invoke", "orders", "--json")
            let call = try JSONDocument(result.text).root
            #expect(call["verdict"]?.string == "ok", "\(result.text) \(result.messages)")
            #expect(call["response"]?.compact() == "[\"/usr\",\"orders\"]")
            #expect(call["initMs"]?.double ?? 0 > 0, "the init was measured")
        }
    }

    @Test("An image without a shell is served by the emulator, which is mounted beside it")
    func noShell() async throws {
        try await Self.run { project, image in
            try await Self.build(
                project, image, answer: "[os.path.exists('/bin/sh'), event['n']]",
                "ENV PYTHONPATH=/var/runtime:/var/task", "RUN rm -f /bin/sh /usr/local/bin/aws-lambda-rie",
                "ENTRYPOINT [\"/var/lang/bin/python3\", \"-m\", \"awslambdaric\"]", "CMD [\"app.handler\"]")
            try project.write("functions.json", Self.manifest(image, port: FreePort.take()))
            try project.write("events/orders/event.json", "{\"n\": 1}")
            let result = try await project.lamdeck("invoke", "orders", "event", "--raw")
            #expect(result.text == "[false, 1]", "\(result.messages)")
            #expect(try await project.allContainers() == [], "nothing is left of looking into the image")
        }
    }

    @Test("An image whose program ends without an event says what is missing")
    func noClient() async throws {
        try await Self.run { project, image in
            try await Self.build(project, image, answer: "1", "ENTRYPOINT [\"/bin/echo\", \"hello\"]")
            try project.write("functions.json", Self.manifest(image, port: FreePort.take()))
            let result = try await project.lamdeck("invoke", "orders")
            #expect(result.status == 1)
            #expect(
                result.messages.contains("the program of the image ended before it asked for an event"),
                "\(result.messages)")
            #expect(result.messages.contains("awslambdaric"))
        }
    }

    @Test("A program that stays silent is reported when the init has taken too long", .tags(.long))
    func silentProgram() async throws {
        try await Self.run { project, image in
            try await Self.build(project, image, answer: "1", "ENTRYPOINT [\"/bin/sleep\", \"1000\"]")
            let manifest = Self.manifest(image, port: FreePort.take()).replacing(
                "\"timeout\": 20", with: "\"timeout\": 1")
            try project.write("functions.json", manifest)
            let result = try await project.lamdeck("invoke", "orders")
            #expect(result.status == 1)
            #expect(
                result.messages.contains("the program of the image has not asked for an event"), "\(result.messages)")
        }
    }

    @Test("A missing image names the way to make it")
    func missing() async throws {
        try await Self.run { project, image in
            try project.write("functions.json", Self.manifest(image, port: FreePort.take()))
            let result = try await project.lamdeck("invoke", "orders")
            #expect(result.status != 0)
            #expect(result.messages.contains("docker build -t \(image) ."), "\(result.messages)")
            #expect(result.messages.contains("\"build\""))
        }
    }

    @Test("An image with nothing to start is refused in plain words")
    func nothingToStart() async throws {
        try await Self.run { project, image in
            let made = try await Engine.docker(
                ["import", "--change", "ENV A=b", "-", image], input: Array(repeating: 0, count: 1024))
            guard made.status == 0 else { throw NeverCame(description: made.messages) }
            try project.write("functions.json", Self.manifest(image, port: FreePort.take()))
            let result = try await project.lamdeck("invoke", "orders")
            #expect(result.messages.contains("has neither an entry point nor a command"), "\(result.messages)")
        }
    }
}
