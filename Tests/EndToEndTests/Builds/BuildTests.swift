import Foundation
import TestSupport
import Testing

@Suite("Builds")
struct BuildTests {
    /// Runs `lamdeck up` in a project with a compiler, and `body` when its functions are ready.
    private static func up(
        _ compiler: Compiler, body: (Project, RunningProgram) async throws -> Void
    ) async throws {
        try await Project.run { project in
            try compiler.write(to: project)
            let here = project
            try await project.up(compiler.functions.count) { try await body(here, $0) }
        }
    }

    /// Waits until a function answers.
    private static func wait(
        for answer: String, of compiler: Compiler, _ index: Int = 0, in project: Project, _ program: RunningProgram
    ) async throws {
        _ = try await waiting(for: "the answer \(answer)") {
            let text = try await project.post("{}", port: compiler.functions[index].port)
            return text == "\"\(answer)\"" ? true : nil
        } otherwise: {
            program.output() + program.messages()
        }
    }

    @Test("a function whose code is missing is built, and again after each save; a failed build changes nothing")
    func buildsOnSave() async throws {
        let compiler = Compiler("hello")
        try await Self.up(compiler) { project, program in
            try await Self.wait(for: "hello 1", of: compiler, in: project, program)
            #expect(compiler.trace(in: project) == ["begin", "end"])
            try project.write("src/hello.ts", Compiler.source("'hello 2'"))
            try await Self.wait(for: "hello 2", of: compiler, in: project, program)

            try project.write("src/hello.ts", Compiler.source("UNKNOWN"))
            try await waitUntil("the failure") {
                program.output().contains("the build failed with exit code 2 after ")
            }
            #expect(program.output().contains("src/hello.ts\u{1B}[0m(2,5): error TS2304: Cannot find name UNKNOWN."))
            #expect(try await project.post("{}", port: compiler.functions[0].port) == "\"hello 2\"")

            try project.write("src/hello.ts", Compiler.source("'hello 3'"))
            try await Self.wait(for: "hello 3", of: compiler, in: project, program)
            #expect(program.output().contains("restarted: src/hello.ts changed, built in "))
        }
    }

    @Test("functions that share a build run it once")
    func sharedBuild() async throws {
        let compiler = Compiler("one", "two")
        try await Self.up(compiler) { project, program in
            try await Self.wait(for: "one 1", of: compiler, 0, in: project, program)
            try await Self.wait(for: "two 1", of: compiler, 1, in: project, program)
            #expect(compiler.trace(in: project) == ["begin", "end"])
            try project.write("src/two.ts", Compiler.source("'two 2'"))
            try await Self.wait(for: "two 2", of: compiler, 1, in: project, program)
            try await Self.wait(for: "one 1", of: compiler, 0, in: project, program)
            #expect(compiler.trace(in: project) == ["begin", "end", "begin", "end"])
        }
    }

    @Test("a newer save ends a build that runs, and the next one begins; the old code serves meanwhile")
    func aNewerSaveCancels() async throws {
        let compiler = Compiler("hello")
        try await Self.up(compiler) { project, program in
            try project.write("slow", "")
            try project.write("src/hello.ts", Compiler.source("'hello 2'"))
            try await waitUntil("the slow build") { compiler.trace(in: project) == ["begin", "end", "begin"] }
            #expect(try await project.post("{}", port: compiler.functions[0].port) == "\"hello 1\"")
            try project.delete("slow")
            try project.write("src/hello.ts", Compiler.source("'hello 3'"))
            try await Self.wait(for: "hello 3", of: compiler, in: project, program)
        }
    }

    @Test("a build that writes 2,000 files restarts its function once")
    func twoThousandFiles() async throws {
        var compiler = Compiler("hello")
        compiler.script += """
            mkdir -p dist/hello/lib
            i=0; while [ $i -lt 2000 ]; do echo $i >dist/hello/lib/$i.js; i=$((i+1)); done

            """
        try await Self.up(compiler) { project, program in
            for round in 2...3 {
                try project.write("src/hello.ts", Compiler.source("'hello \(round)'"))
                try await Self.wait(for: "hello \(round)", of: compiler, in: project, program)
            }
            try await waitUntil("both restarts in the log") { Self.restarts(program) >= 2 }
            #expect(Self.restarts(program) == 2, "\(program.output())")
        }
    }

    private static func restarts(_ program: RunningProgram) -> Int {
        program.output().split(separator: "\n").count { $0.contains("restarted: ") }
    }

    @Test("a build that deletes its output first and then fails: the code that was loaded goes on serving")
    func deletedOutput() async throws {
        var compiler = Compiler("hello")
        compiler.script = "rm -rf dist\n" + compiler.script
        try await Self.up(compiler) { project, program in
            #expect(try await project.post("{}", port: compiler.functions[0].port) == "\"hello 1\"")
            try project.write("src/hello.ts", Compiler.source("UNKNOWN"))
            try await waitUntil("the failure") { program.output().contains("the build failed with exit code 2") }
            #expect(!FileManager.default.fileExists(atPath: project.path("dist")))
            #expect(try await project.post("{}", port: compiler.functions[0].port) == "\"hello 1\"")
            try project.write("src/hello.ts", Compiler.source("'hello 2'"))
            try await Self.wait(for: "hello 2", of: compiler, in: project, program)
        }
    }

