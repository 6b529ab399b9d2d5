import DockerEngine
import HostLink
import LambdaModel

/// Reads one container's log as entries, with the ends of its calls.
struct ContainerLogReader {
    var log: ContainerLogFollower
    /// Makes the entries.
    private var entries: any EntryReader
    /// The calls of a container whose Runtime API is served here: it signals when one begins or ends.
    let calls: RuntimeCallLog?

    var container: String { log.container }

    /// - Parameters:
    ///   - calls: the calls of a container whose Runtime API is served here.
    ///   - server: who serves the container's Runtime API.
    init(
        function: String, family: LambdaRuntimeIdentifier.Family?, log: ContainerLogFollower,
        calls: RuntimeCallLog? = nil, server: ServingKind = .emulator
    ) {
        (self.log, self.calls) = (log, calls)
        if let calls {
            entries = RuntimeLogReader(function: function, container: log.container, calls: calls)
        } else {
            switch server {
            case .lamdeck: entries = UnservedLogReader(function: function, container: log.container)
            case .emulator:
                entries = EmulatorLogReader(function: function, container: log.container, family: family)
            }
        }
    }

    /// Whether the end of a call waits, see ``EntryReader/hasOpenCalls``.
    var hasOpenCalls: Bool { entries.hasOpenCalls }

    /// The entries for a batch of lines.
    mutating func read(_ records: [LogRecord]) -> [ProjectLogEntry] { entries.read(records) }

    /// The entries for what a follower has read.
    mutating func read(_ news: ContainerLogFollower.News) -> [ProjectLogEntry] {
        switch news {
        case .lines(let records): entries.read(records)
        case .lost(let remark): [entries.addLoss(remark)]
        case .broken(let remark): [entries.entry(remark)]
        }
    }

    /// The entries that are due without another line.
    mutating func update() -> [ProjectLogEntry] { entries.update() }

    /// The entries that are due when everything has been read that was in the log when the reading began.
    mutating func catchUp() -> [ProjectLogEntry] { entries.catchUp() }

    /// The entries that are due when the log has ended.
    mutating func end() -> [ProjectLogEntry] { entries.end() }
}
