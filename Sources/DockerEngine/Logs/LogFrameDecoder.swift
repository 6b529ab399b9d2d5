/// One of a container's outputs.
public enum LogOutput: Sendable, Hashable, CaseIterable {
    /// Standard output.
    case stdout
    /// Standard error.
    case stderr
}

/// A frame of the log stream, or a piece of a frame that the network cut.
public struct LogFrame: Sendable, Hashable {
    /// The output that the container wrote to.
    public var output: LogOutput
    /// The frame's bytes, or some of them.
    public var payload: ArraySlice<UInt8>
    /// Whether these are its first bytes. The engine sends one frame per record of its log, so a record begins here.
    public var beginsFrame: Bool
}

/// Splits the engine's log stream into frames: each is `[stream, 0, 0, 0, length (4 bytes, big endian)]` and the
/// payload (Engine API, "Attach to a container": stream format; only without a TTY).
///
/// Pieces of frames are passed on as they arrive, so a frame of 4 GB uses no memory.
public struct LogFrameDecoder: Sendable {
    private enum Target {
        case output(LogOutput)
        /// Stream 3 (docker/docker, `pkg/stdcopy`): the engine's message why the log cannot continue.
        case engineFailure
    }

    private var header: [UInt8] = []
    private var target = Target.output(.stdout)
    private var remaining = 0
    private var isAtFrameStart = false
    private var failure: [UInt8] = []

    /// Expects the first byte of a frame.
    public init() {}

    /// Whether the stream may end here: no frame is incomplete.
    public var isBetweenFrames: Bool { remaining == 0 && header.isEmpty }

    /// The frames, or pieces of them, in a chunk.
    ///
    /// - Throws: ``EngineError`` of kind `protocolViolation` for an invalid header, `api` if the engine reports a
    ///   failure inside the stream.
    public mutating func feed(_ chunk: ArraySlice<UInt8>) throws(EngineError) -> [LogFrame] {
        var frames: [LogFrame] = []
        var rest = chunk
        while !rest.isEmpty {
            if remaining == 0 {
                let missing = rest.prefix(8 - header.count)
                header += missing
                rest = rest[missing.endIndex...]
                guard header.count == 8 else {
                    break
                }
                try readHeader()
                continue
            }
            let payload = rest.prefix(remaining)
            rest = rest[payload.endIndex...]
            remaining -= payload.count
            switch target {
            case .output(let output):
                frames.append(LogFrame(output: output, payload: payload, beginsFrame: isAtFrameStart))
            case .engineFailure:
                failure += payload.prefix(4096 - failure.count)
                if remaining == 0 {
                    let message = String(decoding: failure, as: UTF8.self)
                    throw EngineError(.api(status: 200, message: message), operation: "read the log")
                }
            }
            isAtFrameStart = false
        }
        return frames
    }

    private mutating func readHeader() throws(EngineError) {
        guard header[1] == 0, header[2] == 0, header[3] == 0, header[0] <= 3 else {
            throw EngineError(.protocolViolation("a log frame can't begin with \(header)"), operation: "read the log")
        }
        switch header[0] {
        case 2:
            target = .output(.stderr)
        case 3:
            target = .engineFailure
        default:
            // 0 is standard input; the engine's writer also uses it for standard output.
            target = .output(.stdout)
        }
        remaining = header[4...].reduce(0) { $0 << 8 | Int($1) }
        isAtFrameStart = true
        header.removeAll(keepingCapacity: true)
    }
}
