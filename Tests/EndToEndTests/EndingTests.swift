import Foundation
import TestSupport
import Testing

/// However the deck ends, the terminal is as before, and the functions do what the user chose last.
@Suite(.limited)
struct EndingTests {
    @Test(
        "A signal ends the deck and restores the terminal; the functions do what the user chose last",
        arguments: [
            SIGTERM, SIGHUP, SIGINT, SIGQUIT,
        ])
    func terminated(_ signal: Int32) async throws {
        try await Project.run(.node("hello")) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") { $0.isOK }
            let before = try await project.containers()
            try await deck.send(signal)
            #expect(try await deck.exitStatus() == 130)
            #expect(try await deck.damage() == [])
            #expect(try await project.containers() == before, "at first, functions go on")

            try await deck.run([Program.lamdeck])
            try await deck.wait("the function, its log and its response") {
                $0.mark("hello") == "●" && $0.status.contains("kept running when the last deck's terminal was closed")
                    && $0.log.contains("hears {\"n\":1}") && $0.isOK
            }
            try await deck.press("q", waitFor: "1 function is running")
            try await deck.keys("s")
            #expect(try await deck.exitStatus() == 0)
            #expect(try await project.containers() == [])

            try await deck.run([Program.lamdeck])
            try await deck.press("S", waitFor: "hello") { $0.mark("hello") == "●" }
            try await deck.send(signal)
            #expect(try await deck.exitStatus() == 130)
            #expect(try await project.containers() == [], "the last choice was to stop them")
        }
    }

    @Test("The terminal closes and another one opens: the same container, log, folds and response")
    func closedAndReopened() async throws {
        let orders = SampleFunction.python("orders", "print('hears', event)\nreturn {\"n\": event[\"n\"]}")
        try await Project.run(.node("hello"), orders) { project in
            let deck = try await project.deck()
            try await deck.press("j", "i", waitFor: "the answer") {
                $0.isOK && $0.showsCall(of: "event")
            }
            try await deck.wait("its log") { $0.log.contains("hears {'n': 1}") }
            try await deck.press("5", "Z", waitFor: "folded calls") {
                $0.shows(.log) && !$0.contains("hears {'n': 1}")
            }
            let before = try await project.allContainers()
            try await deck.hangUp()

            let next = try await project.deck()
            try await next.wait("the function that was selected, its call folded, and the response") {
                $0.mark("orders") == "●" && $0.log.title.hasPrefix("LOG orders · ") && $0.showsCall(of: "event")
                    && !$0.contains("hears {'n': 1}") && $0.isOK
                    && $0.status.contains("kept running when the last deck's terminal was closed")
            }
            #expect(try await project.allContainers() == before)
        }
    }

    @Test("Hang-ups right after a signal do not cut the shutdown short")
    func hungUpSeveralTimes() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let result = try await project.lamdeck("up") { program in
                _ = try await waiting(for: "both") { program.output().contains("orders  ready") ? true : nil }
                for signal in [SIGTERM, SIGHUP, SIGHUP] { program.send(signal) }
            }
            #expect(result.status == 130)
            #expect(try await project.containers() == [])
        }
    }

    @Test("The same signal twice in quick succession, as `timeout` sends it, does not cut the shutdown short")
    func signalledTwice() async throws {
        try await Project.run(.node("hello")) { project in
            let result = try await project.lamdeck("up") { program in
                _ = try await waiting(for: "hello") { program.output().contains("hello  ready") ? true : nil }
                for _ in 0..<2 { program.send(SIGTERM) }
            }
            #expect(result.status == 130)
            #expect(try await project.allContainers() == [])
        }
    }

    @Test("A signal that ends the deck also ends the editor, which inherited only the terminal's descriptors")
    func endedWhileAnEditorRuns() async throws {
        try await Project.run(.node("hello")) { project in
            let out = project.path("fds")
            try project.write("editor", "#!/bin/sh\nls /proc/$$/fd >\(out)\nmv \(out) \(out).all\nexec sleep 1000\n")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: project.path("editor"))
            let deck = try await project.deck(with: ["EDITOR": project.path("editor")])
            try await deck.press("S", waitFor: "hello") { $0.mark("hello") == "●" }
            try await deck.keys("e")
            let descriptors = try await waiting(for: "the editor") { try? project.text("fds.all") }
            // The shell keeps the script, and the output that it redirects, in descriptors above 9.
            #expect(descriptors.split(separator: "\n").allSatisfy { ["0", "1", "2", "10", "11", "255"].contains($0) })
            try await deck.send(SIGTERM)
            #expect(try await deck.exitStatus() == 130)
            #expect(try await deck.damage() == [])
        }
    }

    @Test(
        "After a crash the terminal is restored, a message says where to look, and the next deck attaches",
        arguments: [
            SIGSEGV, SIGABRT, SIGILL,
        ])
    func crashed(_ signal: Int32) async throws {
        try await Project.run(.node("hello")) { project in
            let deck = try await project.deck()
            try await deck.press("S", waitFor: "hello") { $0.mark("hello") == "●" }
            try await deck.send(signal)
            #expect(try await deck.exitStatus() == 128 + Int(signal))
            let screen = try await deck.wait("lamdeck crashed")
            #expect(screen.containsWrapped("lamdeck.log"))
            #expect(try await deck.damage() == [])
            #expect(try await project.containers().count == 1)

            try await deck.run([Program.lamdeck])
            try await deck.wait("the function that runs") { $0.mark("hello") == "●" && $0.hasUp(1) }
        }
    }

    @Test("After SIGKILL of the deck, the next one attaches to the same containers, with their state and log")
    func killed() async throws {
        try await Project.run(.node("hello"), .python("orders")) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the answer") { $0.isOK && $0.log.contains("hears {\"n\":1}") }
            let before = try await project.containers()
            try await deck.send(SIGKILL)
            #expect(try await deck.exitStatus() == 137)

            let next = try await project.deck()
            try await next.wait("the function that runs, and its log") {
                $0.mark("hello") == "●" && $0.mark("orders") == "○" && $0.log.contains("hears {\"n\":1}")
            }
            #expect(try await project.containers() == before)
            try await next.press("i", waitFor: "the answer") { $0.isWarmOK && $0.callRows.count == 2 }
            try await next.press("q", waitFor: "1 function is running")
            try await next.keys("s")
            #expect(try await next.exitStatus() == 0)
            #expect(try await project.containers() == [])
        }
    }

    @Test(
        "Detaching leaves functions running as they are: they answer on their ports, and the next deck attaches",
        .tags(.long))
    func detached() async throws {
        let hello = SampleFunction.node("hello").with { $0.settings = ["\"memorySize\": 192"] }
        try await Project.run(hello, .python("orders")) { project in
            let deck = try await project.deck()
            try await deck.press("S", waitFor: "hello") { $0.mark("hello") == "●" }
            let before = try await project.containers()
            try await deck.press("q", waitFor: "1 function is running")
            try await deck.keys("d")
            #expect(try await deck.exitStatus() == 0)
            #expect(try await deck.damage() == [])
            #expect(try await project.post("{\"n\": 7}", port: hello.port).contains("\"n\":7"))
            #expect(try await project.containers() == before, "no container is made anew")

            try project.replace("192", with: "256", in: "functions.json")
            try await deck.run([Program.lamdeck])
            try await deck.wait("the function, stale, and its log") {
                $0.mark("hello") == "!" && $0.mark("orders") == "○" && $0.log.contains("hears {\"n\":7}")
            }
            try await deck.press("r", waitFor: "a new container") { $0.mark("hello") == "●" }
            // What another shell does is shown.
            #expect(try await project.lamdeck("down", "hello").status == 0)
            try await deck.wait("the truth") { $0.mark("hello") == "○" }
            #expect(try await project.lamdeck("up", "orders", "--detach").status == 0)
            try await deck.wait("the truth") { $0.mark("orders") == "●" }
            #expect(try await project.lamdeck("down").status == 0)
            try await deck.wait("another host") { $0.status.contains("was ended") && $0.mark("orders") == "○" }
            try await deck.press("S", waitFor: "hello at the new host") { $0.mark("hello") == "●" }
        }
    }

    @Test("Quitting while a call runs does not wait for it")
    func quitDuringCall() async throws {
        let orders = SampleFunction.python("orders", "print(\"sleeping\", flush=True)\ntime.sleep(600)")
            .with { $0.settings = ["\"timeout\": 900"] }
        try await Project.run(orders) { project in
            let deck = try await project.deck()
            try await deck.press("i", waitFor: "the call") { $0.log.contains("sleeping") && $0.mark("orders") == "◉" }
            try await deck.press("q", waitFor: "1 function is running")
            try await deck.keys("s")
            #expect(try await deck.exitStatus() == 0)
            #expect(try await deck.damage() == [])
            #expect(try await project.containers() == [])
        }
    }

    @Test("Ctrl-C ends `lamdeck up`, and removes what it started")
    func interruptUp() async throws {
        let hello = SampleFunction.node("hello")
        try await Project.run(hello) { project in
            let result = try await project.lamdeck("up") { program in
                _ = try await waiting(for: "the function") { program.output().contains("hello  ready") ? true : nil }
                _ = try await project.post("{\"n\": 3}", port: hello.port)
                _ = try await waiting(for: "its log") { program.output().contains("hears") ? true : nil }
                program.send(SIGINT)
            }
            #expect(result.status == 130)
            #expect(result.text.contains("hears {\"n\":3}"))
            #expect(try await project.containers() == [])
        }
    }

    @Test("Ctrl-C ends `lamdeck invoke`, and removes the container that it made for the call")
    func interruptInvoke() async throws {
        let orders = SampleFunction.python("orders", "time.sleep(600)").with { $0.settings = ["\"timeout\": 900"] }
        try await Project.run(orders) { project in
            let result = try await project.lamdeck("invoke", "orders") { program in
                _ = try await waiting(for: "the container") {
                    try await project.containers().contains { $0.state == "running" && $0.role == "once" } ? true : nil
                }
                program.send(SIGINT)
            }
            #expect(result.status == 130)
            #expect(result.text.isEmpty)
            let left = try await project.allContainers()
            #expect(left == [], "\(result.messages)")
        }
    }

    @Test("Ctrl-C during a pull, and s in the deck, cancel the pull")
    func interruptPull() async throws {
        let registry = try await StuckRegistry()
        let hello = SampleFunction.node("hello").with {
            $0.settings = ["\"image\": \"\(registry.name)/silent/image:1\""]
        }
        try await Project.run(hello) { project in
            try project.replace("\"runtime\": \"nodejs22.x\", ", with: "", in: "functions.json")
            for command in [["up"], ["up", "--detach"], ["invoke", "hello"]] {
                let result = try await Program.run(
                    Program.lamdeck, command, environment: project.environment, in: project.folder
                ) { program in
                    _ = try await waiting(for: "the pull") {
                        program.messages().contains("pulling its image") ? true : nil
                    }
                    program.send(SIGINT)
                }
                #expect(result.status == 130, "\(command) \(result.messages)")
                #expect(result.text.isEmpty)
            }
            let deck = try await project.deck()
            try await deck.press("S", waitFor: "the pull") { $0.mark("hello") == "◔" && $0.status.contains("pulling") }
            try await deck.press("s", waitFor: "its end") { $0.mark("hello") == "○" }
            try await deck.press("S", waitFor: "the pull") { $0.mark("hello") == "◔" }
            try await deck.press("q", waitFor: "1 function is running")
            try await deck.keys("s")
            #expect(try await deck.exitStatus() == 0)
            #expect(try await project.containers() == [])
        }
        try await registry.close()
    }
}
