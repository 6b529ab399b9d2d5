import DockerEngine

/// The disk on which the engine keeps containers and their logs. If it is full, the engine drops what functions write, and
/// says so to nobody.
struct EngineDisk {
    /// Whether it was full at the last look.
    private(set) var isFull = false

    /// Looks at the disk, if the engine is on this machine. What is to be said: that it is full now, or is so no more.
    mutating func look(at engine: EngineInfo?) -> String? {
        guard let engine, engine.isOnThisMachine, let folder = engine.dataFolder else { return nil }
        return take(folder, isFull: DiskSpace.isFull(folder))
    }

    mutating func take(_ folder: String, isFull: Bool) -> String? {
        guard isFull != self.isFull else { return nil }
        self.isFull = isFull
        return isFull
            ? "the engine's disk is full (\(folder)): what functions write is lost, and no container can be created"
            : "the engine's disk has room again (\(folder))"
    }
}
