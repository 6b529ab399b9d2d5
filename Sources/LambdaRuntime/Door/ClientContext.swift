import Foundation
import JSONText

/// What a caller tells of itself beside the event: a JSON object in base64, of 3,583 bytes at most (AWS Lambda API,
/// Invoke). A runtime breaks over anything else.
enum ClientContext {
    private static let limit = 3_583

    /// Refuses what Lambda refuses.
    static func check(_ text: String) throws(DoorRefusal) {
        guard text.utf8.count <= limit else {
            throw .invalidContent("Client context must be at most \(limit) bytes of base64, not \(text.utf8.count).")
        }
        // JSONDocument takes a byte order mark, and runtimes do not.
        guard let data = Data(base64Encoded: text), let document = try? JSONDocument([UInt8](data)),
            document.root.kind == .object, !data.starts(with: [0xEF, 0xBB, 0xBF])
        else { throw .invalidContent("Client context must be a valid Base64-encoded JSON object.") }
    }
}
