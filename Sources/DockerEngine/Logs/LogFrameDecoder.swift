/// Which of a container's outputs.
public enum LogOutput: Sendable, Hashable, CaseIterable {
    /// Standard output.
    case stdout
    /// Standard error.
    case stderr
}

/// A frame of the log stream, or a piece of one where the frame was cut by the network.
public struct LogFrame: Sendable, Hashable {
    /// Where it was written.
    public var output: LogOutput
    /// The frame's bytes, or some of them.
    public var payload: ArraySlice<UInt8>
    /// Whether these are its first bytes. The engine sends one frame per record of its log, so a record begins here.
    public var beginsFrame: Bool
}

/// Takes the engine's log stream apart: `[stream, 0, 0, 0, length (4 bytes, big endian)]` and the payload, over and
/// over (Engine API, "Attach to a container": stream format; only without a TTY).
///
/// Frames are passed on in pieces as they come, so one of 4 GB takes no memory.
public struct LogFrameDecoder: Sendable {
    private enum Target {
        case output(LogOutput)
        /// Stream 3 (docker/docker, `pkg/stdcopy`): the engine's own words on why the log can't go on.
        case engineFailure
    }

    private var header: [UInt8] = []
    private var target = Target.output(.stdout)
    private var remaining = 0
    private var isAtFrameStart = false
    private var failure: [UInt8] = []

    /// Begins at a frame's first byte.
    public init() {}

    /// Whether the stream may end here.
    public var isBetweenFrames: Bool { remaining == 0 && header.isEmpty }

    /// The frames, or pieces of them, that a chunk brought.
    ///
    /// - Throws: ``EngineError`` of kind `protocolViolation` for a header that can't be one, `api` where the engine
    ///   reports a failure inside the stream.
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
            // 0 is standard input, which the engine's writer also uses for standard output.
            target = .output(.stdout)
        }
        remaining = header[4...].reduce(0) { $0 << 8 | Int($1) }
        isAtFrameStart = true
        header.removeAll(keepingCapacity: true)
    }
}
