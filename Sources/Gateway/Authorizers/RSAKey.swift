import Support

/// A public key of RSA, which verifies signatures in the form of PKCS #1 version 1.5 (RFC 8017).
struct RSAKey: Sendable, Hashable {
    /// The digest that a signature is of.
    enum Hash: String, Sendable {
        case sha256 = "RS256"
        case sha384 = "RS384"
        case sha512 = "RS512"

        func digest(_ message: [UInt8]) -> [UInt8] {
            switch self {
            case .sha256: SHA256.digest(message)
            case .sha384: SHA512.digest384(message)
            case .sha512: SHA512.digest(message)
            }
        }

        /// The bytes of `DigestInfo` before the digest (RFC 8017, section 9.2, note 1).
        var prefix: [UInt8] {
            let (length, last, size): (UInt8, UInt8, UInt8) =
                switch self {
                case .sha256: (0x31, 1, 32)
                case .sha384: (0x41, 2, 48)
                case .sha512: (0x51, 3, 64)
                }
            return [0x30, length, 0x30, 0x0D, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, last, 5, 0, 4, size]
        }
    }

    /// The fewest and the most bits of a modulus: each doubling takes four times as long to compute with.
    private static let bits = 1024...8192

    /// The modulus without zeros in front.
    private let modulus: [UInt8]
    private let exponent: UInt
    private let powers: ModularPower

    /// A key; nil for numbers that are no key: RFC 8017, section 3.1, and a limit to the size.
    init?(modulus: [UInt8], exponent: [UInt8]) {
        let modulus = Array(modulus.drop { $0 == 0 })
        let number = exponent.prefix(8).reduce(UInt(0)) { $0 << 8 | UInt($1) }
        guard Self.bits.contains(modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)),
            modulus.last.map({ $0 & 1 }) == 1, exponent.count <= 8, number >= 3, number & 1 == 1, number < 1 << 33
        else { return nil }
        self.modulus = modulus
        self.exponent = number
        powers = ModularPower(modulus: modulus)
    }

    /// Whether a signature is one of a message (RFC 8017, section 8.2.2). The signature is compared with the only valid
    /// encoding, and not parsed.
    func isSignature(_ signature: [UInt8], of message: [UInt8], _ hash: Hash) -> Bool {
        let info = hash.prefix + hash.digest(message)
        guard signature.count == modulus.count, signature.lexicographicallyPrecedes(modulus),
            modulus.count >= info.count + 11
        else { return false }
        let padding = [UInt8](repeating: 0xFF, count: modulus.count - info.count - 3)
        return powers.power(of: signature, exponent: exponent).suffix(modulus.count)
            == [0, 1] + padding + [0] + info
    }
}
