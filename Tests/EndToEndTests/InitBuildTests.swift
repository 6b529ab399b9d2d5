import Foundation
import JSONText
import Testing

/// `init` in a project whose code is built: what it writes is valid, and the build makes what it names.
@Suite(.limited)
struct InitBuildTests {
    /// Removes the types of a source, as a compiler does.
    private static let compiler = """
        import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
        const outdir = "dist";
        mkdirSync(outdir + "/greet", { recursive: true });
        const source = readFileSync("src/greet/handler.ts", "utf8");
        writeFileSync(outdir + "/greet/handler.mjs", source.replaceAll(/: (string|unknown)/g, ""));

        """
    private static let source = """
        export const handler = async (event: unknown) => `hello ${event.name}`;

        """

    @Test("A TypeScript project: the build that init writes makes the code and the handler that it names")
    func typescript() async throws {
        try await Project.run { project in
            try project.write("app/package.json", #"{ "scripts": { "build": "node compile.mjs" } }"#)
            try project.write("app/compile.mjs", Self.compiler)
            try project.write("app/src/greet/handler.ts", Self.source)
            try project.write("app/src/other/handler.ts", "export const x: string = 'no function';\n")
            let result = try await project.lamdeck("init")
            #expect(result.status == 0, "\(result.messages)")
            #expect(
                result.messages.contains("greet: build: assumed from package.json's script build: npm run build"),
                "\(result.messages)")
            #expect(try await project.lamdeck("validate").status == 0)

            let greet = try #require(try JSONDocument(project.text("functions.json")).root["functions"]?["greet"])
            #expect(greet["// build"]?.string == "assumed from package.json's script build")
            #expect(greet["code"]?.string == "app/dist")
            let build = try #require(greet["build"])
            #expect(build["directory"]?.string == "app")
            #expect(build["watch"]?.elements.map(\.string) == ["app/src", "app/package.json"])
            let ran = try await Program.run(
                "sh", ["-c", try #require(build["command"]?.string)], environment: project.environment,
                in: project.path("app"))
            #expect(ran.status == 0, "\(ran.messages)")
            let handler = try #require(greet["handler"]?.string)
            #expect(handler == "greet/handler.handler")
            #expect(try project.text("app/dist/greet/handler.mjs").contains("async (event) =>"))
        }
    }
}