    @Test("a command that watches by itself runs as long as its function; its output restarts the function")
    func watchingBuilder() async throws {
        var compiler = Compiler("hello")
        compiler.members = "\"mode\": \"watch\""
        compiler.files["once.sh"] = compiler.script
        // It compiles if the source is newer than the output, ten times a second, and never ends.
        compiler.script = """
            echo $$ >builder
            while :; do
                if [ ! -e dist/hello/app.js ] || [ src/hello.ts -nt dist/hello/app.js ]; then sh once.sh; fi
                sleep 0.1
            done

            """
        let watching = compiler
        try await Project.run { project in
            try watching.write(to: project)
            let here = project
            try await project.up(1) { program in
                try await Self.wait(for: "hello 1", of: watching, in: here, program)
                try here.write("src/hello.ts", Compiler.source("'hello 2'"))
                try await Self.wait(for: "hello 2", of: watching, in: here, program)
                let builder = try #require(Int32(try here.text("builder").trimmingCharacters(in: .newlines)))
                #expect(kill(builder, 0) == 0)
            }
            let builder = try #require(Int32(try project.text("builder").trimmingCharacters(in: .newlines)))
            try await waitUntil("the builder's end") { kill(builder, 0) != 0 }
        }
    }

    // MARK: From a shell

    @Test(
        "`invoke` and `test` build code that is older than its sources, unless told otherwise; a failure has exit code 6"
    )
    func commands() async throws {
        let compiler = Compiler("hello")
        try await Project.run { project in
            try compiler.write(to: project)
            let first = try await project.lamdeck("invoke", "hello")
            #expect(first.status == 0 && first.lines == ["\"hello 1\""], "\(first.messages)")
            #expect(first.messages.contains("hello: building"))
            let second = try await project.lamdeck("invoke", "hello")
            #expect(second.lines == ["\"hello 1\""] && !second.messages.contains("building"))
            #expect(compiler.trace(in: project) == ["begin", "end"])

            try project.write("src/hello.ts", Compiler.source("'hello 2'"))
            let old = try await project.lamdeck("invoke", "hello", "--no-build")
            #expect(old.lines == ["\"hello 1\""])
            try project.write("events/hello/event.expected.json", "\"hello 2\"")
            let test = try await project.lamdeck("test")
            #expect(test.status == 0, "\(test.text) \(test.messages)")

            try project.write("src/hello.ts", Compiler.source("UNKNOWN"))
            for command in [["invoke", "hello"], ["test"], ["up"], ["up", "--detach"]] {
                let result = try await Program.run(
                    Program.lamdeck, command, environment: project.environment, in: project.folder)
                #expect(result.status == 6, "\(command): \(result.messages)")
                let all = result.text + result.messages
                #expect(all.contains("the build failed with exit code 2"), "\(command): \(all)")
                #expect(all.contains("error TS2304"), "\(command): \(all)")
            }
            #expect(try await project.allContainers() == [])
            let detached = try await project.lamdeck("up", "--detach", "--no-build")
            #expect(detached.status == 0, "\(detached.messages)")
            #expect(try await project.post("{}", port: compiler.functions[0].port) == "\"hello 2\"")
        }
    }

    @Test("a command that does not exist, and one that never ends")
    func badCommands() async throws {
        let hello = SampleFunction.node("hello").with {
            $0.settings = ["\"build\": { \"command\": \"no-such-compiler\", \"watch\": [\"src\"] }"]
        }
        try await Project.run(hello) { project in
            try project.write("src/a.ts", "")
            let missing = try await project.lamdeck("invoke", "hello")
            #expect(missing.status == 6)
            #expect(missing.messages.contains("the build failed with exit code 127: a command was not found"))
            #expect(missing.messages.contains("no-such-compiler"))
            let endless = hello.with {
                $0.settings = ["\"build\": { \"command\": \"sleep 1000\", \"watch\": [\"src\"], \"timeout\": 1 }"]
            }
            try project.write("functions.json", SampleFunction.manifest([endless]))
            let late = try await project.lamdeck("invoke", "hello")
            #expect(late.status == 6)
            #expect(late.messages.contains("the build took longer than 1 s and was ended"), "\(late.messages)")
        }
    }

    @Test("Ctrl-C during a build ends the command with all that it started")
    func interrupted() async throws {
        let compiler = Compiler("hello")
        try await Project.run { project in
            try compiler.write(to: project)
            try project.write("compile.sh", "sleep 1000 & echo $! >child; wait\n")
            let here = project
            let result = try await project.lamdeck("invoke", "hello") { program in
                try await waitUntil("the command") { (try? here.text("child"))?.hasSuffix("\n") == true }
                program.send(SIGINT)
            }
            #expect(result.status == 130)
            let child = try #require(Int32(try project.text("child").trimmingCharacters(in: .newlines)))
            try await waitUntil("its end") { kill(child, 0) != 0 }
        }
    }
}
