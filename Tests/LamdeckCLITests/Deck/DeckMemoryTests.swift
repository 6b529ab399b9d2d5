import Dashboard
import Foundation
import LambdaModel
import LambdaRuntime
import TerminalUI
import Testing

@testable import LamdeckCLI

@Suite struct DeckMemoryTests {
    private let folder: TestFolder
    private let memory: DeckMemory

    init() throws {
        folder = try TestFolder.project()
        memory = DeckMemory(["XDG_STATE_HOME": folder.path + "/state"])
    }

    private var manifest: String { folder.path + "/functions.json" }

    @Test func `a view that was stored is found again, and only for its project`() {
        var view = DeckView(function: "hello")
        view.arrangement = DeckView.Arrangement()
        memory.store(view, ofManifest: manifest)
        let found = memory.view(ofManifest: manifest)
        #expect(found.view == view && found.problem == nil)
        let other = memory.view(ofManifest: folder.path + "/other/functions.json")
        #expect(other.view == nil && other.problem == nil)
    }

    @Test(arguments: [
        ("{", "it is damaged"), ("{\"version\": 9, \"view\": {}}", "a later version of lamdeck wrote it"),
    ])
    func `a file that cannot be used is ignored and reported, and the next view replaces it`(
        text: String, reason: String
    ) throws {
        memory.store(DeckView(), ofManifest: manifest)
        let path = memory.path(ofManifest: manifest)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let found = memory.view(ofManifest: manifest)
        #expect(found.view == nil && found.problem == "\(path) is not used: \(reason)")
        memory.store(DeckView(), ofManifest: manifest)
        #expect(memory.view(ofManifest: manifest).view == DeckView())
    }

    @Test func `the background is remembered`() throws {
        #expect(memory.background == nil)
        memory.store(.light)
        #expect(memory.background == .light)
        try Data("blue\n".utf8).write(to: URL(fileURLWithPath: folder.path + "/state/lamdeck/background"))
        #expect(memory.background == nil)
    }

    // MARK: config.json

    @Test func `mistakes in config json are listed with its path, and the deck shows the first one`() throws {
        let environment = ["XDG_CONFIG_HOME": folder.path + "/config"]
        #expect(ConfigurationFile(environment).notice == nil && !ConfigurationFile(environment).exists)
        let path = folder.path + "/config/lamdeck/config.json"
        try FileManager.default.createDirectory(
            atPath: folder.path + "/config/lamdeck", withIntermediateDirectories: true)
        try Data(#"{"mouse": 1, "theme": "drak"}"#.utf8).write(to: URL(fileURLWithPath: path))
        let file = ConfigurationFile(environment)
        #expect(
            file.lines == [
                "\(path):1:11: error: \"mouse\" must be true or false, found the number 1",
                "\(path):1:23: error: \"theme\" must be \"auto\", \"dark\" or \"light\", found the string \"drak\"; "
                    + "did you mean \"dark\"?",
            ])
        #expect(
            file.notice?.text
                == "config.json:1:11: \"mouse\" must be true or false, found the number 1 (and 1 more; lamdeck validate "
                + "lists them); the defaults are used")
        #expect(file.findings.map(\.state) == [.fix, .fix])
        #expect(file.configuration == DeckConfiguration())
    }
}
