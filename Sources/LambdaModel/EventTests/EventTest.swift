/// A saved event and the expected response.
public struct EventTest: Hashable, Sendable, CustomStringConvertible {
    /// The function's name.
    public let function: String
    /// The event to send.
    public let event: SavedEvent
    /// The absolute path of the file that holds the expectation; nil if there is none yet.
    public let expectation: String?

    /// A test.
    public init(function: String, event: SavedEvent, expectation: String?) {
        self.function = function
        self.event = event
        self.expectation = expectation
    }

    /// `hello/cart.json`, the name for `--filter`.
    public var description: String { "\(function)/\(event.name)" }

    /// The path of its expectation, whether it exists or not: `cart.expected.json` next to `cart.json`.
    public var expectationPath: String {
        expectation ?? event.expectationPath
    }
}

extension SavedEvent {
    /// The name without `.json`.
    var stem: String { EventName.stem(of: name) }

    /// The path of its expectation, whether it exists or not: `cart.expected.json` next to `cart.json`.
    public var expectationPath: String {
        expectation?.path ?? PathText.join(PathText.folder(of: path), fileStem + EventName.expectationEnding)
    }

    /// The file's name without `.json`.
    var fileStem: String { EventName.stem(of: PathText.name(of: path)) }
}

extension EventFolder {
    /// The events of a folder with their expectations, in the order of ``list(files:besides:)``.
    ///
    /// - Returns: a test for each event, even without an expectation; and the paths of expectations without an event.
    ///   Their event was renamed or deleted, so they would never be checked again.
    /// - Throws: why the folder could not be read.
    public func tests(
        of function: String, files: any ManifestFiles
    ) throws(FileError) -> (tests: [EventTest], strays: [String]) {
        let found = try content(files: files)
        let tests = found.events.map { EventTest(function: function, event: $0, expectation: $0.expectation?.path) }
        return (tests, found.strays)
    }
}

/// Chooses tests by their names.
public struct EventTestFilter: Hashable, Sendable {
    private let text: [Unicode.Scalar]

    /// Takes the user's text. With `*` (any letters) or `?` (any letter) it must match the whole of `function/event`,
    /// of the event's file, or of its name without `.json`; otherwise it must be a part of `function/event`.
    public init(_ text: String) { self.text = Array(text.unicodeScalars) }

    /// Whether a test matches.
    public func chooses(_ test: EventTest) -> Bool {
        guard text.contains(where: { $0 == "*" || $0 == "?" }) else {
            let name = Array(test.description.unicodeScalars)
            return text.isEmpty || name.indices.contains { name[$0...].starts(with: text) }
        }
        return ["\(test)", test.event.name, test.event.stem, "\(test.function)/\(test.event.stem)"]
            .contains { matches(Array($0.unicodeScalars)) }
    }

    /// Backtracks only to the last `*`, so that no pattern takes more than quadratic time.
    private func matches(_ name: [Unicode.Scalar]) -> Bool {
        var (place, at) = (0, 0)
        var star: (place: Int, at: Int)?
        while at < name.count {
            if place < text.count, text[place] == "*" {
                star = (place, at)
                place += 1
            } else if place < text.count, text[place] == "?" || text[place] == name[at] {
                place += 1
                at += 1
            } else if let last = star {
                star = (last.place, last.at + 1)
                (place, at) = (last.place + 1, last.at + 1)
            } else {
                return false
            }
        }
        return text[place...].allSatisfy { $0 == "*" }
    }
}
