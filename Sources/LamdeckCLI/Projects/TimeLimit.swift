import ArgumentParser

/// A length of time as a person types it: `30` or `30s`, `500ms`, `2m`, `1h`.
struct TimeLimit: ExpressibleByArgument, Sendable, CustomStringConvertible {
    let seconds: Double
    /// As it was typed, with its unit.
    let description: String

    init?(argument: String) {
        let units: [(name: String, seconds: Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)]
        guard let unit = units.first(where: { argument.hasSuffix($0.name) }) else { return nil }
        let digits = argument.dropLast(unit.name.count)
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
            let number = Double(digits), number > 0, number * unit.seconds <= 86400
        else { return nil }
        seconds = number * unit.seconds
        description = unit.name.isEmpty ? "\(argument) s" : "\(digits) \(unit.name)"
    }

    var duration: Duration { .seconds(seconds) }
}
