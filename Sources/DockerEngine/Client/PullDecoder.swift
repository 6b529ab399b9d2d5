import NIOCore

/// Adds the engine's messages about single layers up to one progress per chunk.
struct PullDecoder: StreamDecoding {
    private let reference: String
    private var messages: JSONObjectDecoder<WirePullMessage, WirePullMessage>
    private var tally = PullTally()

    init(reference: String, maximumBytes: Int) {
        self.reference = reference
        messages = JSONObjectDecoder(maximumBytes: maximumBytes) { $0 }
    }

    mutating func feed(_ chunk: ByteBuffer) throws(EngineError) -> [PullProgress] {
        let batch = try messages.feed(chunk)
        for message in batch {
            if let message = message.errorDetail?.message ?? message.error {
                throw EngineError(
                    .imageUnavailable(reference: reference, message: message), operation: "pull the image \(reference)")
            }
            tally.add(message)
        }
        return batch.isEmpty ? [] : [tally.progress]
    }

    mutating func finish() throws(EngineError) -> [PullProgress] {
        try messages.finish().isEmpty ? [] : [tally.progress]
    }

    func meaning(of error: EngineError) -> EngineError.Kind {
        switch error.kind {
        case .api(_, let message), .notFound(let message), .conflict(let message):
            return .imageUnavailable(reference: reference, message: message)
        case .noEngine, .permissionDenied, .unsupportedEndpoint, .invalidSetting, .imageUnavailable, .versionTooOld,
            .protocolViolation, .disconnected, .timedOut, .cancelled:
            return error.kind
        }
    }
}

/// The progress of each layer, and the total.
struct PullTally: Sendable {
    private struct Layer {
        var downloaded: Int64 = 0
        var size: Int64 = 0
        var extracted = 0.0
        var isDownloaded = false
        var isDone = false

        /// Unpacking a layer takes about a fifth of the time that downloading takes on a usual line.
        var fraction: Double {
            let download = isDownloaded ? 1 : size > 0 ? min(1, Double(downloaded) / Double(size)) : 0
            return isDone ? 1 : 0.8 * download + 0.2 * extracted
        }
    }

    private(set) var progress = PullProgress()
    private var layers: [String: Layer] = [:]

    /// Adds one message. The status texts are the engine's (docker/docker, `distribution/pull_v2.go` and
    /// `pkg/progress`) and Podman's (`Copying blob`).
    mutating func add(_ message: WirePullMessage) {
        let status = message.status ?? ""
        if !status.isEmpty {
            progress.status = status
        }
        let digestMark = "Digest: "
        if status.hasPrefix(digestMark) {
            progress.digest = String(status.dropFirst(digestMark.count))
        }
        guard let id = message.id else {
            return
        }
        let detail = message.progressDetail
        var layer = layers[id] ?? Layer()
        switch status {
        case "Pulling fs layer", "Waiting", "Verifying Checksum":
            break
        case "Downloading", "Copying blob":
            layer.size = max(layer.size, detail?.total ?? 0)
            layer.downloaded = max(layer.downloaded, detail?.current ?? 0)
        case "Download complete":
            layer.isDownloaded = true
        case "Extracting":
            layer.isDownloaded = true
            if let current = detail?.current, let total = detail?.total, total > 0 {
                layer.extracted = max(layer.extracted, min(1, Double(current) / Double(total)))
            }
        case "Pull complete", "Already exists":
            layer.isDownloaded = true
            layer.isDone = true
        default:
            // The id of a message about the whole image is the image's tag.
            return
        }
        if layer.isDownloaded {
            layer.downloaded = max(layer.downloaded, layer.size)
        }
        layers[id] = layer
        progress.layersTotal = layers.count
        progress.layersDone = layers.values.count { $0.isDone }
        progress.bytesDone = layers.values.reduce(0) { $0 + $1.downloaded }
        progress.bytesTotal = layers.values.reduce(0) { $0 + max($1.size, $1.downloaded) }
        let fraction = layers.values.reduce(0) { $0 + $1.fraction } / Double(layers.count)
        progress.fraction = max(progress.fraction, fraction)
    }
}
