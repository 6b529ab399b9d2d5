import Foundation
import JSONText
import TestSupport
import Testing

/// Functions that run in the foreground of a shell.
@Suite(.limited)
struct UpCommandTests {
    @Test("Logs with names, the end of each call; after an edit new functions start and changed ones restart")
    func foreground() async throws {
        let one = SampleFunction.python("one", "print('one hears', event['n'])\nreturn os.environ.get('WORD')")
            .with { $0.hasSpare = true }
        let two = SampleFunction.python("two")
        try await Project.run(one) { project in
            try project.add(two)
            let result = try await project.lamdeck("up") { program in
                try await waitUntil("it to be ready") { program.output().contains("one  ready  http://127.0.0.1") }
                #expect(try await project.post("{\"n\": 1}", port: one.port) == "null")
                try await waitUntil("the call's end") {
                    program.output().contains("one | one hears 1\n") && program.output().contains("one | └ ✓ ok in ")
                }
                // Another shell sees it, and restarts it by asking the host.
                let before = try await project.lamdeck("ps", "--json").lines.map { try JSONDocument($0).root }
                #expect(before.first?["state"]?.string == "running")
                #expect(before.first?["memoryMB"]?.double ?? 1 > 0)
                #expect(try await project.lamdeck("restart").lines == ["one  restarted  http://127.0.0.1:\(one.port)"])
                try await waitUntil("the restart to be told") { program.output().contains("one | restarted\n") }
                #expect(try await project.post("{\"n\": 2}", port: one.port) == "null")

                let changed = one.with { $0.settings = ["\"environment\": { \"WORD\": \"new\" }"] }
                try project.write("functions.json", SampleFunction.manifest([changed, two]))
                try await waitUntil("the new function") { program.output().contains("two  ready  http://") }
                try await waitUntil("the new settings") {
                    try await project.post("{\"n\": 3}", port: one.port) == "\"new\""
                }
                try project.write("functions.json", "{")
                try await waitUntil("the mistake to be told") { program.messages().contains("cannot be used") }
                program.send(SIGTERM)
            }
            #expect(result.status == 130)
            #expect(result.messages.contains("one: restarted: its settings changed"))
            #expect(!result.text.contains("\u{1B}") && !result.text.contains("REPORT"))
            #expect(try await project.containers() == [])
        }
    }

    @Test("A changed port is reported, and so are settings that changed while the function ran detached")
    func changedSettings() async throws {
        let one = SampleFunction.python("one", "return os.environ.get('WORD')")
        try await Project.run(one) { project in
            #expect(try await project.lamdeck("up", "-d").status == 0)
            let changed = one.with { $0.settings = ["\"environment\": { \"WORD\": \"new\" }"] }
            try project.write("functions.json", SampleFunction.manifest([changed]))
            let result = try await project.lamdeck("up") { program in
                try await waitUntil("the restart") {
                    program.messages().contains("one: restarted: its settings changed")
                }
                try await waitUntil("the new settings") {
                    (try? await project.post("{\"n\": 1}", port: one.port)) == "\"new\""
                }
                let moved = changed.with { $0.port = FreePort.take() }
                try project.write("functions.json", SampleFunction.manifest([moved]))
                try await waitUntil("the new port") {
                    program.output().contains("one  ready  http://127.0.0.1:\(moved.port)")
                }
                let answer = try await project.post("{\"n\": 2}", port: moved.port)
                #expect(answer == "\"new\"")
                program.send(SIGINT)
            }
            #expect(result.status == 130)
            #expect(try await project.containers().map(\.state) == ["running"], "it ran before")
            #expect(try await project.lamdeck("down").lines == ["one  stopped"])
            #expect(try await project.allContainers() == [])
        }
    }

