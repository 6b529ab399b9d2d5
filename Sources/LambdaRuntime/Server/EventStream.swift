import JSONText
import LambdaModel
import Support

/// The messages of a response that streams, in AWS's event stream encoding (AWS Lambda API, InvokeWithResponseStream;
/// Smithy specification, "Amazon Event Stream").
enum EventStream {
    static let contentType = "application/vnd.amazon.eventstream"

    /// A part of the response.
    static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        message("PayloadChunk", contentType: "application/octet-stream", bytes)
    }

    /// The end of the response.
    ///
    /// - Parameters:
    ///   - error: its type and its body; nil if the function did not fail.
    ///   - log: the end of the log in base64, if the caller asked for it.
    static func complete(error: (code: String, details: String)?, log: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            if let error {
                writer.member("ErrorCode", error.code)
                writer.member("ErrorDetails", error.details)
            }
            if let log { writer.member("LogResult", log) }
        }
        return message("InvokeComplete", contentType: "application/json", writer.bytes)
    }

    private static func message(_ event: String, contentType: String, _ payload: [UInt8]) -> [UInt8] {
        var headers: [UInt8] = []
        for (name, value) in [(":message-type", "event"), (":event-type", event), (":content-type", contentType)] {
            headers.append(UInt8(name.utf8.count))
            headers += name.utf8
            // A value of type 7 is a string with two bytes of length.
            headers.append(7)
            headers += bigEndian(UInt16(value.utf8.count))
            headers += value.utf8
        }
        let total = 12 + headers.count + payload.count + 4
        var message: [UInt8] = []
        message.reserveCapacity(total)
        message += bigEndian(UInt32(total)) + bigEndian(UInt32(headers.count))
        message += bigEndian(CRC32.of(message))
        message += headers
        message += payload
        message += bigEndian(CRC32.of(message))
        return message
    }

    private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
