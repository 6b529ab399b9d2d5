/// Patterns in which one element means any text, also none, and another one means any single element.
public enum WildcardMatch {
    /// Whether a pattern matches a whole text. It takes no more steps than the product of both lengths.
    ///
    /// - Parameters:
    ///   - any: the element of the pattern for any text: `*`.
    ///   - one: the element of the pattern for one element: `?`.
    ///   - besides: an element of the text that `one` does not match; nil for none.
    @inlinable
    public static func matches<Element: Equatable>(
        _ pattern: ArraySlice<Element>, _ text: ArraySlice<Element>, any: Element, one: Element, besides: Element? = nil
    ) -> Bool {
        var (index, place) = (pattern.startIndex, text.startIndex)
        // After a mismatch, the last `any` takes one element more.
        var retry: (index: Int, place: Int)?
        while place < text.endIndex {
            if index < pattern.endIndex, pattern[index] == any {
                index += 1
                retry = (index, place)
            } else if index < pattern.endIndex,
                pattern[index] == one ? text[place] != besides : pattern[index] == text[place]
            {
                index += 1
                place += 1
            } else if let last = retry {
                (index, place) = (last.index, last.place + 1)
                retry = (index, place)
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == any }
    }
}
