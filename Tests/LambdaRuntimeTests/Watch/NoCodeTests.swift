import Foundation
import LambdaModel
import Testing

@testable import LambdaRuntime

/// What lies in a folder of code and is none.
@Suite("Files that restart nothing")
struct NoCodeTests {
    @Test(arguments: [
        // path, is a folder, matters
        ("up.log", false, false), ("state/lamdeck/history.sqlite", false, false), ("state", true, true),
        ("events", true, true), ("events/cart.json", false, false), ("events/hello/cart.json", false, false),
        ("events/4913x", false, false), ("events/handlers.py", false, true), ("events/sub/index.mjs", false, true),
        ("eventsource.json", false, true), ("tests/fixtures/a.json", false, false), ("data.json", false, true),
    ])
    func byTheirPlace(_ path: String, _ isFolder: Bool, _ matters: Bool) {
        let plan = WatchPlan(
            roots: ["/p"], besides: ["/p/up.log", "/p/state/lamdeck", "/p/tests/fixtures", "/q/other"],
            events: ["/p/events", "/q/events"])
        #expect(IgnoreRules(plan, root: "/p").ignores(path, isFolder: isFolder) == !matters)
    }

    @Test func eventsOfAFunctionAreNotCodeOfAnyFunction() {
        let (hello, orders) = (
            FunctionSettings(
                name: "hello", runtime: nil, image: "i", handler: "h", code: .folder("/p"),
                resolvedPort: 9000
            ).with { $0.eventsFolder = "/p/own" },
            FunctionSettings(
                name: "orders", runtime: nil, image: "i", handler: "h", code: .folder("/p/orders"),
                resolvedPort: 9001
            ).with { $0.defaultEventsFolders = ["/p/events/orders", "/p/events", "/p/orders/events"] }
        )
        let plan = WatchPlan(hello, among: [hello, orders], besides: ["/p/functions.json"])
        #expect(plan?.besides == ["/p/functions.json", "/p/own"])
        #expect(plan?.events == ["/p/events", "/p/events/orders", "/p/orders/events"])
    }

    @Test func aFileThatRestartsAgainAndAgainIsFollowedNoLonger() {
        var restarts = RestartGuard()
        let begin = ContinuousClock.now
        func circling(_ paths: [String], at seconds: Double) -> [String] {
            restarts.circling(
                FileChanges(paths: paths, count: paths.count),
                at: begin.advanced(by: .milliseconds(Int(seconds * 1000))))
        }
        for second in [0, 1, 2] { #expect(circling(["/p/out.txt"], at: Double(second)) == []) }
        #expect(circling(["/p/out.txt"], at: 3) == ["/p/out.txt"])
        for second in [0, 5, 11, 16] { #expect(circling(["/p/slow.txt"], at: Double(second)) == []) }
        for second in 20..<30 {
            #expect(circling(["/p/app.py"], at: Double(second)) == [], "a person saves their code")
        }
        for second in 30..<33 { #expect(circling(["/p/a.txt", "/p/app.py"], at: Double(second)) == []) }
        #expect(circling(["/p/a.txt", "/p/app.py"], at: 33) == ["/p/a.txt"])
    }

    @Test func reportsAndExportsAreKnownByTheirBeginning() throws {
        let tree = try FileTree()
        try tree.write("junit.xml", "<?xml?>\n<testsuites>\n <testsuite name=\"f\" id=\"0\" package=\"lamdeck\">")
        try tree.write("pom.xml", "<project/>")
        try tree.write("compose.yml", "# Made by `lamdeck export compose`. Its paths")
        try tree.write("run.tap", "TAP version 13\n1..3")
        let own = ["junit.xml", "pom.xml", "compose.yml", "run.tap", "none.xml"].filter {
            OwnOutput.isReport(tree.path + "/" + $0)
        }
        #expect(own == ["junit.xml", "compose.yml", "run.tap"])
    }

    @Test func earlierWritesAreKnownAtOnce() async throws {
        let tree = try FileTree()
        try tree.writeBeforeWatch("code/app.py", "1")
        let code = tree.path + "/code"
        // No burst ends during the test.
        let watch = FileWatch(timing: WatchTiming(quiet: .seconds(100), limit: .seconds(100)))
        try tree.writeBeforeWatch("code/up.log", "")
        let (news, reader) = watch.read(
            WatchPlan(roots: [code], besides: [code + "/up.log"], events: [code + "/events"]))
        for await one in news where one == .watching { break }
        let before = await watch.lastBurst(of: reader)
        #expect(before == 0)
        try tree.write("code/up.log", "a line")
        try tree.write("code/events/new.json", "{}")
        #expect(await watch.lastBurst(of: reader) == before)
        try tree.write("code/app.py", "2")
        #expect(await watch.lastBurst(of: reader) == 1)
        watch.close()
    }
}
