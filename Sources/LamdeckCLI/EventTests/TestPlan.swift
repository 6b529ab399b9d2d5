import Foundation
import JSONText
import LambdaModel
import Support

/// What `lamdeck test` is going to do. lamdeck reads all events and expectations before it creates a container, so a
/// mistake in the last expectation is reported at once.
struct TestPlan: Sendable {
    /// A test with all that it needs.
    struct Item: Sendable {
        let test: EventTest
        let payload: [UInt8]
        /// Nil if there is none yet.
        let expectation: Expectation?
    }

    /// The tests of a function.
    struct Suite: Sendable {
        let settings: FunctionSettings
        let items: [Item]
    }

    private(set) var suites: [Suite] = []

    /// How many tests there are.
    var count: Int { suites.map(\.items.count).reduce(0, +) }

    /// Finds the tests of functions. Throws if there are none, or if an event or expectation has a mistake.
    ///
    /// - Parameters:
    ///   - filters: a test is run if one of them chooses it; all are run if there is no filter.
    ///   - includesAll: whether events without an expectation are tests too, because lamdeck will write one.
    ///   - place: a path as the user knows it.
    ///   - output: gets the mistakes.
    init(
        _ functions: [FunctionSettings], filters: [EventTestFilter], includesAll: Bool, place: (String) -> String,
        output: Output
    ) throws(CommandFailure) {
        let files = LocalFiles()
        var problems: [String] = []
        var folders: [String] = []
        for settings in functions {
            folders += settings.eventFolders(files: files).map { place($0.path) }
            let found: (tests: [EventTest], strays: [String])
            do throws(FileError) {
                found = try settings.eventTests(files: files)
            } catch {
                throw CommandFailure(.usage, "the events of \(settings.name) cannot be read: \(error)")
            }
            problems += found.strays.map { path in
                "\(place(path)): error: there is no event \"\(Self.event(ofExpectation: path))\" beside it"
            }
            var items: [Item] = []
            for test in found.tests where filters.isEmpty || filters.contains(where: { $0.chooses(test) }) {
                guard includesAll || test.expectation != nil else { continue }
                if let item = Self.item(test, files, place, &problems) { items.append(item) }
            }
            if !items.isEmpty { suites.append(Suite(settings: settings, items: items)) }
        }
        // Functions may share their events.
        var told: Set<String> = []
        problems = problems.filter { told.insert($0).inserted }
        guard problems.isEmpty else {
            for problem in problems { output.complain(problem) }
            throw CommandFailure(.usage, "\(Plural.text(problems.count, "error")); nothing was run")
        }
        guard !suites.isEmpty else {
            throw CommandFailure(.usage, Self.nothing(in: folders, isFiltered: !filters.isEmpty, includesAll))
        }
    }

    private static func item(
        _ test: EventTest, _ files: LocalFiles, _ place: (String) -> String, _ problems: inout [String]
    ) -> Item? {
        let payload: [UInt8]
        do throws(SavedEventError) {
            payload = try test.event.read(files: files).bytes
        } catch {
            switch error {
            case .unreadable(let reason): problems.append("\(place(reason.path)): error: \(reason.reason)")
            case .tooLarge(_, let message): problems.append("\(place(test.event.path)): error: \(message)")
            case .notJSON(_, let error):
                let position = "\(error.position.line):\(error.position.column)"
                problems.append("\(place(test.event.path)):\(position): error: \(error.message)")
            }
            return nil
        }
        guard let path = test.expectation else { return Item(test: test, payload: payload, expectation: nil) }
        do {
            let expectation = try Expectation(try files.read(path), file: place(path))
            return Item(test: test, payload: payload, expectation: expectation)
        } catch let error as ExpectationError {
            problems += error.problems.map(\.description)
        } catch {
            problems.append("\(place(path)): error: \((error as? FileError)?.reason ?? "\(error)")")
        }
        return nil
    }

    private static func event(ofExpectation path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.dropLast(".expected.json".count) + ".json"
    }

    private static func nothing(in folders: [String], isFiltered: Bool, _ includesAll: Bool) -> String {
        if isFiltered { return "no test matches --filter" }
        guard let first = folders.first else { return "there are no tests: no function has saved events" }
        if includesAll { return "there are no tests: no events in \(folders.joined(separator: ", "))" }
        return "there are no tests: write \(first)/NAME.expected.json beside \(first)/NAME.json, or "
            + "let `lamdeck test --update` write it"
    }
}
