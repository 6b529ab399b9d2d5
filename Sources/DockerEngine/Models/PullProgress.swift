/// The progress of a pull.
public struct PullProgress: Sendable, Hashable {
    /// Layers that are on disk, unpacked.
    public var layersDone = 0
    /// Layers known so far.
    public var layersTotal = 0
    /// Downloaded bytes, compressed. Never falls, even when the engine starts a layer over.
    public var bytesDone: Int64 = 0
    /// The compressed size of the layers whose download has begun; grows as more of them begin.
    public var bytesTotal: Int64 = 0
    /// 0 to 1 over all layers, each with the same weight; never falls. A fraction of the bytes would jump to 1 while
    /// later layers, whose size is not known yet, wait for their turn.
    public var fraction = 0.0
    /// The engine's latest status, such as `Downloading` or `Status: Image is up to date for …`.
    public var status = ""
    /// The image's digest, `sha256:…`, as soon as the engine has reported it.
    public var digest: String?
}
