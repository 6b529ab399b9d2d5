import Foundation
import JSONText

extension Project {
    /// Runs `lamdeck up` in the foreground, which prints the log, and `body` as soon as so many functions are ready.
    func up(_ count: Int, beside body: (RunningProgram) async throws -> Void) async throws {
        let result = try await lamdeck("up") { program in
            _ = try await waiting(for: "\(count) functions") {
                program.output().split(separator: "\n").count { $0.contains("  ready  http://") } == count ? true : nil
            } otherwise: {
                program.output() + program.messages()
            }
            try await body(program)
            program.send(SIGINT)
        }
        guard result.status == 130 else { throw NeverCame(description: "`lamdeck up` failed: \(result.messages)") }
    }

    /// The calls in the history, newest first, as soon as there are so many: they are written after their answers.
    func calls(_ count: Int, of function: String? = nil) async throws -> [JSONNode] {
        let arguments = ["history", "--json", "--limit", "1000"] + (function.map { [$0] } ?? [])
        return try await waiting(for: "\(count) calls in the history") {
            let rows = try await Program.run(
                Program.lamdeck, arguments, environment: environment, in: folder
            ).lines.map { try JSONDocument($0).root }
            return rows.count >= count ? rows : nil
        }
    }
}
