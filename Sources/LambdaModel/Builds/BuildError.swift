/// The first error in a build's output.
public struct BuildError: Hashable, Sendable {
    /// What the tool says.
    public var message: String
    /// Where; nil if the output does not say.
    public var location: BuildLocation?

    /// Lines after an error in which its position can be, as rustc and esbuild write it.
    public static let linesAfter = 3
    /// Lines before an error in which its position can be, as Python writes it.
    public static let linesBefore = 5

    /// The first error in lines of output that has a position, otherwise the first error; nil without an error.
    public init?(in lines: [String]) {
        let read = lines.map { BuildLine($0) }
        let errors = read.indices.filter { read[$0].level == .error }
        guard let first = errors.first else { return nil }
        let found = errors.lazy.compactMap { index in
            Self.location(at: index, in: read.indices) { read[$0] }.map { (index, $0) }
        }.first
        let index = found?.0 ?? first
        (message, location) = (read[index].message, found?.1)
    }

    /// The position that belongs to a line: its own, or for an error or a warning that of a line near it.
    ///
    /// - Parameters:
    ///   - lines: the numbers of the build's lines.
    ///   - read: reads a line by its number.
    public static func location(
        at line: Int, in lines: Range<Int>, _ read: (Int) -> BuildLine
    ) -> BuildLocation? {
        let own = read(line)
        if own.location != nil || own.level == nil { return own.location }
        for number in (line + 1)..<max(line + 1, min(lines.upperBound, line + 1 + linesAfter)) {
            let next = read(number)
            guard next.level == nil else { break }
            if next.location != nil { return next.location }
        }
        for number in (max(lines.lowerBound, line - linesBefore)..<line).reversed() {
            let before = read(number)
            guard before.level == nil else { break }
            if before.location != nil { return before.location }
        }
        return nil
    }
}

extension BuildFailure {
    /// The first error in the last lines of the output; nil if they have none.
    public var firstError: BuildError? { BuildError(in: lastLines) }
}
