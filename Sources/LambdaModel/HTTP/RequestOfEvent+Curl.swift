import Support

extension RequestOfEvent {
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
        let data = CurlBody(body)
        // After `--data-binary`, curl reads a file for a text that begins with @.
        let option = data.isPiped ? "--data-binary" : "--data-raw"
        return data.input + (words + type + [option, data.argument]).joined(separator: " ")
    }
}
