/// How far a pull has come.
public struct PullProgress: Sendable, Hashable {
    /// Layers that are on disk, unpacked.
    public var layersDone = 0
    /// Layers that are known so far.
    public var layersTotal = 0
    /// Bytes that were downloaded, compressed. Never falls, even when the engine begins a layer again.
    public var bytesDone: Int64 = 0
    /// The compressed size of the layers whose download has begun: it grows as more of them begin.
    public var bytesTotal: Int64 = 0
    /// 0 to 1 over all layers, each of the same weight; never falls. Bytes would jump to 1 while later layers, whose
    /// size is not known yet, wait for their turn.
    public var fraction = 0.0
    /// The engine's latest words, such as `Downloading` or `Status: Image is up to date for …`.
    public var status = ""
    /// The image's digest, `sha256:…`, once the engine has said it.
    public var digest: String?
}
