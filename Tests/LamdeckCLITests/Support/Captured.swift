import Foundation

@testable import LamdeckCLI

/// Outputs that are files, from which a test reads what was printed.
final class Captured: Sendable {
    let output: Output
    private let files: (results: Int32, messages: Int32)

    /// - Parameters:
    ///   - isTerminal: whether the results are made for a terminal.
    ///   - isOnePlace: whether messages go to the same file as results.
    init(isTerminal: Bool = false, isOnePlace: Bool = false) throws {
        let results = try Self.makeFile()
        let messages = isOnePlace ? results : try Self.makeFile()
        files = (results, messages)
        output = Output(results: results, messages: messages, isTerminal: isTerminal)
    }

    deinit {
        close(files.results)
        if files.messages != files.results { close(files.messages) }
    }

    /// What standard output got.
    var results: String { Self.text(files.results) }

    /// What standard error got.
    var messages: String { Self.text(files.messages) }

    /// A file without a name, which exists as long as it is open.
    static func makeFile(_ text: String = "") throws -> Int32 {
        var path = Array((FileManager.default.temporaryDirectory.path + "/lamdeck-output-XXXXXX").utf8CString)
        let file = mkstemp(&path)
        guard file >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        unlink(path)
        let bytes = Array(text.utf8)
        if !bytes.isEmpty { _ = pwrite(file, bytes, bytes.count, 0) }
        return file
    }

    private static func text(_ file: Int32) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = pread(file, &chunk, chunk.count, off_t(bytes.count)), count > 0 {
            bytes += chunk[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// An open file with a text, as an input.
final class OpenFile: Sendable {
    let number: Int32

    init(_ text: String) throws { number = try Captured.makeFile(text) }

    deinit { close(number) }
}

extension CommandContext {
    /// A context in UTC at a fixed moment, whose outputs a test reads.
    static func test(
        _ captured: Captured, folder: String = "/p", environment: [String: String] = [:],
        input: InputFile = InputFile(file: -1), now: Double = 1_700_000_000
    ) -> CommandContext {
        CommandContext(
            output: captured.output, input: input, environment: environment, folder: folder,
            localTime: LocalTime { _ in 0 },
            // The files stay open as long as the context is used.
            now: { withExtendedLifetime(captured) { now } })
    }
}

/// The program's, and not that of Swift Testing.
typealias ExitStatus = LamdeckCLI.ExitStatus
