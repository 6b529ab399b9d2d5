import Foundation
import LambdaModel
import Testing

@testable import LamdeckCLI

struct ManifestWatchTests {
    private static func watch(_ folder: TestFolder, named: String? = nil) -> ManifestWatch {
        ManifestWatch(named: named, folder: folder.path, environment: [:])
    }

    private static let manifest =
        #"{"functions": {"a": {"image": "i", "handler": "x", "code": ".", "#
        + #""environmentFile": ".env"}}}"#

    @Test func `an unchanged manifest is no change`() throws {
        let folder = try TestFolder.project()
        let watch = Self.watch(folder)
        let reading = watch.read()
        #expect(reading.path == folder.path + "/functions.json" && reading.manifest != nil && reading.looked.isEmpty)
        #expect(watch.change(since: reading) == nil)
    }

    @Test func `a change of the manifest and of its environment files is seen`() throws {
        let folder = try TestFolder(["functions.json": Self.manifest, ".env": "AB=1"])
        let watch = Self.watch(folder)
        var reading = watch.read()
        try folder.write(".env", "AB=12")
        reading = try #require(watch.change(since: reading))
        #expect(reading.manifest?.functions[0].fileVariables == ["AB": "12"])
        #expect(watch.change(since: reading) == nil)
        try folder.write("functions.json", Self.manifest + " ")
        reading = try #require(watch.change(since: reading))
        try folder.write("functions.json", "{")
        reading = try #require(watch.change(since: reading))
        #expect(reading.manifest == nil && reading.problems.count == 1)
    }

    @Test func `a manifest that cannot be used is looked at whole, as what it lacks may come`() throws {
        let folder = try TestFolder(["functions.json": Self.manifest])
        let watch = Self.watch(folder)
        let broken = watch.read()
        #expect(broken.manifest == nil && watch.change(since: broken) == nil)
        try folder.write(".env", "AB=1")
        #expect(watch.change(since: broken)?.manifest?.functions.count == 1)
    }

    @Test func `a manifest that is not there is looked for until it comes`() throws {
        let folder = try TestFolder()
        let watch = Self.watch(folder, named: "functions.json")
        let missing = watch.read()
        #expect(missing.path == nil && missing.looked == [folder.path + "/functions.json"])
        #expect(watch.change(since: missing) == nil)
        try folder.write("functions.json", Self.manifest)
        #expect(watch.change(since: missing)?.path == folder.path + "/functions.json")
    }

    @Test func `a signature is that of the file behind links, and zeros if there is none`() throws {
        let folder = try TestFolder(["a": "text"])
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/b", withDestinationPath: "a")
        let (file, link) = (FileSignature.of(folder.path + "/a"), FileSignature.of(folder.path + "/b"))
        #expect(file.size == 4 && file.inode == link.inode && file.nanoseconds == link.nanoseconds)
        let none = FileSignature.of(folder.path + "/none")
        #expect(none.inode == 0 && none.size == 0 && none.seconds == 0)
    }
}
