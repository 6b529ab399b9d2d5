import DequeModule
import LambdaModel

/// Adjacent lines of a log that belong together: those of one invocation or build, or some outside of any.
struct LogGroup: Hashable, Sendable {
    /// The number of the first line that is still kept.
    fileprivate(set) var first: Int
    /// The number of the invocation in ``LogCalls``, or of the build in ``LogBuilds``; ``LogCalls/none`` for lines outside
    /// any.
    let call: UInt32
    /// Lines that are kept, without the emulator's.
    fileprivate(set) var plainLines: Int32 = 0
    /// Lines that were dropped to make room, without the emulator's.
    fileprivate(set) var lostLines: Int32 = 0
    /// Whether the same invocation or build has an earlier group, with other lines in between.
    let isContinuation: Bool
    /// Whether its lines are hidden, and one row stands for them.
    fileprivate(set) var isFolded = false

    /// Whether its lines are those of a build.
    var isBuild: Bool { LogBuilds.isBuild(call) }
    /// Whether its lines are those of a call.
    var isCall: Bool { call != LogCalls.none && !isBuild }
}

/// The grouping of a log's lines, updated line by line, so that showing the screen costs only what is visible.
///
/// Every line has a number, counted from the first ever. On the screen it has two slots: `2 * number` is its text, and
/// `2 * number + 1`, for the last line of a group, is the result of the call, or the only row of a folded call. A folded
/// build has only one row, in its last group, although calls may have written in between.
struct LogIndex: Sendable {
    private var groups: Deque<LogGroup> = []
    /// How many groups were removed: the ordinal of the first group.
    private var removedGroups = 0
    /// The number of the next line.
    private(set) var end = 0
    /// The numbers of the lines that are not the emulator's.
    private(set) var plain = LineSet()
    /// Whether new groups are folded.
    private(set) var foldsNew = false
    /// Calls whose folding in the last deck differs from that of new calls. Their first line may not have arrived yet.
    private var exceptions: Set<String> = []
    /// The calls.
    private(set) var calls = LogCalls()
    /// The builds.
    private(set) var builds = LogBuilds()

    /// The number of groups.
    var count: Int { groups.count }
    /// A group by its place in order of time.
    subscript(place: Int) -> LogGroup { groups[place] }
    /// The latest group.
    var last: LogGroup? { groups.last }
    /// The number of the oldest line that is kept.
    var start: Int { groups.first?.first ?? end }
    /// All slots.
    var slots: Range<Int> { (2 * start)..<(2 * end) }

    /// The numbers of a group's lines.
    func numbers(of place: Int) -> Range<Int> {
        groups[place].first..<(place + 1 < groups.count ? groups[place + 1].first : end)
    }

    /// The request id of a group; nil for lines outside any call.
    func invocation(of group: LogGroup) -> String? { group.isCall ? calls.id(group.call) : nil }

    /// The request id of a call; nil for the number of a build and for ``LogCalls/none``.
    func invocation(_ call: UInt32) -> String? {
        call == LogCalls.none || LogBuilds.isBuild(call) ? nil : calls.id(call)
    }

    /// The facts of a group's call.
    func facts(of group: LogGroup) -> CallFacts? { group.isCall ? calls.facts(group.call) : nil }

    /// The build of a group; nil if it has none.
    func build(of group: LogGroup) -> LogBuild? { group.isBuild ? builds[group.call] : nil }

    /// Whether a group has the last lines so far of its call or build.
    func isLatest(_ place: Int) -> Bool {
        let group = groups[place]
        if group.isBuild { return builds[group.call].groups.last == removedGroups + place }
        return group.isCall && calls.latest(group.call) == removedGroups + place
    }

    /// The places of all groups of the call or build of a group. Only builds show them as one.
    func places(with place: Int) -> [Int] {
        guard let build = build(of: groups[place]) else { return [place] }
        return build.groups.compactMap { $0 >= removedGroups ? $0 - removedGroups : nil }
    }

    /// How many kept lines the command of a build has written.
    func outputLines(of build: LogBuild) -> Int {
        let kept = build.groups.filter { $0 >= removedGroups }.reduce(0) {
            $0 + Int(groups[$1 - removedGroups].plainLines)
        }
        let hasHead = build.command != nil && build.first >= start
        return max(0, kept - (hasHead ? 1 : 0) - (build.ending == nil ? 0 : 1))
    }

    /// The place of the last group of a call; nil if there is none.
    var lastCall: Int? { groups.lastIndex(where: \.isCall) }

    // MARK: Adding and removing lines

