import Support

extension EngineClient {
    /// An image, or `nil` if the engine does not have it.
    public func imageInspect(_ reference: String) async throws(EngineError) -> ImageDetails? {
        let path = "/images/\(PercentCoding.encoded(reference, keeping: "/:@"))/json"
        let image: WireImage? = try await connection.find(
            EngineRequest(.get, path, operation: "inspect the image \(reference)"))
        return image?.details
    }

    /// The digest that the registry has for an image's name now, `sha256:…` (`GET /distribution/{name}/json`). If the
    /// engine has that image, one of ``ImageDetails/repoDigests`` ends with the digest.
    ///
    /// - Parameter limit: the time for the whole answer; the engine has to ask the registry.
    public func registryDigest(_ reference: String, within limit: Duration) async throws(EngineError) -> String {
        let path = "/distribution/\(PercentCoding.encoded(reference, keeping: "/:@"))/json"
        let found: WireDistribution = try await connection.get(
            EngineRequest(.get, path, operation: "ask the registry of the image \(reference)"), within: limit)
        return found.descriptor.digest
    }

    /// Pulls an image and reports the progress; the sequence ends when the engine has the image.
    ///
    /// The engine stops pulling when the reading task is cancelled. Without tag and digest the tag is `latest`.
    /// - Parameter platform: such as `linux/arm64`; if nil, the engine's own.
    /// - Throws: kind `imageUnavailable` with the engine's message, while iterating.
    public func pullImage(_ reference: String, platform: String? = nil) -> EngineStream<PullProgress> {
        let image = ImageReference(reference)
        var query = [(name: "fromImage", value: image.name), (name: "tag", value: image.tagOrDigest)]
        if let platform {
            query.append((name: "platform", value: platform))
        }
        let request = EngineRequest(
            .post, "/images/create", query: query, operation: "pull the image \(reference)")
        return connection.stream(request) { [limits] in
            PullDecoder(reference: reference, maximumBytes: limits.answerBytes)
        }
    }
}

/// A reference in the two parts that `POST /images/create` takes.
struct ImageReference: Hashable {
    var name: String
    var tagOrDigest: String

    /// Cuts `registry:5000/path/name:tag` and `name@sha256:…`; a colon before the last slash belongs to a port.
    /// A digest wins over a tag, as for the `docker` command.
    init(_ text: String) {
        let parts = text.split(separator: "@", maxSplits: 1)
        let tagged = parts.first ?? ""
        let afterSlash = tagged.lastIndex(of: "/").map { tagged.index(after: $0) } ?? tagged.startIndex
        let colon = tagged[afterSlash...].firstIndex(of: ":")
        name = String(tagged[..<(colon ?? tagged.endIndex)])
        if parts.count == 2 {
            tagOrDigest = String(parts[1])
        } else {
            tagOrDigest = colon.map { String(tagged[tagged.index(after: $0)...]) } ?? "latest"
        }
    }
}
