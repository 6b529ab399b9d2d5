/// Addresses with a common prefix: `172.17.0.0/16`.
public struct IPv4Subnet: Hashable, Sendable, CustomStringConvertible {
    /// The first address; its bits after the prefix are zero.
    private let network: UInt32
    /// The length of the prefix in bits, 0 to 32.
    private let length: Int

    /// Reads `address/length`; bits after the prefix are ignored. Nil for anything else, including IPv6.
    public init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let address = Self.number(halves[0]), let length = Self.decimal(halves[1], upTo: 32)
        else { return nil }
        self.length = length
        network = address & Self.mask(length)
    }

    /// Whether an address in numbers, `172.17.0.2`, is in the subnet.
    public func contains(_ address: some StringProtocol) -> Bool {
        Self.number(address).map { $0 & Self.mask(length) == network } ?? false
    }

    /// The first address for a machine.
    var firstAddress: String { Self.text(network | 1) }

    /// The form `address/length`.
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
        // `Int` accepts signs, too.
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(text), number <= most else { return nil }
        return number
    }

    private static func text(_ address: UInt32) -> String {
        [24, 16, 8, 0].map { "\(address >> UInt32($0) & 0xFF)" }.joined(separator: ".")
    }
}
