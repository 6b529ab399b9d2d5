import Foundation
import LambdaModel
import Testing

@Suite("The file system of this machine")
final class LocalFilesTests {
    private let files = LocalFiles()
    private let root: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "lamdeck-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "folder"), withIntermediateDirectories: true)
        try Data([0, 0xFF, 0x0A]).write(to: folder.appending(path: "file"))
        try Data().write(to: folder.appending(path: "folder/.hidden"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link", withDestinationPath: "folder")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/broken", withDestinationPath: "nowhere")
        root = LocalFiles().realPath(folder.path)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    @Test func kinds() {
        #expect(files.kind(of: root + "/file") == .file)
        #expect(files.kind(of: root + "/folder") == .folder)
        #expect(files.kind(of: root + "/link") == .folder)
        #expect(files.kind(of: root + "/broken") == nil)
        #expect(files.kind(of: root + "/nowhere") == nil)
        #expect(files.kind(of: root + "/file/below") == nil)
        #expect(files.kind(of: "/dev/null") == .other)
    }

    @Test func reading() throws {
        #expect(try files.read(root + "/file") == [0, 0xFF, 0x0A])
        for (path, reason) in [
            (root + "/nowhere", "no such file or folder"), (root + "/folder", "is a folder"),
            ("/dev/null", "is not a regular file"),
        ] {
            let error = #expect(throws: FileError.self) { try files.read(path) }
            #expect(error == FileError(path: path, reason: reason))
        }
    }

    @Test func listing() throws {
        #expect(try files.names(inFolder: root).sorted() == ["broken", "file", "folder", "link"])
        #expect(try files.names(inFolder: root + "/link") == [".hidden"])
        let error = #expect(throws: FileError.self) { try files.names(inFolder: root + "/nowhere") }
        #expect(error?.reason == "no such file or folder")
    }

    @Test func realPaths() {
        #expect(files.realPath(root + "/link/.hidden") == root + "/folder/.hidden")
        #expect(files.realPath(root + "/folder/") == root + "/folder")
        #expect(files.realPath("/") == "/")
    }
}