    /// Adds the next line.
    ///
    /// - Parameter isError: whether the line reports an error.
    /// - Returns: the number of its call or build.
    mutating func add(_ record: LogRecord, isError: Bool = false) -> UInt32 {
        let build = builds.add(record, line: end, isError: isError)
        let known = record.invocation.flatMap { calls.number(of: $0) }
        let call = build ?? record.invocation.map { calls.retain($0, at: record.time) } ?? LogCalls.none
        let isKnown = known != nil || build.map { !builds[$0].groups.isEmpty } ?? false
        if !joinsLast(record, call, isKnown: isKnown) { begin(record, call, isContinuation: isKnown) }
        if !record.source.isEmulators {
            plain.insert(end)
            groups[groups.count - 1].plainLines += 1
        }
        end += 1
        return call
    }

    private func joinsLast(_ record: LogRecord, _ call: UInt32, isKnown: Bool) -> Bool {
        guard let last = groups.last else { return false }
        if call == last.call { return true }
        // The last lines about a call arrive in any order with the next ones; alone they start no group.
        return record.source.isEmulators && (record.invocation == nil || isKnown)
    }

    private mutating func begin(_ record: LogRecord, _ call: UInt32, isContinuation: Bool) {
        var group = LogGroup(first: end, call: call, isContinuation: isContinuation)
        if group.isBuild {
            group.isFolded = isContinuation ? isFolded(builds[call]) : foldsNew
            builds.addGroup(removedGroups + groups.count, of: call, first: removedGroups)
        } else if let id = record.invocation {
            group.isFolded = foldsNew != exceptions.contains(id)
            calls.setLatest(removedGroups + groups.count, of: call)
        }
        groups.append(group)
    }

    private func isFolded(_ build: LogBuild) -> Bool {
        build.groups.last.map { $0 >= removedGroups && groups[$0 - removedGroups].isFolded } ?? foldsNew
    }

    /// Removes the oldest line, which names a call or a build.
    mutating func removeFirst(call: UInt32) {
        guard let group = groups.first else { return }
        if plain.contains(group.first) {
            groups[0].plainLines -= 1
            groups[0].lostLines += 1
        }
        plain.forget(before: group.first + 1)
        groups[0].first += 1
        if groups[0].first == (groups.count > 1 ? groups[1].first : end) {
            groups.removeFirst()
            removedGroups += 1
        }
        if LogBuilds.isBuild(call) { builds.release(call) } else { calls.release(call) }
    }

    /// Records what is known about a call.
    mutating func learn(_ summary: InvocationSummary, isRunning: Bool = false) {
        calls.learn(summary, isRunning: isRunning)
    }

    // MARK: Folding

    /// Folds or unfolds the group of a call, or all groups of a build.
    mutating func toggleFold(_ place: Int) {
        let group = groups[place]
        if group.isCall { groups[place].isFolded.toggle() }
        guard group.isBuild else { return }
        builds.setToggled(group.call)
        for place in places(with: place) { groups[place].isFolded = !group.isFolded }
    }

    /// Folds a build that has ended and has not failed, unless the user has decided whether it is folded.
    mutating func foldEnded(_ build: UInt32) {
        let (last, ended) = (groups.count - 1, builds[build])
        guard ended.ending != nil, !ended.hasFailed, !ended.wasToggled, groups[last].call == build else { return }
        for place in places(with: last) { groups[place].isFolded = true }
    }

    /// Which calls are folded; nil if none is.
    var folds: DeckView.LogFolds? {
        let others = groups.filter { $0.isCall && $0.isFolded != foldsNew }.compactMap { invocation(of: $0) }
        return foldsNew || !others.isEmpty ? .init(areAllFolded: foldsNew, exceptions: Set(others)) : nil
    }

    /// Folds the calls that the last deck had folded, also those whose lines have not arrived yet.
    mutating func take(_ folds: DeckView.LogFolds) {
        foldAll(folds.areAllFolded)
        exceptions = folds.exceptions
        for place in groups.indices where invocation(of: groups[place]).map(exceptions.contains) ?? false {
            groups[place].isFolded = !foldsNew
        }
    }

    /// Folds or unfolds all calls and builds, and those that follow.
    mutating func foldAll(_ isFolded: Bool) {
        (foldsNew, exceptions) = (isFolded, [])
        for place in groups.indices where groups[place].call != LogCalls.none { groups[place].isFolded = isFolded }
    }

    /// The place of the group that contains a line.
    func place(of number: Int) -> Int {
        var (low, high) = (0, groups.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if groups[middle].first <= number { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

extension LogRecord.Source {
    /// Whether it is the emulator's own message, or START, END or REPORT, which lamdeck writes in its place.
    var isEmulators: Bool {
        switch self {
        case .marker, .emulator: true
        case .output, .errorOutput, .lamdeck, .build: false
        }
    }
}
