import Foundation
import Support
import Testing

@testable import Dashboard

/// The screen as a picture in a text file next to the tests, `Screens/NAME.txt`: the same moment at several sizes.
/// `LAMDECK_RECORD=1` writes the files again; the tests that do so fail, so that no run passes without a comparison.
enum Picture {
    static let sizes = [
        Size(width: 120, height: 36), Size(width: 80, height: 24), Size(width: 60, height: 20),
        Size(width: 40, height: 10),
    ]

    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Screens")

    private static var isRecording: Bool { ProcessInfo.processInfo.environment["LAMDECK_RECORD"] == "1" }

    /// Compares the screen of a model with its picture.
    static func expect(
        _ model: Model, _ name: String, sizes: [Size] = sizes, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let shown = sizes.map { draw(model, $0) }.joined(separator: "\n")
        try compare(shown, name, sourceLocation)
    }

    /// Sizes of the views that cover the panes.
    static let screenSizes = [
        Size(width: 120, height: 36), Size(width: 80, height: 24), Size(width: 60, height: 20),
        Size(width: 40, height: 10),
    ]

    /// Compares a view that covers the panes with its picture. It is drawn between the header and the last two rows.
    static func expectScreen(
        _ name: String, sizes: [Size] = screenSizes, sourceLocation: SourceLocation = #_sourceLocation,
        _ draw: (Rect, inout Grid) -> Void
    ) throws {
        let pictures = sizes.map { size in
            var grid = Grid(size)
            draw(Rect(x: 0, y: 1, width: size.width, height: size.height - 3), &grid)
            return framed((0..<size.height).map(grid.row), size)
        }
        try compare(pictures.joined(separator: "\n"), name, sourceLocation)
    }

    private static func compare(_ shown: String, _ name: String, _ sourceLocation: SourceLocation) throws {
        let file = folder.appendingPathComponent(name + ".txt")
        if isRecording {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(shown.utf8).write(to: file)
            Issue.record(
                "recorded \(name).txt; look at it, and run without LAMDECK_RECORD", sourceLocation: sourceLocation)
            return
        }
        let recorded = try? String(contentsOf: file, encoding: .utf8)
        guard let recorded else {
            Issue.record("there is no \(name).txt; LAMDECK_RECORD=1 makes it", sourceLocation: sourceLocation)
            return
        }
        guard recorded != shown else { return }
        Issue.record(
            "\(name).txt is not what the screen shows (- picture, + screen):\n\(difference(recorded, shown))",
            sourceLocation: sourceLocation)
    }

    private static func draw(_ model: Model, _ size: Size) -> String {
        var model = model
        model.resize(size.width, size.height)
        return framed(model.rows, size)
    }

    private static func framed(_ rows: [String], _ size: Size) -> String {
        let edge = "+" + String(repeating: "-", count: size.width) + "+"
        let rows = rows.map { "|" + $0.padded(size.width) + "|" }
        return (["\(size.width)×\(size.height)", edge] + rows + [edge, ""]).joined(separator: "\n")
    }

    /// The rows that differ, with their numbers.
    private static func difference(_ recorded: String, _ shown: String) -> String {
        let before = recorded.components(separatedBy: "\n")
        let after = shown.components(separatedBy: "\n")
        var lines: [String] = []
        for index in 0..<max(before.count, after.count) {
            let (old, new) = (before.dropFirst(index).first, after.dropFirst(index).first)
            guard old != new else { continue }
            if let old { lines.append("\(index + 1) - \(old)") }
            if let new { lines.append("\(index + 1) + \(new)") }
        }
        return lines.joined(separator: "\n")
    }
}
