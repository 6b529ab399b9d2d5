import Foundation
import NIOCore

/// Splits a stream of JSON objects, whatever separates them: the engine writes `\n` after events and stats and `\r\n`
/// after the progress of a pull; Podman sometimes writes nothing.
struct JSONObjectSplitter: Sendable {
    private let maximumBytes: Int
    private var object: [UInt8] = []
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Whether the stream may end here: no object is incomplete.
    var isBetweenObjects: Bool { depth == 0 }

    /// The objects that a chunk completed.
    mutating func feed(_ chunk: ByteBufferView) throws(EngineError) -> [[UInt8]] {
        var objects: [[UInt8]] = []
        for byte in chunk {
            if depth > 0 {
                object.append(byte)
                guard object.count <= maximumBytes else {
                    throw EngineError(
                        .protocolViolation("an object is longer than \(maximumBytes) bytes"), operation: "read JSON")
                }
            }
            switch byte {
            case _ where isEscaped:
                isEscaped = false
            case UInt8(ascii: "\\") where isInString:
                isEscaped = true
            case UInt8(ascii: "\"") where depth > 0:
                isInString.toggle()
            case UInt8(ascii: "{") where !isInString:
                if depth == 0 {
                    object.append(byte)
                }
                depth += 1
            case UInt8(ascii: "}") where !isInString && depth > 0:
                depth -= 1
                if depth == 0 {
                    objects.append(object)
                    object.removeAll(keepingCapacity: true)
                }
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                continue
            case _ where depth == 0:
                throw EngineError(.protocolViolation("expected the start of a JSON object"), operation: "read JSON")
            default:
                continue
            }
        }
        return objects
    }
}

/// Decodes a stream of JSON objects of one type and converts those that a chunk completed to elements.
struct JSONObjectDecoder<Wire: Decodable, Element: Sendable>: StreamDecoding {
    private var splitter: JSONObjectSplitter
    private let isEndless: Bool
    private let convert: @Sendable ([Wire]) -> [Element]

    /// - Parameter isEndless: whether even a regular end counts as a failure.
    init(maximumBytes: Int, isEndless: Bool = false, convert: @escaping @Sendable ([Wire]) -> [Element]) {
        self.isEndless = isEndless
        splitter = JSONObjectSplitter(maximumBytes: maximumBytes)
        self.convert = convert
    }

    mutating func feed(_ chunk: ByteBuffer) throws(EngineError) -> [Element] {
        let decoder = JSONDecoder()
        var values: [Wire] = []
        for object in try splitter.feed(chunk.readableBytesView) {
            do {
                values.append(try decoder.decode(Wire.self, from: Data(object)))
            } catch {
                throw EngineError(.protocolViolation(EngineAnswer.problem(error)), operation: "read JSON")
            }
        }
        return values.isEmpty ? [] : convert(values)
    }

    mutating func finish() throws(EngineError) -> [Element] {
        guard splitter.isBetweenObjects else {
            throw EngineError(.disconnected(reason: "the answer ended inside an object"), operation: "read JSON")
        }
        guard !isEndless else {
            throw EngineError(.disconnected(reason: "the engine ended the stream"), operation: "read JSON")
        }
        return []
    }
}
