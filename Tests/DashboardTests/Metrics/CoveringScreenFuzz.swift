import LambdaModel
import TestSupport
import Testing

@testable import Dashboard

/// Random numbers for the views that cover the panes.
struct SeededNumbers {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...(elements.count - 1))] }

    /// Milliseconds of any size.
    mutating func duration() -> Double {
        var value = Double(number(1...9999)) / 1000
        for _ in 0..<number(0...6) { value *= 10 }
        return value
    }

    mutating func text() -> String {
        pick([
            "", "app.json", "空のカート.json", "e\u{301}\t\u{0}\n", String(repeating: "long ", count: 40), "\u{1B}[31mx",
            "👩\u{200D}💻",
        ])
    }

    mutating func key() -> Key {
        pick([
            .enter, .escape, .left, .right, .up, .down, .home, .end, .pageUp, .pageDown, .tab, .backspace,
            .control("l"), .function(3), .alt("x"),
            .character(pick(Array("[]0jkgGyYvmIq!/e ?空"))),
        ])
    }

    mutating func rect() -> Rect {
        Rect(x: number(0...5), y: number(0...5), width: number(0...130), height: number(0...40))
    }

    mutating func mouse(_ rect: Rect) -> MouseEvent {
        MouseEvent(
            pick([.press, .doubleClick, .scrollUp, .scrollDown, .drag, .release]),
            x: rect.x + number(0...(rect.width + 3)) - 1, y: rect.y + number(0...(rect.height + 3)) - 1)
    }

    mutating func call() -> InvocationSummary {
        .call(
            Double(number(0...5000)), handler: pick([nil, duration(), 0, .nan, -1, .infinity]),
            start: pick([nil, nil, duration(), 0, .nan]), peak: pick([nil, 0, -5, number(1...11_000)]),
            queue: pick([nil, 0, duration(), -.infinity]), verdict: pick(Verdict.allCases + [nil]),
            errorType: pick([nil, text()]), status: pick([nil, 404, 500]), event: pick([nil, text()]),
            id: "id-\(number(0...50))")
    }
}

extension Grid {
    /// A grid in which every cell outside of a view's rectangle shows whether the view drew there.
    static func marked(_ rect: Rect) -> Grid {
        var grid = Grid(Size(width: rect.x + rect.width + 4, height: rect.y + rect.height + 4))
        grid.fill(Rect(x: 0, y: 0, width: grid.size.width, height: grid.size.height), "@", style: Style(.matching))
        return grid
    }

    /// The cells outside of a rectangle that something drew.
    func strays(outside rect: Rect) -> [String] {
        var strays: [String] = []
        for y in 0..<size.height {
            for x in 0..<size.width where !rect.contains(x: x, y: y) && self[x, y] != Cell("@", Style(.matching)) {
                strays.append("\(x), \(y): \(self[x, y].text)")
            }
        }
        return strays
    }
}

@Suite struct MetricsFuzzTests {
    @Test func `ten thousand random steps never draw outside of the rectangle`() {
        let seed = UInt64.random(in: 0..<UInt64.max)
        var random = SeededNumbers(seed: seed)
        var screen = MetricsScreen(function: "slow")
        var calls: [InvocationSummary] = []
        var marks: [CallMetrics.Mark] = []
        for step in 0..<10_000 {
            if random.number(0...20) == 0 { calls = [] }
            if random.number(0...9) == 0 {
                marks.append(
                    CallMetrics.Mark(time: Model.start + Double(random.number(-9...5000)), text: random.text()))
            }
            if marks.count > 30 { marks = [] }
            calls.append(random.call())
            let metrics = CallMetrics(
                function: random.pick(["slow", "", "空の関数", random.text()]), calls: calls, marks: marks,
                memoryLimit: random.pick([nil, 128, 10_240]))
            _ = screen.handle(random.key(), metrics, functions: random.pick([[], ["slow"], ["slow", "b", "空の関数"]]))
            let rect = random.rect()
            _ = screen.handle(random.mouse(rect), metrics, rect)
            guard step % 4 == 0 else { continue }
            var grid = Grid.marked(rect)
            screen.draw(metrics, now: Model.start, secondsFromUTC: random.pick([0, -43_200, 50_400]), rect, in: &grid)
            let strays = grid.strays(outside: rect)
            #expect(strays.isEmpty, "seed \(seed), step \(step), \(rect): \(strays.prefix(3))")
            #expect(grid.mistakes.isEmpty, "seed \(seed), step \(step): \(grid.mistakes.prefix(3))")
            if !strays.isEmpty { return }
        }
    }
}
