#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Bytes that are coded as base64: an array of numbers takes four times the room and a hundred times the time.
@propertyWrapper
public struct Base64Coded: Hashable, Sendable, Codable {
    /// The bytes.
    public var wrappedValue: [UInt8]

    /// Bytes.
    public init(wrappedValue: [UInt8]) { self.wrappedValue = wrappedValue }

    /// Reads base64.
    public init(from decoder: any Decoder) throws {
        wrappedValue = Array(try decoder.singleValueContainer().decode(Data.self))
    }

    /// Writes base64.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Data(wrappedValue))
    }
}

extension InvocationReply: Codable {
    /// The reply with its body as base64.
    private enum Coded: Codable {
        case answered(status: Int, body: Base64Coded)
        case unreachable(String)
        case cancelled
        case refused(FailureReason)
    }

    /// Reads a reply.
    public init(from decoder: any Decoder) throws {
        switch try Coded(from: decoder) {
        case .answered(let status, let body): self = .answered(status: status, body: body.wrappedValue)
        case .unreachable(let reason): self = .unreachable(reason)
        case .cancelled: self = .cancelled
        case .refused(let reason): self = .refused(reason)
        }
    }

    /// Writes a reply.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .answered(let status, let body):
            try Coded.answered(status: status, body: Base64Coded(wrappedValue: body)).encode(to: encoder)
        case .unreachable(let reason): try Coded.unreachable(reason).encode(to: encoder)
        case .cancelled: try Coded.cancelled.encode(to: encoder)
        case .refused(let reason): try Coded.refused(reason).encode(to: encoder)
        }
    }
}
