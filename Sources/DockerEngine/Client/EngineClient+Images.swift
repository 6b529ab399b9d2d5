import Support

extension EngineClient {
    /// An image, or `nil` if the engine does not have it.
    public func imageInspect(_ reference: String) async throws(EngineError) -> ImageDetails? {
        let path = "/images/\(PercentCoding.encoded(reference, keeping: "/:@"))/json"
        do throws(EngineError) {
            let image: WireImage = try await look(
                EngineRequest(.get, path, operation: "look at the image \(reference)"))
            return image.details
        } catch {
            guard case .notFound = error.kind else {
                throw error
            }
            return nil
        }
    }

    /// The digest of what an image's registry has under its name now, `sha256:…`: one of ``ImageDetails/repoDigests``
    /// ends in it where that is what the engine has (`GET /distribution/{name}/json`).
    ///
    /// - Parameter limit: the time for the whole answer, for which the engine asks the registry.
    public func registryDigest(_ reference: String, within limit: Duration) async throws(EngineError) -> String {
        let path = "/distribution/\(PercentCoding.encoded(reference, keeping: "/:@"))/json"
        let found: WireDistribution = try await look(
            EngineRequest(.get, path, operation: "ask the registry of the image \(reference)"), within: limit)
        return found.descriptor.digest
    }

    /// Pulls an image, and tells how far it is; the sequence ends when the engine has it.
    ///
    /// The engine stops pulling when the task that reads is cancelled. Without tag and digest the tag is `latest`.
    /// - Parameter platform: such as `linux/arm64`; `nil` takes the engine's own.
    /// - Throws: kind `imageUnavailable` with the engine's words, while iterating.
    public func pullImage(_ reference: String, platform: String? = nil) -> EngineStream<PullProgress> {
        let image = ImageReference(reference)
        var query = [(name: "fromImage", value: image.name), (name: "tag", value: image.tagOrDigest)]
        if let platform {
            query.append((name: "platform", value: platform))
        }
        let request = EngineRequest(
            .post, "/images/create", query: query, operation: "pull the image \(reference)")
        return stream(request) { [limits] in PullDecoder(reference: reference, maximumBytes: limits.answerBytes) }
    }
}

/// A reference as `POST /images/create` wants it: in two parts.
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
