/// A version of the Engine API, such as 1.41.
public struct APIVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number before the dot; 1 for all that exist.
    public let major: Int
    /// The number after the dot.
    public let minor: Int

    /// That of Docker Engine 20.10, the oldest supported: it introduced one-shot stats and `platform` on create.
    public static let oldest = APIVersion(major: 1, minor: 41)
    /// The newest that lamdeck was written for (Docker Engine 28.3).
    public static let newest = APIVersion(major: 1, minor: 51)

    /// The version `major.minor`.
    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `1.41`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]), major >= 0, minor >= 0 else {
            return nil
        }
        self.init(major: major, minor: minor)
    }

    /// The version to use with an engine whose newest is `engine`: the older of its newest and ours, or nil if that is
    /// older than ``oldest``.
    ///
    /// Taking the engine's newest makes engines work that refuse versions below 1.44 (Docker 29).
    public static func negotiated(engine: APIVersion) -> APIVersion? {
        let version = min(engine, newest)
        return version < oldest ? nil : version
    }

    /// By major, then minor number.
    public static func < (one: APIVersion, other: APIVersion) -> Bool {
        (one.major, one.minor) < (other.major, other.minor)
    }

    /// `1.41`
    public var description: String { "\(major).\(minor)" }
}
