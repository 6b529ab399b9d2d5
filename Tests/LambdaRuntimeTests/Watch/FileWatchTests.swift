import Foundation
import Testing

@testable import LambdaRuntime

/// What users and their tools do to files. Each act without a report is followed by an act with one: a wrong report
/// would arrive together with it, or before it.
@Suite(.serialized) struct FileWatchTests {
    private let tree: FileTree
    /// More quiet than in use, so that a busy machine seldom cuts a save in two.
    private let watch = FileWatch(timing: WatchTiming(quiet: .milliseconds(300), limit: .seconds(30)))
    private var code: String { tree.path + "/code" }

    init() throws {
        tree = try FileTree()
        try tree.writeBeforeWatch("code/app.py", "1")
        try tree.writeBeforeWatch("code/lib/a.py", "1")
        try tree.writeBeforeWatch(".env", "A=1")
    }

    /// A reader, once everything is watched. The watch may still report files that the test wrote just before.
    private func reader(_ roots: [String]) async throws -> WatchReader {
        let written = ["/code", "/code/app.py", "/code/lib", "/code/lib/a.py", "/.env"].map { tree.path + $0 }
        return try await WatchReader(watch, roots, written: Set(written))
    }

    @Test func filesAreWrittenMadeRenamedAndDeleted() async throws {
        let reader = try await reader([code])
        let acts = [
            ("echo 2 >app.py", "app.py"), ("echo 1 >new.py", "new.py"), ("echo 2 >>lib/a.py", "lib/a.py"),
            ("rm new.py", "new.py"), ("mkdir empty", "empty"), ("ln -s app.py link", "link"),
        ]
        for (script, name) in acts {
            try shell(script, in: code)
            try await reader.expect([code + "/" + name])
        }
        try shell("mv app.py main.py", in: code)
        try await reader.expect([code + "/app.py", code + "/main.py"])
        #expect(reader.notices.isEmpty)
    }

    @Test func readingAndPermissionsAreNotChanges() async throws {
        let reader = try await reader([code])
        try shell("cat app.py >/dev/null; chmod 600 app.py; ls -R >/dev/null; touch -a -c lib; echo >z", in: code)
        try await reader.expect([code + "/z"])
    }

    @Test func newFoldersThatAreFilledAtOnceAreSeenToTheirDepth() async throws {
        let reader = try await reader([code])
        try shell("mkdir -p a/b/c/d && echo 1 >a/b/c/d/deep.py && echo 1 >a/b/near.py", in: code)
        try await reader.next { $0.paths.contains(code + "/a/b/c/d/deep.py") }
        try shell("echo 2 >a/b/c/d/deep.py", in: code)
        try await reader.expect([code + "/a/b/c/d/deep.py"])
    }

    @Test func foldersAreMovedInOutAndToAnotherName() async throws {
        try tree.write("outside/inner/x.py", "1")
        let reader = try await reader([code])
        try shell("mv ../outside moved", in: code)
        try await reader.next { $0.paths.contains(code + "/moved/inner/x.py") }
        try shell("mv moved other", in: code)
        try await reader.next { _ in true }
        try shell("echo 2 >other/inner/x.py", in: code)
        try await reader.expect([code + "/other/inner/x.py"])
        try shell("mv other ../outside", in: code)
        try await reader.expect([code + "/other"])
        try shell("echo 3 >../outside/inner/y.py; echo 3 >app.py", in: code)
        try await reader.expect([code + "/app.py"])
    }

    @Test func editorsThatReplaceFilesAreOneChange() async throws {
        let reader = try await reader([code, tree.path + "/.env"])
        for (file, folder) in [("app.py", code), (".env", tree.path)] {
            // vim: its swap file, the try whether it may write, the old file kept as a backup, the new one written.
            let vim = "echo >.F.swp; echo >4913; rm 4913; mv F F~; echo 2 >F; rm F~ .F.swp"
            // JetBrains' safe write.
            let safe = "echo 3 >F___jb_tmp___; mv F F___jb_old___; mv F___jb_tmp___ F; rm F___jb_old___"
            for script in [vim, safe, "echo 4 >F.tmp; mv F.tmp F", "echo 5 >F"] {
                try shell(script.replacing("F", with: file), in: folder)
                try await reader.expect([folder + "/" + file])
            }
        }
    }

