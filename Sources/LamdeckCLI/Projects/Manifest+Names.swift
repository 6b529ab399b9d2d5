import LambdaModel

extension Manifest {
    /// The functions of these names, or all if none is named. For an unknown name, throws a message with the
    /// nearest one.
    func functions(named names: [String]) throws(CommandFailure) -> [FunctionSettings] {
        guard !names.isEmpty else { return functions }
        var chosen: [FunctionSettings] = []
        for name in names {
            guard let function = function(named: name) else {
                throw CommandFailure(.usage, unknown(name))
            }
            if !chosen.contains(where: { $0.name == name }) { chosen.append(function) }
        }
        return chosen
    }

    private func unknown(_ name: String) -> String {
        let known = functions.map(\.name)
        if let near = NearestName.nearest(to: name, in: known) {
            return "there is no function \"\(name)\"; did you mean \"\(near)\"?"
        }
        return "there is no function \"\(name)\"; \(path) has \(known.joined(separator: ", "))"
    }
}
