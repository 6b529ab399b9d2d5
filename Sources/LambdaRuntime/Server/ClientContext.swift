import Foundation
import JSONText

/// What a caller says about itself in addition to the event: a JSON object in base64, of at most 3,583 bytes (AWS
/// Lambda API, Invoke). A runtime fails on anything else.
enum ClientContext {
    private static let limit = 3_583

    /// Refuses the same as Lambda.
    static func check(_ text: String) throws(ServerRefusal) {
        guard text.utf8.count <= limit else {
            throw .invalidContent("Client context must be at most \(limit) bytes of base64, not \(text.utf8.count).")
        }
        // JSONDocument accepts a byte order mark, but runtimes do not.
        guard let data = Data(base64Encoded: text), let document = try? JSONDocument([UInt8](data)),
            document.root.kind == .object, !data.starts(with: [0xEF, 0xBB, 0xBF])
        else { throw .invalidContent("Client context must be a valid Base64-encoded JSON object.") }
    }

    /// Refuses an identity of Amazon Cognito that a runtime could not read.
    static func check(identity: String) throws(ServerRefusal) {
        guard let document = try? JSONDocument(Array(identity.utf8)), document.root.kind == .object else {
            throw .invalidContent(
                "X-Amz-Cognito-Identity must be a JSON object with cognitoIdentityId and cognitoIdentityPoolId.")
        }
    }

    /// AWS: 1 to 256 characters of letters, digits, spaces and `_.:/=+-@` (AWS Lambda API, Invoke, `TenantId`).
    static func check(tenant: String) throws(ServerRefusal) {
        let isAllowed = tenant.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || " _.:/=+-@".unicodeScalars.contains($0)
        }
        guard 1...256 ~= tenant.count, isAllowed else {
            throw .invalidParameter("TenantId must be 1 to 256 letters, digits, spaces or characters of _.:/=+-@")
        }
    }
}
