extension Substring {
    /// The brace that closes the first one; nil if none does.
    var closingBrace: Index? {
        var open = 0
        for index in indices {
            if self[index] == "{" { open += 1 }
            if self[index] == "}" {
                open -= 1
                if open == 0 { return index }
            }
        }
        return nil
    }
}
