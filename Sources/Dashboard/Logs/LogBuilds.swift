import DequeModule
import LambdaModel

/// A build in a log.
struct LogBuild: Hashable, Sendable {
    /// The command; nil if the line with it was not kept.
    let command: String?
    /// The number of its first line.
    let first: Int
    /// When it began: seconds since 1970.
    let startedAt: Double
    /// How it ended; nil if it runs, or if its end was not reported.
    fileprivate(set) var ending: BuildEnding?
    /// Whether one of its lines reports an error.
    fileprivate(set) var hasErrors = false
    /// Whether the user has folded or unfolded it.
    fileprivate(set) var wasToggled = false
    /// The ordinals of its groups, which calls can separate.
    fileprivate(set) var groups: [Int] = []
    /// How many kept lines it has.
    fileprivate var lines = 0

    /// Why a build cannot be folded while lines are filtered.
    static let filteredRemark = "the filter shows the lines of folded builds, too"

    /// Whether it failed.
    var hasFailed: Bool { ending?.isFailure ?? false }
}

/// The builds of a log, one after the other. Each has a number, which its lines have in place of a call's.
struct LogBuilds: Sendable {
    private var builds: Deque<LogBuild> = []
    /// How many builds were removed: the ordinal of the first one.
    private var removed = 0

    /// The numbers of builds begin here; those of calls are lower.
    private static let base: UInt32 = 1 << 31

    /// Whether a number is that of a build.
    static func isBuild(_ number: UInt32) -> Bool { number >= base && number != LogCalls.none }

    private func place(_ number: UInt32) -> Int { Int(number - Self.base) - removed }

    /// A build by its number.
    subscript(number: UInt32) -> LogBuild { builds[place(number)] }

    /// The number of the latest build; nil if there is none.
    var last: UInt32? { builds.isEmpty ? nil : Self.base + UInt32(removed + builds.count - 1) }

    /// Adds a line if it belongs to a build. A build begins with the first line after the end of another one, or with the
    /// same command again: a host that has died reports no end.
    ///
    /// - Parameter isError: whether the line reports an error.
    /// - Returns: the number of its build; nil for any other line.
    mutating func add(_ record: LogRecord, line: Int, isError: Bool) -> UInt32? {
        let ending = BuildEnding(record)
        guard record.source == .build || ending != nil else { return nil }
        let command = record.source == .build ? BuildEnding.command(in: record.text) : nil
        let open = builds.last.flatMap { $0.ending == nil && (command == nil || command != $0.command) ? last : nil }
        // The end of a build whose lines were all dropped.
        if open == nil, ending != nil { return nil }
        if open == nil { builds.append(LogBuild(command: command, first: line, startedAt: record.time)) }
        guard let number = last else { return nil }
        builds[builds.count - 1].lines += 1
        builds[builds.count - 1].ending = ending
        if isError { builds[builds.count - 1].hasErrors = true }
        return number
    }

    /// Records that a build goes on in a group. Groups before `first` were removed.
    mutating func addGroup(_ ordinal: Int, of number: UInt32, first: Int) {
        builds[place(number)].groups.removeAll { $0 < first }
        builds[place(number)].groups.append(ordinal)
    }

    /// Removes a line of a build; with its last line, the build is forgotten, unless it still runs.
    mutating func release(_ number: UInt32) {
        builds[place(number)].lines -= 1
        while let first = builds.first, first.lines == 0, first.ending != nil || builds.count > 1 {
            builds.removeFirst()
            removed += 1
        }
    }

    /// Records that the user has folded or unfolded a build.
    mutating func setToggled(_ number: UInt32) { builds[place(number)].wasToggled = true }
}
