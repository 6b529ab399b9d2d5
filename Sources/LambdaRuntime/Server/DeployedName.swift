import LambdaModel

/// Recognises the name that a function has after deployment: tools add the service and the stage before the name, or
/// the stack before it and a random suffix (`shop-dev-hello`, `stack-HelloFunction-1A2B3C4D5E6F`).
enum DeployedName {
    /// The function that a caller probably means by a name that does not exist; nil if none is similar.
    static func hint(_ typed: String, in names: [String]) -> String? {
        let parts = typed.lowercased().split { $0 == "-" || $0 == "_" }.map(String.init)
        let found = names.filter { name in
            let wanted = letters(name)
            guard !wanted.isEmpty, parts.count > 1 else { return false }
            return parts.indices.contains { first in
                parts.indices[first...].contains { last in
                    let run = parts[first...last].joined()
                    return run == wanted || run == wanted + "function" || run + "function" == wanted
                }
            }
        }
        return found.max { letters($0).count < letters($1).count } ?? NearestName.nearest(to: typed, in: names)
    }

    private static func letters(_ name: String) -> String {
        name.lowercased().filter { $0 != "-" && $0 != "_" }
    }
}