    /// The shell creates or empties the file, and the command writes to it later and ends. After each step the test
    /// makes a change that the watch reports: a report of the step would arrive with it, or before it.
    @Test(arguments: ["new.json", "old.json"])
    func theOutputOfACommandThatIsRedirectedIntoTheCodeIsOneChange(name: String) async throws {
        try tree.writeBeforeWatch("code/old.json", "before")
        let reader = try await WatchReader(
            watch, [code], written: Set(["", "/app.py", "/lib", "/lib/a.py", "/old.json"].map { code + $0 }))
        try shell("echo 2 >app.py", in: code)
        try await reader.next { $0.paths.contains(code + "/app.py") }
        let file = open(code + "/" + name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        #expect(file >= 0)
        for text in ["", "[1,", "2]"] {
            #expect(write(file, text, text.utf8.count) == text.utf8.count)
            try shell("echo 3 >app.py", in: code)
            #expect(try await reported(reader, until: "/app.py") == ["/app.py"])
        }
        close(file)
        #expect(try await reported(reader, until: "/" + name) == ["/" + name])
    }

    /// A runtime would load an empty file, and closing it changes nothing.
    @Test func aSourceThatIsWrittenInPartsIsReportedWithItsContentAlone() async throws {
        let reader = try await reader([code])
        try shell("echo 2 >app.py", in: code)
        try await reader.next { $0.paths.contains(code + "/app.py") }
        let file = open(code + "/made.js", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        try shell("echo 3 >app.py", in: code)
        #expect(try await reported(reader, until: "/app.py") == ["/app.py"])
        #expect(write(file, "1", 1) == 1)
        #expect(try await reported(reader, until: "/made.js") == ["/made.js"])
        close(file)
        try shell("echo 4 >app.py", in: code)
        #expect(try await reported(reader, until: "/app.py") == ["/app.py"])
        // A new link to an existing file has no writer that will close it: the watch reports it at once.
        try shell(": >x; ln x y", in: code)
        try await reader.expect([code + "/x", code + "/y"])
    }

    /// A partly copied zip would be read as a damaged archive.
    @Test func aZipThatIsCopiedInPartsIsReportedOnceItIsWhole() async throws {
        try tree.writeBeforeWatch("code.zip", "before")
        let zip = tree.path + "/code.zip"
        let reader = try await WatchReader(
            watch, [zip, code], written: Set(["", "/app.py", "/lib", "/lib/a.py"].map { code + $0 } + [zip]))
        try shell("echo 2 >app.py", in: code)
        try await reader.next { $0.paths.contains(code + "/app.py") }
        let file = open(zip, O_WRONLY | O_TRUNC)
        for text in ["", "PK", "more"] {
            #expect(write(file, text, text.utf8.count) == text.utf8.count)
            try shell("echo 3 >app.py", in: code)
            var paths: [String] = []
            while !paths.contains(code + "/app.py") { paths += try await reader.next().paths }
            #expect(!paths.contains(zip))
        }
        close(file)
        try await reader.next { $0.paths.contains(zip) }
    }

    /// The reported paths, relative to the code, up to and including the report of a file.
    private func reported(_ reader: WatchReader, until name: String) async throws -> Set<String> {
        var paths: Set<String> = []
        while !paths.contains(name) {
            paths.formUnion(try await reader.next().paths.map { String($0.dropFirst(code.count)) })
        }
        return paths
    }

    @Test func filesOfToolsAndTheUsersGlobsAreIgnored() async throws {
        let reader = try await WatchReader(
            watch, [code], ignoring: ["*.md", "docs/**", "/build", "dist/"],
            written: [code, code + "/app.py", code + "/lib", code + "/lib/a.py"])
        let script = """
            mkdir -p .git/objects lib/__pycache__ node_modules/.cache docs/deep build lib/dist
            echo >.git/objects/x; echo >lib/__pycache__/a.pyc; echo >node_modules/.cache/x; echo >docs/deep/x
            echo >build/x; echo >lib/dist/x; echo >README.md; echo >.app.py.swp; echo >app.py~; echo >lib/x.tmp
            """
        try shell(script, in: code)
        try await reader.expect([code + "/node_modules", code + "/docs"])
        try shell("echo 2 >.git/objects/x; echo 2 >docs/deep/x; echo 2 >build/x; echo 2 >lib/a.py", in: code)
        try await reader.expect([code + "/lib/a.py"])
    }

    @Test func tenThousandFilesAreOneBurst() async throws {
        try tree.makeFolder("source")
        try shell(
            "for d in $(seq 100); do mkdir d$d; (cd d$d && seq 100 | xargs touch); done", in: tree.path + "/source")
        try shell("tar cf ../all.tar .", in: tree.path + "/source")
        let patient = FileWatch(timing: WatchTiming(quiet: .seconds(2), limit: .seconds(50)))
        let reader = try await WatchReader(patient, [code])
        try shell("tar xf ../all.tar", in: code)
        let changes = try await reader.next()
        // If the system loses events, their number is unknown.
        #expect(changes.count == 10_100 || changes.count > 1000)
        #expect(changes.paths.count == 20)
        try shell("echo 2 >d100/100", in: code)
        try await reader.expect([code + "/d100/100"])
    }

    @Test func manyFunctionsShareOneWatchAndHearOnlyOfTheirOwn() async throws {
        // The test creates all folders first: a folder's creation may be reported even after its watch begins.
        for number in 0..<200 { try tree.writeBeforeWatch("f\(number)/app.py", "1") }
        var readers: [WatchReader] = []
        for number in 0..<200 {
            readers.append(try await WatchReader(watch, [tree.path + "/f\(number)", code]))
        }
        try shell("echo 2 >f7/app.py", in: tree.path)
        try await readers[7].expect([tree.path + "/f7/app.py"])
        try shell("echo 2 >app.py", in: code)
        for reader in readers {
            try await reader.expect([code + "/app.py"])
        }
    }

    @Test func closingEndsTheStreamsAndCancellingEndsOne() async throws {
        let reader = try await reader([code])
        let (code, watch) = (code, watch)
        let other = Task { () -> Bool in
            for await _ in watch.news(of: WatchPlan(roots: [code])) {}
            return Task.isCancelled
        }
        other.cancel()
        #expect(await other.value)
        try shell("echo 2 >app.py", in: code)
        #expect(try await reader.next().count == 1)
        watch.close()
        #expect(await reader.isEnded())
        #expect(await WatchReaderEnd.appears(watch, code))
    }
}

/// A stream that is asked for after the end.
private enum WatchReaderEnd {
    static func appears(_ watch: FileWatch, _ root: String) async -> Bool {
        for await _ in watch.news(of: WatchPlan(roots: [root])) { return false }
        return true
    }
}