    @Test("A function that does not start: the others go on, unless --wait is given")
    func oneThatFails() async throws {
        let (good, bad) = (SampleFunction.python("good"), SampleFunction.python("bad"))
        try await Project.run(good, bad) { project in
            let manifest = try project.text("functions.json").components(separatedBy: "\"bad\"")
            let image = "\"image\": \"lamdeck.invalid/none:1\""
            try #require(manifest.count == 2 && manifest[1].contains("\"runtime\": \"python3.13\""))
            let broken = manifest[1].replacingOccurrences(of: "\"runtime\": \"python3.13\"", with: image)
            try project.write("functions.json", manifest[0] + "\"bad\"" + broken)
            let waited = try await project.lamdeck("up", "--wait")
            #expect(waited.status == 4)
            #expect(waited.messages.contains("bad: ") && waited.messages.contains("lamdeck.invalid/none:1"))
            #expect(try await project.containers() == [])
            let result = try await project.lamdeck("up") { program in
                try await waitUntil("the good one") { program.output().contains("good  ready") }
                try await waitUntil("the bad one") { program.messages().contains("bad: ") }
                #expect(try await project.post("{\"n\": 1}", port: good.port).contains("says"))
                program.send(SIGINT)
            }
            #expect(result.status == 130)
            #expect(try await project.lamdeck("up", "bad").status == 4)
            #expect(try await project.containers() == [])
        }
    }

    @Test("A function stopped by another process is reported at once; when none is left, `up` exits")
    func stoppedFromOutside() async throws {
        let (one, two) = (SampleFunction.python("one"), SampleFunction.python("two"))
        try await Project.run(one, two) { project in
            let result = try await project.lamdeck("up") { program in
                for name in ["one", "two"] {
                    try await waitUntil("\(name)") { program.output().contains("\(name)  ready") }
                    let own = try await project.allContainers().filter { $0.function == name }.map(\.id)
                    _ = try await Program.run("docker", ["rm", "-f"] + own)
                    try await waitUntil("the news of \(name)") {
                        program.messages().split(separator: "\n").contains {
                            $0.hasPrefix("\(name): ") && $0.hasSuffix("from outside lamdeck")
                        }
                    }
                }
            }
            #expect(result.status == 5)
            #expect(result.messages.hasSuffix("no function is running any more; exiting\n"))
            #expect(try await project.allContainers() == [])
        }
    }

    @Test("A message is shown once if messages and logs share an output; other running functions are not shown")
    func oneMessageAboutItsOwnFunctions() async throws {
        let (one, two) = (SampleFunction.python("one"), SampleFunction.python("two"))
        try await Project.run(one, two) { project in
            #expect(try await project.lamdeck("up", "--detach", "two").status == 0)
            let result = try await Program.run(
                "sh", ["-c", "exec \"$1\" up one 2>&1", "sh", Program.lamdeck], environment: project.environment,
                in: project.folder
            ) { program in
                try await waitUntil("the function") { program.output().contains("one  ready") }
                _ = try await project.post("{\"n\": 2}", port: two.port)
                _ = try await project.post("{\"n\": 1}", port: one.port)
                try await waitUntil("the call's end") { program.output().contains("one | └ ") }
                let id = try #require(try await project.containers().first { $0.function == "one" }).id
                _ = try await Program.run("docker", ["pause", id])
                try await waitUntil("the pause to be told") { program.output().contains("was paused from outside") }
                _ = try await Program.run("docker", ["unpause", id])
                try await waitUntil("the end of the pause") { program.output().contains("was unpaused\n") }
                program.send(SIGTERM)
            }
            #expect(result.lines.count { $0.contains("was paused from outside") } == 1, "\(result.text)")
            #expect(!result.lines.contains { $0.hasPrefix("two") }, "\(result.text)")
            #expect(try await project.lamdeck("down").status == 0)
        }
    }

    @Test("A closed pipe ends `up`, and no container is left")
    func closedPipe() async throws {
        let loud = SampleFunction.python("loud", "print('loud')\nreturn 1")
        try await Project.run(loud) { project in
            let script = "\"$1\" up | head -n 1; echo ended >&2"
            let result = try await Program.run(
                "sh", ["-c", script, "sh", Program.lamdeck], environment: project.environment, in: project.folder
            ) { program in
                try await waitUntil("the function") { program.output().contains("ready") }
                try await waitUntil("the end") {
                    _ = try await project.post("{\"n\": 1}", port: loud.port)
                    return program.messages().contains("ended")
                }
            }
            #expect(result.lines.count == 1)
            #expect(try await project.containers() == [])
        }
    }
}
