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
        let bytes = Array(text.utf8)
        let marks = Array("{}[]:,-!&*?|>'\"%@`#$\n\t \\0~<".utf8)
        var read = 0
        for _ in 0..<400 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let start = Int.random(in: 0..<damaged.count - 8, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: damaged.removeSubrange(start..<start + Int.random(in: 1...8, using: &generator))
                case 1: damaged[start] = marks.randomElement(using: &generator) ?? 0
                case 2: damaged.insert(marks.randomElement(using: &generator) ?? 0, at: start)
                default: damaged.insert(contentsOf: damaged[start..<start + 8], at: start)
                }
            }
            do throws(ImportError) {
                let draft = try ProjectImporter.read(damaged)
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
}
