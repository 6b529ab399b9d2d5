import DockerEngine
import Foundation
import Testing

@testable import LambdaRuntime

@Suite("An engine whose disk is full")
struct EngineDiskTests {
    @Test("A disk is full when root can write no more to it", .enabled(if: SmallDisk.isAvailable))
    func full() async throws {
        try await SmallDisk.with(megabytes: 2) { folder in
            #expect(!DiskSpace.isFull(folder))
            let file = try #require(fopen(folder + "/fill", "w"))
            let block = [UInt8](repeating: 1, count: 64 << 10)
            while fwrite(block, 1, block.count, file) == block.count, fflush(file) == 0 {}
            fclose(file)
            #expect(DiskSpace.isFull(folder))
            unlink(folder + "/fill")
            #expect(!DiskSpace.isFull(folder))
        }
        #expect(!DiskSpace.isFull("/nowhere"))
    }

    @Test("It is told once that the disk is full, and once that it is no more")
    func told() {
        var disk = EngineDisk()
        #expect(disk.take("/d", isFull: false) == nil)
        #expect(disk.take("/d", isFull: true)?.hasPrefix("the engine's disk is full (/d)") == true)
        #expect(disk.take("/d", isFull: true) == nil)
        #expect(disk.take("/d", isFull: false) == "the engine's disk has room again (/d)")
        #expect(disk.look(at: nil) == nil)
    }

    /// The message was the engine's own: one of its paths, and no cause.
    @Test("What the engine could not write is told as that")
    func words() {
        let message = "mkdir /var/lib/docker/overlay2/1-init: no space left on device"
        let error = EngineError(.api(status: 500, message: message), operation: "make a container")
        #expect(error.plainWords == "the engine's disk is full (\(message))")
        let other = EngineError(.api(status: 500, message: "no"), operation: "make a container")
        #expect(other.plainWords == "no")
    }
}
