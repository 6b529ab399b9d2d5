import LambdaModel
import Testing

@testable import LamdeckCLI

struct TestPlanTests {
    private let folder: TestFolder
    private let captured: Captured

    init() throws {
        folder = try TestFolder([
            "hello/b.json": "{\"n\": 1.0}", "hello/b.expected.json": "1", "hello/a.json": "[]", "hello/c.json": "1",
            "hello/c.expected.json": "{\"$verdict\": \"ok\"}", "orders/a.json": "1", "orders/a.expected.json": "2",
            "none/x.txt": "",
        ])
        captured = try Captured()
    }

    private func plan(
        _ functions: [String] = ["hello", "orders"], filters: [String] = [], includesAll: Bool = false
    ) throws(CommandFailure) -> TestPlan {
        let settings = functions.map { Sample.settings($0, events: "\(folder.path)/\($0)") }
        return try TestPlan(
            settings, filters: filters.map(EventTestFilter.init), includesAll: includesAll,
            place: Places.from(folder.path), output: captured.output)
    }

    private static func names(_ plan: TestPlan) -> [String] {
        plan.suites.flatMap { suite in suite.items.map { "\(suite.settings.name): \($0.test.event.name)" } }
    }

    private func message(
        _ functions: [String] = ["hello", "orders"], filters: [String] = [], includesAll: Bool = false
    ) -> String? {
        let failure = #expect(throws: CommandFailure.self) {
            try plan(functions, filters: filters, includesAll: includesAll)
        }
        #expect(failure?.status == .usage)
        return failure?.message
    }

    @Test func `events with an expectation are tests, function by function`() throws {
        let plan = try plan()
        #expect(Self.names(plan) == ["hello: b.json", "hello: c.json", "orders: a.json"] && plan.count == 3)
        #expect(plan.suites[0].items[0].payload == Array("{\"n\": 1.0}".utf8))
        #expect(plan.suites.flatMap(\.items).allSatisfy { $0.expectation != nil })
        #expect(captured.messages.isEmpty)
    }

    @Test func `an update has all events`() throws {
        let plan = try plan(includesAll: true)
        #expect(Self.names(plan) == ["hello: a.json", "hello: b.json", "hello: c.json", "orders: a.json"])
        #expect(plan.suites[0].items[0].expectation == nil)
    }

    @Test func `a filter chooses tests, and one of several is enough`() throws {
        #expect(try Self.names(plan(filters: ["orders"])) == ["orders: a.json"])
        #expect(try Self.names(plan(filters: ["*/a", "c.json"])) == ["hello: c.json", "orders: a.json"])
        #expect(try plan(filters: ["hello/b"]).suites.count == 1)
    }

    @Test func `nothing to run is wrong usage, with what to do`() throws {
        #expect(message(filters: ["zzz"]) == "no test matches --filter")
        #expect(message(["missing"]) == "there are no tests: no function has saved events")
        #expect(message(["none"], includesAll: true) == "there are no tests: no events in none")
        #expect(
            message(["none"]) == "there are no tests: write none/NAME.expected.json beside none/NAME.json, or let "
                + "`lamdeck test --update` write it")
    }

    @Test func `all mistakes are reported at once, and nothing runs`() throws {
        try folder.write("hello/b.json", "{\n  \"a\": }")
        try folder.write("hello/c.expected.json", "{\"$verdict\": \"fine\"}")
        try folder.write("orders/gone.expected.json", "1")
        #expect(message() == "3 errors; nothing was run")
        let lines = captured.messages.split(separator: "\n")
        try #require(lines.count == 3)
        #expect(lines[0].hasPrefix("hello/b.json:2:8: error: expected a value, found ‘}’"))
        #expect(lines[1].hasPrefix("hello/c.expected.json:1:14: error: "))
        #expect(lines[2] == "orders/gone.expected.json: error: there is no event \"gone.json\" beside it")
    }

    @Test func `a mistake in shared events is reported once`() throws {
        try folder.write("hello/b.json", "")
        let settings = ["hello", "copy"].map { Sample.settings($0, events: folder.path + "/hello") }
        let failure = #expect(throws: CommandFailure.self) {
            try TestPlan(
                settings, filters: [], includesAll: false, place: Places.from(folder.path), output: captured.output)
        }
        #expect(failure?.message == "1 error; nothing was run")
        #expect(captured.messages.split(separator: "\n").count == 1)
    }

    // MARK: Paths

    @Test func `paths are as seen from the folder, and others as they are`() throws {
        let place = Places.from(folder.path)
        #expect(place(folder.path + "/hello/a.json") == "hello/a.json")
        #expect(place(folder.path) == folder.path)
        #expect(place(folder.path + "-other/a.json") == folder.path + "-other/a.json")
        #expect(place("/else/a.json") == "/else/a.json")
    }
}
