/// Addresses that begin alike: `172.17.0.0/16`.
public struct IPv4Subnet: Hashable, Sendable, CustomStringConvertible {
    /// The first address, whose bits behind the length are zero.
    private let network: UInt32
    /// How many bits all have in common, 0 to 32.
    private let length: Int

    /// Reads `address/length`; bits behind the length do not count. Nil for anything else, IPv6 included.
    public init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let address = Self.number(halves[0]), let length = Self.decimal(halves[1], upTo: 32)
        else { return nil }
        self.length = length
        network = address & Self.mask(length)
    }

    /// Whether an address in numbers, `172.17.0.2`, is one of them.
    public func contains(_ address: some StringProtocol) -> Bool {
        Self.number(address).map { $0 & Self.mask(length) == network } ?? false
    }

    /// The first address that a machine can have.
    var firstAddress: String { Self.text(network | 1) }

    /// As it is written.
    public var description: String { "\(Self.text(network))/\(length)" }

    private static func mask(_ length: Int) -> UInt32 { length == 0 ? 0 : ~0 << (32 - length) }

    private static func number(_ address: some StringProtocol) -> UInt32? {
        let parts = address.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard let byte = decimal(part, upTo: 255) else { return nil }
            number = number << 8 | UInt32(byte)
        }
        return number
    }

    private static func decimal(_ text: some StringProtocol, upTo most: Int) -> Int? {
        // `Int` takes signs too.
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(text), number <= most else { return nil }
        return number
    }

    private static func text(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { "\(address >> UInt32($0) & 0xFF)" }.joined(separator: ".")
    }
}
