import Foundation
import HostLink
import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

/// A call runs the code that was on disk when it was made.
@Suite("Stale code never answers")
struct StaleCodeTests {
    private static func answering(_ number: Int) -> String { "def handler(event, context): return \(number)" }

    @Test("A call immediately after a save", arguments: [true, false])
    func rightAfterASave(keepsSpare: Bool) async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.answering(0)) {
                $0.watch = .on
                $0.spare = keepsSpare
            }
            let deck = try await project.deck([settings])
            await deck.expect("hello", answers: "0")
            for number in 1...3 {
                try project.write("hello/app.py", Self.answering(number))
                await deck.expect("hello", answers: "\(number)")
                await deck.expect("hello", answers: "\(number)")
            }
        }
    }

    @Test("A call immediately after the folder was created again, and a call while it is missing")
    func folderCreatedAgain() async throws {
        try await TestProject.run { project in
            let settings = try await project.python("hello", Self.answering(1)) {
                $0.watch = .on
                $0.spare = true
            }
            let deck = try await project.deck([settings])
            await deck.expect("hello", answers: "1")
            try FileManager.default.removeItem(atPath: project.path("hello"))
            let refused = await deck.invoke("hello")
            guard case .refused(let reason) = refused.reply else {
                Issue.record("answered while there was no code: \(refused.text)")
                return
            }
            #expect(reason.summary.contains("\(project.path("hello")) does not exist"))
            try project.write("hello/app.py", Self.answering(2), mode: 0o755)
            await deck.expect("hello", answers: "2")
        }
    }
}
