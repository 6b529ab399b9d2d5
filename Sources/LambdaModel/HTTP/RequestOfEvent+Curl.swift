import Support

extension RequestOfEvent {
    /// Longer bodies are piped into curl: a program takes an argument of 128 KB at most (Linux, `MAX_ARG_STRLEN`).
    private static let longestArgument = 96 << 10

    /// Fields that curl or the server makes itself.
    private static let ownFields: Set = [
        "host", "content-length", "connection", "transfer-encoding", "expect", "via", "forwarded", "x-forwarded-for",
        "x-forwarded-port", "x-forwarded-proto", "x-forwarded-host", "x-amzn-trace-id", "x-amz-cf-id",
    ]

    /// A command for a POSIX shell that sends the request.
    ///
    /// - Parameter origin: scheme, host and port: `http://127.0.0.1:9001`.
    public func curl(to origin: String) -> String {
        var words = ["curl", "-sS"]
        if method == "HEAD" {
            words.append("--head")
        } else if method != "GET" || !body.isEmpty {
            words += ["-X", ShellText.quoted(method)]
        }
        // curl would replace brackets, and leave out `..`.
        if target.utf8.contains(where: { "[]{}".utf8.contains($0) }) { words.append("--globoff") }
        if hasDotSegments { words.append("--path-as-is") }
        words.append(ShellText.quoted(origin + target))
        var isCompressed = false
        for field in fields where !Self.ownFields.contains(field.name.lowercased()) {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(\.isOfHTTPToken),
                field.value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F || $0 == "\t" })
            else { continue }
            // With `--compressed`, curl asks for compressed content and shows it uncompressed.
            if field.name.lowercased() == "accept-encoding", field.value.lowercased().contains("gzip") {
                isCompressed = true
                continue
            }
            let text = field.value.isEmpty ? field.name + ";" : "\(field.name): \(field.value)"
            words += ["-H", ShellText.quoted(text)]
        }
        if isCompressed { words.append("--compressed") }
        return withBody(words)
    }

    private var hasDotSegments: Bool {
        target.prefix { $0 != "?" }.split(separator: "/").contains { part in
            [".", ".."].contains(part.lowercased().replacing("%2e", with: "."))
        }
    }

    private func withBody(_ words: [String]) -> String {
        guard !body.isEmpty else { return words.joined(separator: " ") }
        // curl would call any body a form.
        let type = fields.first("content-type") == nil ? ["-H", "content-type:"] : []
        let text = String(validating: body, as: UTF8.self).flatMap { $0.utf8.contains(0) ? nil : $0 }
        if let text, body.count <= Self.longestArgument {
            return (words + type + ["--data-raw", ShellText.quoted(text)]).joined(separator: " ")
        }
        let input =
            text.map { "printf %s " + ShellText.quoted($0) } ?? "printf %s \(Base64Text.encoded(body)) | base64 -d"
        return input + " | " + (words + type + ["--data-binary", "@-"]).joined(separator: " ")
    }
}
