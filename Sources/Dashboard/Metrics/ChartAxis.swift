import Support

/// The scale of a chart: from 0 to a round number, in equal steps.
struct ChartAxis: Hashable, Sendable {
    /// The value of one step.
    let step: Double
    /// How many steps there are, at least one.
    let steps: Int

    /// The value at the top.
    var top: Double { step * Double(steps) }

    /// Digits of a round step, ascending; multiplied by a power of ten.
    private static let digits = [1.0, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

    /// The smallest round scale that holds a value.
    ///
    /// - Parameter least: the smallest step.
    init(holding most: Double, steps: Int, least: Double) {
        self.steps = max(1, steps)
        let wanted = max(most.isFinite ? min(most, 1e15) : 0, 0) / Double(self.steps)
        var power = least
        var found = least
        while found < wanted {
            // A sum of floating-point numbers may exceed the round number that it is.
            guard let digit = Self.digits.first(where: { $0 * power * (1 + 1e-9) >= wanted }) else {
                power *= 10
                found = power
                continue
            }
            found = digit * power
            break
        }
        step = found
    }

    /// A scale of exactly this height, such as a limit.
    init(top: Double, steps: Int) {
        self.steps = max(1, steps)
        step = max(top, 1) / Double(self.steps)
    }

    /// The labels of the steps from 0 up: one more than there are steps.
    var durations: [String] {
        // The top decides the unit, so that one axis has one unit.
        let isSeconds = top >= 1000
        let unit = isSeconds ? 1000.0 : 1
        let decimals = Self.decimals(step / unit)
        return (0...steps).map { index in
            guard index > 0 else { return "0" }
            return Decimals.text(step * Double(index) / unit, decimals) + (isSeconds ? " s" : " ms")
        }
    }

    /// The labels of megabytes.
    var megabytes: [String] { (0...steps).map { "\(Int((step * Double($0)).rounded())) MB" } }

    /// How many decimals a number needs, at most three.
    private static func decimals(_ number: Double) -> Int {
        var scaled = number
        for count in 0..<3 {
            if (scaled - scaled.rounded()).magnitude < 1e-6 { return count }
            scaled *= 10
        }
        return 3
    }

    /// The height of a value in eighths of a row, in a chart of that many rows. A value above 0 is visible, and one
    /// above the top reaches the top.
    func eighths(_ value: Double, rows: Int) -> Int {
        guard value.isFinite, value > 0, top > 0, rows > 0 else { return 0 }
        let most = rows * 8
        return max(1, min(most, Int((min(value / top, 1) * Double(most)).rounded())))
    }
}
