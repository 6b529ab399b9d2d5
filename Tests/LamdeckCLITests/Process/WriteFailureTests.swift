import Foundation
import Testing

@testable import LamdeckCLI

struct WriteFailureTests {
    @Test(
        arguments: [
            (CocoaError(.fileWriteNoPermission), "permission denied"),
            (CocoaError(.fileWriteVolumeReadOnly), "read-only file system"),
            (CocoaError(.fileWriteOutOfSpace), "the disk is full"),
            (CocoaError(.fileWriteFileExists), "a file of that name exists"),
            (
                CocoaError(.fileWriteUnknown, userInfo: [NSUnderlyingErrorKey: POSIXError(.EISDIR)]), "Is a directory"
            ),
        ])
    func `a reason is in words`(error: CocoaError, words: String) {
        #expect(WriteFailure.reason(error) == words)
    }

    @Test func `the system's reason is found in what Foundation throws`() throws {
        let folder = try TestFolder(["file": ""])
        #expect(throws: (any Error).self) { try Self.write(folder.path) }
        for (path, words) in [("file/x", "Not a directory"), ("none/x", "No such file or directory")] {
            do {
                try Self.write("\(folder.path)/\(path)")
                Issue.record("\(path) was written")
            } catch {
                #expect(WriteFailure.reason(error) == words)
            }
        }
    }

    private static func write(_ path: String) throws {
        try Data("x".utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
    }
}
