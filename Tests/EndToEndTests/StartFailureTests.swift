import Foundation
import TestSupport
import Testing

/// Functions that cannot run: the message, the exit code, and that nothing is left behind.
@Suite(.limited)
struct StartFailureTests {
    @Test("A missing image that cannot be pulled")
    func imageNotPullable() async throws {
        // Nothing listens there, and an engine pulls from a loopback address without TLS.
        let image = "127.0.0.1:\(FreePort.take())/lambda/nodejs:22"
        let hello = SampleFunction.node("hello").with { $0.settings = ["\"image\": \"\(image)\""] }
        try await Project.run(hello) { project in
            try project.replace("\"runtime\": \"nodejs22.x\", ", with: "", in: "functions.json")
            let result = try await project.lamdeck("up", "--detach")
            #expect(result.status == 4)
            #expect(result.messages.contains("the image \(image) is not on this machine"), "\(result.messages)")

            let deck = try await project.deck()
            try await deck.press("S", waitFor: "the reason") {
                $0.mark("hello") == "✗" && $0.containsWrapped("its registry cannot be reached")
                    && $0.containsWrapped("LAMDECK_REGISTRY")
            }
            #expect(try await project.containers() == [])
        }
    }

    @Test("An image for another processor")
    func architecture() async throws {
        let native = try await Engine.docker(["version", "--format", "{{.Server.Arch}}"]).lines.first
        let (other, own) = native == "arm64" ? ("x86_64", "arm64") : ("arm64", "amd64")
        let hello = SampleFunction.node("hello").with { $0.settings = ["\"architecture\": \"\(other)\""] }
        try await Project.run(hello) { project in
            let result = try await project.lamdeck("up", "--detach")
            #expect(result.status == 4)
            #expect(result.messages.contains("is for \(own), but the function needs \(other)"), "\(result.messages)")

            let deck = try await project.deck()
            try await deck.press("S", waitFor: "the reason") {
                $0.mark("hello") == "✗" && $0.containsWrapped("is for \(own), but the function needs \(other)")
            }
            #expect(try await project.containers() == [])
        }
    }

    @Test("A port in use by a program of this machine: the error names it, and no container is left")
    func portOfAProgram() async throws {
        let socket = try ListeningSocket()
        defer { socket.close() }
        let hello = SampleFunction.node("hello").with { $0.port = socket.port }
        try await Project.run(hello) { project in
            let result = try await project.lamdeck("up", "--detach")
            #expect(result.status == 5)
            #expect(result.messages.contains("port \(hello.port) is in use by"), "\(result.messages)")
            #expect(result.messages.contains("(pid \(getpid()))"), "\(result.messages)")
            #expect(try await project.containers() == [])

            let deck = try await project.deck()
            try await deck.press("S", waitFor: "the reason") {
                $0.mark("hello") == "✗" && $0.containsWrapped("port \(hello.port) is in use by")
            }
            #expect(try await project.containers() == [])
        }
    }

    @Test("A port in use by another project's function: the error names the function and its manifest")
    func portOfAnotherProject() async throws {
        let hello = SampleFunction.node("hello")
        try await Project.run(hello) { project in
            let other = SampleFunction.node("other").with { $0.port = hello.port }
            try project.add(other)
            try project.write("second.json", SampleFunction.manifest([other]))
            #expect(try await project.lamdeck("up", "--detach").status == 0)
            let result = try await project.lamdeck("up", "--detach", "--file", "second.json")
            #expect(result.status == 5)
            #expect(
                result.messages.contains("by the function hello of \(project.path("functions.json"))"),
                "\(result.messages)")
            #expect(try await project.containers().map(\.function) == ["hello"])
        }
    }

    @Test("A missing code folder is an error of the manifest, or of a start if it was deleted later")
    func codeFolderMissing() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let deck = try await project.deck()
            try await deck.wait("the host") { $0.header.contains("docker") && $0.hasUp(0) && $0.mark("orders") == "○" }
            try project.delete("hello/code")
            try await deck.press("S", waitFor: "the reason") {
                $0.mark("hello") == "✗" && $0.containsWrapped("hello/code")
            }
            let validate = try await project.lamdeck("validate")
            #expect(validate.status == 2)
            #expect(validate.messages.contains("functions.json:2:"), "\(validate.messages)")
            #expect(validate.messages.contains("hello/code"), "\(validate.messages)")
            let up = try await project.lamdeck("up", "--detach")
            #expect(up.status == 2)
            #expect(try await project.containers() == [])
        }
    }

    @Test("A function name that Lambda would reject")
    func functionName() async throws {
        try await Project.run(.node("hello")) { project in
            try project.replace("\"hello\"", with: "\"hello world\"", in: "functions.json")
            let result = try await project.lamdeck("validate")
            #expect(result.status == 2)
            #expect(result.messages.contains("functions.json:2:3"), "\(result.messages)")
            #expect(result.messages.contains("hello world"), "\(result.messages)")

            let deck = try await project.deck()
            try await deck.wait("the reason") { $0.containsWrapped("hello world") && $0.contains("cannot be used") }
        }
    }

    @Test("A container that exits at once: its last lines are shown")
    func exitsAtOnce() async throws {
        try await Project.run(.node("hello")) { project in
            let image = try await brokenImage(of: project)
            do {
                try project.replace(
                    "\"runtime\": \"nodejs22.x\"", with: "\"image\": \"\(image)\"", in: "functions.json")
                let result = try await project.lamdeck("up", "--detach")
                #expect(result.status == 5)
                #expect(result.messages.contains("exited with code 7"), "\(result.messages)")
                #expect(result.messages.contains("no configuration here"), "\(result.messages)")

                let deck = try await project.deck()
                try await deck.press("S", waitFor: "the last words") {
                    $0.mark("hello") == "✗" && $0.containsWrapped("exited with code 7")
                        && $0.contains("looking for the configuration") && $0.contains("no configuration here")
                }
                try await waitUntil("its container is removed") { try await project.containers() == [] }
            } catch {
                _ = try? await Engine.docker(["rmi", image])
                throw error
            }
            _ = try await Engine.docker(["rmi", image])
        }
    }

    /// A base image whose entry point prints two lines and ends.
    private func brokenImage(of project: Project) async throws -> String {
        let registry = try await Engine.baseImages() ?? "public.ecr.aws/lambda"
        let image = "lamdeck.local/e2e/\(project.terminalServer):broken"
        let made = try await Engine.docker(["create", "\(registry)/provided:al2023"])
        let container = try #require(made.lines.first, "\(made.messages)")
        let script = "echo looking for the configuration; echo no configuration here >&2; exit 7"
        let commit = try await Engine.docker(
            ["commit", "--change", "ENTRYPOINT [\"sh\", \"-c\", \"\(script)\"]", container, image])
        _ = try await Engine.docker(["rm", container])
        try #require(commit.status == 0, "\(commit.messages)")
        return image
    }
}
