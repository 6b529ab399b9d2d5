import DockerEngine
import Foundation
import Testing

@testable import LambdaRuntime

@Suite("An engine whose disk is full")
struct EngineDiskTests {
    @Test("A disk is full when even root cannot write to it", .enabled(if: SmallDisk.isAvailable))
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

    @Test("A full disk is reported once, and so is the end of it")
    func reported() {
        var disk = EngineDisk()
        #expect(disk.change(of: "/d", isFull: false) == nil)
        #expect(disk.change(of: "/d", isFull: true)?.hasPrefix("the engine's disk is full (/d)") == true)
        #expect(disk.change(of: "/d", isFull: true) == nil)
        #expect(disk.change(of: "/d", isFull: false) == "the engine's disk has room again (/d)")
        #expect(disk.check(nil) == nil)
    }

    /// The message was the engine's own: one of its paths, and no cause.
    @Test("An engine's failed write is reported as a full disk")
    func words() {
        let message = "mkdir /var/lib/docker/overlay2/1-init: no space left on device"
        let error = EngineError(.api(status: 500, message: message), operation: "make a container")
        #expect(error.plainMessage == "the engine's disk is full (\(message))")
        let other = EngineError(.api(status: 500, message: "no"), operation: "make a container")
        #expect(other.plainMessage == "no")
    }
}
