import ArgumentParser
import LambdaModel

/// The least level of log lines as the user types it, in small or capital letters: `warn`, `ERROR`.
struct LevelOption: ExpressibleByArgument, Sendable {
    let level: LogLevel

    init?(argument: String) {
        guard let level = LogLevel(named: argument) else { return nil }
        self.level = level
    }

    /// The names to choose from.
    static let names = ["trace", "debug", "info", "warn", "error", "fatal"]

    static let help = ArgumentHelp(
        "Only lines of this level or a higher one: trace, debug, info, warn, error or fatal. A line without a level "
            + "counts as info, a stack trace as error.", valueName: "level")
}
