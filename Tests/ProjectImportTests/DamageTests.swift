import LambdaModel
import ProjectImport
import TestSupport
import Testing

@Suite("Damaged files")
struct DamageTests {
    @Test(
        "A file with deleted, repeated or replaced parts is refused or gives a valid manifest",
        arguments: [TemplateTests.sam, ServerlessTests.file, ConfigurationTests.one, ComposeTests.file])
    func damage(text: String) throws {
        var generator = SeededGenerator(seed: UInt64(text.utf8.count))
        var read = 0
        for _ in 0..<400 {
            do throws(ImportError) {
                let draft = try ProjectImporter.read(Self.damaged(text, by: &generator))
                read += 1
                guard !draft.functions.isEmpty else { continue }
                let problems = Imported.load(draft).1.filter { $0.contains("error") }
                // A path may be anything; the command checks whether it exists before it writes the draft.
                #expect(
                    problems.filter { !$0.contains("\"code\"") && !$0.contains("layer") && !$0.contains(".env") } == [])
                let files = ProjectFolder(["/p/code/x": "", "/p/.env": "A"])
                let written = draft.checked(manifest: "/p/functions.json", files: files)
                #expect(Imported.load(written, in: files).1.filter { $0.contains("error") } == [])
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
        #expect(read > 20, "most damage is to be read through")
    }

    @Test(
        "A file with damaged routes, authorizers and settings gives a valid manifest",
        arguments: [
            SAMAPITests.everything, ServerlessAPITests.everything,
            CDKAPITests.template(CDKAPITests.filled(CDKAPITests.rest + CDKAPITests.http)),
        ])
    func damagedAPIs(text: String) throws {
        let files = ProjectFolder(["/p/f/app.js": "", "/p/a.js": ""])
        let whole = try ProjectImporter.read(Array(text.utf8)).checked(manifest: "/p/functions.json", files: files)
        let routes = whole.apis.map(\.settings.routes.count).reduce(0, +)
        #expect(routes > 3)
        var generator = SeededGenerator(seed: UInt64(text.utf8.count))
        var read = 0
        for _ in 0..<300 {
            do throws(ImportError) {
                let draft = try ProjectImporter.read(Self.damaged(text, by: &generator))
                    .checked(manifest: "/p/functions.json", files: files)
                guard !draft.functions.isEmpty else { continue }
                read += 1
                #expect(Imported.load(draft, in: files).1.filter { $0.contains("error") } == [], "\(draft.text)")
            } catch {
                #expect(!error.message.isEmpty)
            }
        }
        #expect(read > 20, "most damage is to be read through")
    }

    private static let marks = Array("{}[]:,-!&*?|>'\"%@`#$\n\t \\0~<".utf8)

    private static func damaged(_ text: String, by generator: inout SeededGenerator) -> [UInt8] {
        var damaged = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let start = Int.random(in: 0..<damaged.count - 8, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: damaged.removeSubrange(start..<start + Int.random(in: 1...8, using: &generator))
            case 1: damaged[start] = marks.randomElement(using: &generator) ?? 0
            case 2: damaged.insert(marks.randomElement(using: &generator) ?? 0, at: start)
            default: damaged.insert(contentsOf: damaged[start..<start + 8], at: start)
            }
        }
        return damaged
    }
}
