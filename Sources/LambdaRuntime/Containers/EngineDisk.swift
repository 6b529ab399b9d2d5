import DockerEngine

/// The disk for the engine's containers and their logs. If it is full, the engine drops the functions' output without
/// an error.
struct EngineDisk {
    /// Whether it was full at the last check.
    private(set) var isFull = false

    /// Checks the disk, if the engine is on this machine. Returns a message if it became full or has space again.
    mutating func check(_ engine: EngineInfo?) -> String? {
        guard let engine, engine.isOnThisMachine, let folder = engine.dataFolder else { return nil }
        return change(of: folder, isFull: DiskSpace.isFull(folder))
    }

    mutating func change(of folder: String, isFull: Bool) -> String? {
        guard isFull != self.isFull else { return nil }
        self.isFull = isFull
        return isFull
            ? "the engine's disk is full (\(folder)): the output of functions is lost, and no container can be created"
            : "the engine's disk has room again (\(folder))"
    }
}
