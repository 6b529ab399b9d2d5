import JSONText
import Support

extension ProjectCommand: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "name": own.name.wire, "command": own.command.wire, "keys": own.keys.wire,
            "description": own.description.wire, "usesTerminal": own.usesTerminal.wire,
            "positions": ([position] + keyPositions).map { [$0.offset, $0.line, $0.column] }.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        own = OwnCommand(
            name: try members["name"], command: try members["command"], keys: try members["keys"],
            description: try members["description"])
        own.usesTerminal = try members["usesTerminal"]
        own.owner = .project
        let numbers: [[Int]] = try members["positions"]
        let positions = numbers.filter { $0.count == 3 }
            .map { JSONPosition(offset: $0[0], line: $0[1], column: $0[2]) }
        guard let first = positions.first, positions.count == own.keys.count + 1 else {
            throw WireError("a command has \(positions.count) positions and \(own.keys.count) keys")
        }
        (position, keyPositions) = (first, Array(positions.dropFirst()))
    }
}
