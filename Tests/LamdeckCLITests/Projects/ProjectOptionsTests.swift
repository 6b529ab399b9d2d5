import ArgumentParser
import LambdaModel
import LambdaRuntime
import Testing

@testable import LamdeckCLI

struct ProjectOptionsTests {
    private static func options(_ arguments: String...) throws -> ProjectOptions { try ProjectOptions.parse(arguments) }

    @Test func `the manifest is found in the folder and in those above`() throws {
        let folder = try TestFolder.project(["a/b/x": ""])
        let captured = try Captured()
        for place in ["", "/hello", "/a/b"] {
            let context = CommandContext.test(captured, folder: folder.path + place)
            #expect(try Self.options().manifestPath(in: context) == folder.path + "/functions.json")
        }
        let context = CommandContext.test(captured, folder: folder.path + "/a")
        #expect(try Self.options("--file", "..").manifestPath(in: context) == folder.path + "/functions.json")
    }

    @Test(
        arguments: [
            (nil, "no functions.json in ROOT or in a folder above it"), ("x.json", "no file ROOT/x.json"),
            ("sub", "no functions.json in ROOT/sub"),
        ] as [(String?, String)])
    func `a manifest that is not there is wrong usage`(file: String?, message: String) throws {
        let folder = try TestFolder(["sub/x": ""])
        let context = CommandContext.test(try Captured(), folder: folder.path)
        let options = try ProjectOptions.parse(file.map { ["--file", $0] } ?? [])
        let failure = #expect(throws: CommandFailure.self) { try options.manifestPath(in: context) }
        #expect(failure?.status == .usage)
        #expect(failure?.message == message.replacing("ROOT", with: folder.path))
    }

    @Test func `warnings go to standard error, and the manifest is used`() throws {
        let folder = try TestFolder.project()
        try folder.write(
            "functions.json",
            #"{"functions": {"hello": {"image": "demo:1", "handler": "app.handler", "code": "hello", "port": 80}}}"#)
        let captured = try Captured()
        let manifest = try Self.options().manifest(in: .test(captured, folder: folder.path))
        #expect(manifest.functions.map(\.name) == ["hello"])
        #expect(captured.results.isEmpty)
    }

    @Test func `errors go to standard error, all of them, and the manifest cannot be used`() throws {
        let folder = try TestFolder(["functions.json": #"{"functions": {"a": {"handlr": "x"}}}"#])
        let captured = try Captured()
        let failure = #expect(throws: CommandFailure.self) {
            try Self.options().manifest(in: .test(captured, folder: folder.path))
        }
        #expect(failure?.status == .usage && failure?.message == "\(folder.path)/functions.json cannot be used")
        #expect(
            captured.messages.contains("functions.json:1:22: error: unknown key \"handlr\"; did you mean \"handler\"?"))
        #expect(captured.results.isEmpty)
    }

    @Test func `LAMDECK_REGISTRY names a mirror of the base images`() throws {
        let folder = try TestFolder([
            "functions.json": #"{"functions": {"a": {"runtime": "provided.al2023", "handler": "x", "code": "."}}}"#
        ])
        for (variable, image) in [
            (nil, "public.ecr.aws/lambda/provided:al2023"), ("", "public.ecr.aws/lambda/provided:al2023"),
            ("mirror.test/lambda/", "mirror.test/lambda/provided:al2023"),
        ] {
            let context = CommandContext.test(
                try Captured(), folder: folder.path, environment: variable.map { ["LAMDECK_REGISTRY": $0] } ?? [:])
            #expect(try Self.options().manifest(in: context).functions.map(\.image) == [image])
        }
    }

    @Test func `the engine is that of the option, or else of the environment`() throws {
        let context = CommandContext.test(try Captured(), environment: ["DOCKER_HOST": "unix:///e"])
        #expect(try Self.options().engine(in: context).environment == ["DOCKER_HOST": "unix:///e"])
        #expect(try Self.options("--host", "unix:///h").engine(in: context).host == "unix:///h")
        #expect(try Self.options().engine(in: context).host == nil)
    }

    // MARK: Names

    private static let manifest = Sample.manifest(["hello", "orders", "空"].map { Sample.settings($0) })

    @Test func `names choose functions in their order, each once`() throws {
        #expect(try Self.manifest.functions(named: []).map(\.name) == ["hello", "orders", "空"])
        #expect(try Self.manifest.functions(named: ["空", "hello", "空"]).map(\.name) == ["空", "hello"])
    }

    @Test(
        arguments: [
            ("helo", "there is no function \"helo\"; did you mean \"hello\"?"),
            ("zzzzzzzz", "there is no function \"zzzzzzzz\"; /p/functions.json has hello, orders, 空"),
        ])
    func `an unknown name is wrong usage, with the nearest one`(name: String, message: String) {
        let failure = #expect(throws: CommandFailure.self) { try Self.manifest.functions(named: ["hello", name]) }
        #expect(failure?.status == .usage && failure?.message == message)
    }
}
