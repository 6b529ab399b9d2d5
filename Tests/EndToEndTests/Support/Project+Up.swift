import Foundation

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
}
