/// The order that people expect of names: letters without regard to case, numbers by their value (`event2` before
/// `event10`). Names that differ only in case or leading zeros are ordered, too, so that a list never changes by
/// itself.
enum NaturalOrder {
    /// A name, prepared for many comparisons.
    struct Key {
        fileprivate let name: String
        fileprivate let scalars: [Unicode.Scalar]

        init(_ name: String) {
            self.name = name
            scalars = Array(name.lowercased().unicodeScalars)
        }
    }

    static func precedes(_ left: String, _ right: String) -> Bool { precedes(Key(left), Key(right)) }

    static func precedes(_ left: Key, _ right: Key) -> Bool {
        var leftRest = left.scalars[...]
        var rightRest = right.scalars[...]
        while let leftFirst = leftRest.first, let rightFirst = rightRest.first {
            if isDigit(leftFirst), isDigit(rightFirst) {
                let leftNumber = consumeNumber(&leftRest)
                let rightNumber = consumeNumber(&rightRest)
                if leftNumber.count != rightNumber.count { return leftNumber.count < rightNumber.count }
                if !leftNumber.elementsEqual(rightNumber) { return leftNumber.lexicographicallyPrecedes(rightNumber) }
            } else if leftFirst != rightFirst {
                return leftFirst < rightFirst
            } else {
                leftRest.removeFirst()
                rightRest.removeFirst()
            }
        }
        if leftRest.isEmpty != rightRest.isEmpty { return leftRest.isEmpty }
        return left.name.unicodeScalars.lexicographicallyPrecedes(right.name.unicodeScalars)
    }

    /// Removes the digits at the start and returns them without leading zeros, so that the longer number is the larger.
    private static func consumeNumber(_ rest: inout ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        let digits = rest.prefix(while: isDigit)
        rest = rest.dropFirst(digits.count)
        return digits.drop { $0 == "0" }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
