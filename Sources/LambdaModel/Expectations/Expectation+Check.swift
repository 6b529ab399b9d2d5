import JSONText
import Support

extension Expectation {
    /// The differences between a call and the expectation; empty if there are none.
    public func mismatches(in result: InvocationResult) -> [Mismatch] {
        let ending = verdictMismatch(result)
        var found = [ending, errorMismatch(.errorType, result), errorMismatch(.errorMessage, result)].compactMap { $0 }
        // If the response is an unexpected error, every value differs, and the differences say nothing.
        if ending == nil { found += responseMismatches(result) }
        found += [durationMismatch(result), memoryMismatch(result)].compactMap { $0 }
        return found
    }

    /// Whether a failure is expected of which only the error is given.
    private var wantsError: Bool { self[.errorType] != nil || self[.errorMessage] != nil }

    private func verdictMismatch(_ result: InvocationResult) -> Mismatch? {
        let position = self[.verdict]?.position ?? document.root.position
        let came = result.verdict.rawValue + (result.error.map { " (\($0.type): \(Self.short($0.message)))" } ?? "")
        guard let wanted = verdict ?? (wantsError ? nil : .ok) else {
            guard result.verdict == .ok else { return nil }
            return Mismatch(path: "$verdict", expected: "a failure", came: came, position: position)
        }
        // Nothing shows whether the handler raised or returned it.
        let isDoubtful = result.error?.isDoubtful ?? false
        guard wanted != result.verdict, !(isDoubtful && wanted == .ok) else { return nil }
        return Mismatch(path: "$verdict", expected: wanted.rawValue, came: came, position: position)
    }

    private static func short(_ message: String) -> String {
        message.count > 200 ? message.prefix(200) + "…" : message
    }

    private func errorMismatch(_ statement: Statement, _ result: InvocationResult) -> Mismatch? {
        guard let node = self[statement], let wanted = node.string else { return nil }
        guard let error = result.error else {
            return Mismatch(
                path: statement.rawValue, expected: Mismatch.text(node), came: "no error", position: node.position)
        }
        let came = statement == .errorType ? error.type : error.message
        let isMatch = ValueMatcher(wanted)?.matches(string: came) ?? wanted.utf8.elementsEqual(came.utf8)
        guard !isMatch else { return nil }
        return Mismatch(
            path: statement.rawValue, expected: Mismatch.text(node), came: Mismatch.text(came), position: node.position)
    }

    private func responseMismatches(_ result: InvocationResult) -> [Mismatch] {
        guard body != nil || !places.isEmpty else { return [] }
        let position = (body ?? self[.paths])?.position ?? document.root.position
        let response: JSONDocument
        do throws(JSONError) {
            response = try JSONDocument(result.body)
        } catch {
            let text = String(decoding: result.body.prefix(1000), as: UTF8.self)
            let came = result.body.isEmpty ? "nothing" : "text: " + Mismatch.text(text)
            return [Mismatch(path: "\(ValuePath.root)", expected: "JSON", came: came, position: position)]
        }
        var found: [Mismatch] = []
        if let body { found += ValueComparison.mismatches(expected: body, came: response.root, at: .root) }
        for place in places {
            if let value = place.path.find(in: response.root) {
                found += ValueComparison.mismatches(expected: place.value, came: value, at: place.path)
            } else {
                found.append(
                    Mismatch(
                        path: place.path.description, expected: Mismatch.text(place.value), came: "nothing",
                        position: place.value.position))
            }
        }
        return found
    }

    private func durationMismatch(_ result: InvocationResult) -> Mismatch? {
        guard let maxDuration, let node = self[.maxDuration] else { return nil }
        let milliseconds = result.handlerMilliseconds ?? result.seconds * 1000
        guard milliseconds > maxDuration else { return nil }
        return Mismatch(
            path: Statement.maxDuration.rawValue, expected: "at most \(node.text) ms",
            came: "\(Decimals.text(milliseconds, 2)) ms", position: node.position)
    }

    private func memoryMismatch(_ result: InvocationResult) -> Mismatch? {
        guard let maxMemory, let node = self[.maxMemory] else { return nil }
        let path = Statement.maxMemory.rawValue
        let expected = "at most \(node.text) MB"
        guard let bytes = result.peakMemory else {
            return Mismatch(
                path: path, expected: expected, came: "no peak memory from the engine", position: node.position)
        }
        let megabytes = Megabytes.exact(bytes)
        guard megabytes > maxMemory else { return nil }
        return Mismatch(
            path: path, expected: expected, came: "\(Decimals.text(megabytes, 2)) MB", position: node.position)
    }
}
