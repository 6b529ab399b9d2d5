import Foundation
import LambdaModel
import ProjectImport
import Testing

@testable import LamdeckCLI

struct DraftFilesTests {
    private static func draft(code: String = "code") -> ImportDraft {
        var function = DraftFunction(name: "hello")
        (function.image, function.handler, function.code) = ("demo:1", "x", code)
        var draft = ImportDraft(format: "SAM template")
        draft.functions = [function]
        draft.files = [DraftFile(path: "events/hello/a.json", text: "{}\n")]
        draft.folders = ["code"]
        draft.notes = [
            ImportNote(line: 12, subject: "Hello: Policies", message: "left\nout"),
            ImportNote(line: nil, subject: "", message: "assumed\u{1B}"),
        ]
        return draft
    }

    @Test func `a draft is written with all that belongs to it`() throws {
        let folder = try TestFolder()
        let manifest = folder.path + "/new/functions.json"
        let written = try DraftFiles(draft: Self.draft(), manifest: manifest).write()
        #expect(written == [manifest, folder.path + "/new/events/hello/a.json"])
        #expect(try folder.text("new/events/hello/a.json") == "{}\n")
        #expect(try folder.text("new/functions.json") == Self.draft().text)
        #expect(folder.exists("new/code"))
    }

    @Test func `nothing is written over what is there`() throws {
        let folder = try TestFolder(["functions.json": "mine", "events/hello/a.json": "mine too"])
        let manifest = folder.path + "/functions.json"
        let failure = #expect(throws: CommandFailure.self) {
            try DraftFiles(draft: Self.draft(), manifest: manifest).write()
        }
        #expect(
            failure?.message == "\(manifest) (and 1 more) exists already; nothing was written. Remove it, or choose "
                + "another place with --output")
        #expect(try folder.text("functions.json") == "mine")
        #expect(!folder.exists("code"))
    }

    @Test func `a link that leads nowhere is there, too`() throws {
        let folder = try TestFolder()
        let manifest = folder.path + "/functions.json"
        try FileManager.default.createSymbolicLink(atPath: manifest, withDestinationPath: "nowhere")
        let failure = #expect(throws: CommandFailure.self) {
            try DraftFiles(draft: Self.draft(), manifest: manifest).write()
        }
        #expect(failure?.message.hasPrefix("\(manifest) exists already; ") == true)
    }

    @Test func `written files are removed if the rest cannot be written`() throws {
        let folder = try TestFolder(["events/hello": "a file where a folder should be"])
        let failure = #expect(throws: CommandFailure.self) {
            try DraftFiles(draft: Self.draft(), manifest: folder.path + "/functions.json").write()
        }
        #expect(failure?.status == .usage)
        #expect(
            failure?.message == "\(folder.path)/events/hello/a.json cannot be written: a file of that name exists")
        #expect(!folder.exists("functions.json"))
    }

    // MARK: What is printed

    @Test func `notes go to standard error, a line each`() throws {
        let captured = try Captured()
        DraftReport(context: .test(captured)).notes(Self.draft(), file: "t.yaml")
        #expect(captured.messages == "t.yaml:12: Hello: Policies: left\\nout\nt.yaml: assumed\\u{1b}\n")
        #expect(captured.results.isEmpty)
    }

    @Test func `files go to standard output, as seen from here`() throws {
        let folder = try TestFolder()
        let captured = try Captured()
        let written = try DraftFiles(draft: Self.draft(), manifest: folder.path + "/functions.json").write()
        DraftReport(context: .test(captured, folder: folder.path)).written(written)
        #expect(captured.results == "functions.json\nevents/hello/a.json\n")
        #expect(captured.messages.isEmpty)
        let elsewhere = try Captured()
        DraftReport(context: .test(elsewhere, folder: "/else")).written(written)
        #expect(elsewhere.results == "\(folder.path)/functions.json\n\(folder.path)/events/hello/a.json\n")
    }

    @Test func `an invalid manifest is reported with its problems`() throws {
        let folder = try TestFolder()
        let captured = try Captured()
        let draft = Self.draft(code: "missing")
        let written = try DraftFiles(draft: draft, manifest: folder.path + "/functions.json").write()
        DraftReport(context: .test(captured, folder: folder.path)).written(written)
        #expect(captured.results == "functions.json\nevents/hello/a.json\n")
        #expect(captured.messages.contains("error: "))
        #expect(captured.messages.hasSuffix("lamdeck: fix these first; lamdeck validate checks again\n"))
    }

    @Test func `nothing written is nothing printed`() throws {
        let captured = try Captured()
        DraftReport(context: .test(captured)).written([])
        #expect(captured.results.isEmpty && captured.messages.isEmpty)
    }
}
