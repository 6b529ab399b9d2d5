/// The exact value of a JSON number. Two texts with the same value are equal (`1.0`, `1`, `10e-1`), and no text is too
/// long or too precise.
///
/// One exception: of exponents beyond 64 bits only equal texts are known to be equal.
struct DecimalText: Hashable {
    /// Never set for zero: -0 is 0.
    private let isNegative: Bool
    /// ASCII digits without zeros at either end; empty for zero.
    private let digits: ArraySlice<UInt8>
    /// Power of ten of the last digit; 0 for zero.
    private let exponent: Int
    /// The exponent's digits (with sign) if they do not fit an `Int`; otherwise empty.
    private let hugeExponent: ArraySlice<UInt8>

    /// - Parameter text: a number that conforms to JSON's grammar.
    init(_ text: ArraySlice<UInt8>) {
        var mantissa = text.prefix { !Byte.isExponentMark($0) }
        var exponentText = text[mantissa.endIndex...].dropFirst()
        let isNegative = mantissa.first == Byte.minus
        if isNegative { mantissa = mantissa.dropFirst() }
        if exponentText.first == Byte.plus { exponentText = exponentText.dropFirst() }

        let fraction = mantissa.firstIndex(of: Byte.point).map { mantissa[$0...].dropFirst() } ?? []
        var digits = mantissa
        if !fraction.isEmpty {
            digits = ArraySlice(mantissa.filter { $0 != Byte.point })
        }
        digits = digits.drop { $0 == Byte.zero }
        let trailingZeros = digits.reversed().prefix { $0 == Byte.zero }.count
        digits = digits.dropLast(trailingZeros)

        self.digits = digits
        guard !digits.isEmpty else {
            self.isNegative = false
            exponent = 0
            hugeExponent = []
            return
        }
        self.isNegative = isNegative
        let written = exponentText.isEmpty ? 0 : Int(String(decoding: exponentText, as: UTF8.self))
        let (sum, overflow) = (written ?? 0).addingReportingOverflow(trailingZeros - fraction.count)
        let fits = written != nil && !overflow
        exponent = fits ? sum : trailingZeros - fraction.count
        hugeExponent = fits ? [] : exponentText
    }

    /// The value if it is whole and fits.
    var int: Int? {
        guard hugeExponent.isEmpty, exponent >= 0, exponent < 19, digits.count <= 19 else { return nil }
        var result = 0
        for digit in digits {
            guard let next = Self.shifted(result, adding: Int(digit - Byte.zero), isNegative) else { return nil }
            result = next
        }
        for _ in 0..<exponent {
            guard let next = Self.shifted(result, adding: 0, isNegative) else { return nil }
            result = next
        }
        return result
    }

    /// `value * 10 ± digit`, nil on overflow. Negative numbers are built downwards so that `Int.min` fits.
    private static func shifted(_ value: Int, adding digit: Int, _ isNegative: Bool) -> Int? {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
        return overflow || carry ? nil : sum
    }
}
