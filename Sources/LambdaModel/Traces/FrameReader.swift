import Support

/// Reads the frames of all languages' stack traces, a line each.
enum FrameReader {
    /// The characters at the start of a line that are read: a longer line is data and not a frame.
    private static let longest = 2000

    /// The frame on a line; nil if there is none.
    ///
    /// - Parameter before: the line before it, in which Go and Rust name the function.
    static func frame(_ line: String, after before: String? = nil) -> StackFrame? {
        let text = trimmed(line.prefix(longest))
        guard let last = text.utf8.last, text.utf8.count > 3 else { return nil }
        if let frame = python(text) ?? rustPanic(text) ?? dotnet(text) { return frame }
        if text.hasPrefix("at ") || last == UInt8(ascii: ")") {
            if let frame = java(text) { return frame }
        }
        if text.hasPrefix("at ") { return called(text.dropFirst(3), before) }
        return go(line, text, before) ?? ruby(text) ?? shell(text) ?? heading(text)
    }

    /// A path and a line anywhere in a text, as compilers and loaders write them.
    static func anywhere(_ text: String) -> StackFrame? {
        guard let location = CodeLocation(in: text) else { return nil }
        return StackFrame(.other, path: location.path, line: location.line, column: location.column)
    }

    /// Without blanks around it. Python's runtime indents log lines with no-break spaces, and traces of exception
    /// groups have `|` in front.
    static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0.isWhitespace || $0 == "|" }
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
    }

    // MARK: Languages

    private static func python(_ text: Substring) -> StackFrame? {
        guard text.hasPrefix("File \"") else { return nil }
        let rest = text.dropFirst(6)
        guard let quote = rest.firstIndex(of: "\"") else { return nil }
        let path = String(rest[..<quote])
        var place = rest[rest.index(after: quote)...]
        // The runtime's message for a syntax error has no comma and a capital letter.
        guard let prefix = [", line ", " Line "].first(where: place.hasPrefix) else { return nil }
        place = place.dropFirst(prefix.count)
        let digits = place.prefix { $0.isASCII && $0.isNumber }
        guard let line = number(digits) else { return nil }
        place = place[digits.endIndex...]
        let function = place.hasPrefix(", in ") ? String(place.dropFirst(5)) : nil
        return StackFrame(
            .python, function: function == "<module>" ? nil : function, path: path, line: line)
    }

    private static func rustPanic(_ text: Substring) -> StackFrame? {
        guard let found = text.firstRange(of: " panicked at ") else { return nil }
        var rest = text[found.upperBound...]
        // Until Rust 1.72, the message was before the place: `'boom', src/main.rs:4:5`.
        if rest.hasPrefix("'"), let quote = rest.ranges(of: "', ").last { rest = rest[quote.upperBound...] }
        if rest.hasSuffix(":") { rest = rest.dropLast() }
        guard let place = place(rest), place.path.hasSuffix(".rs") else { return nil }
        return StackFrame(.rust, path: cleaned(place.path), line: place.line, column: place.column)
    }

    private static func dotnet(_ text: Substring) -> StackFrame? {
        guard text.hasPrefix("at "), let word = text.ranges(of: ":line ").last,
            let line = number(text[word.upperBound...]), let begin = text.firstRange(of: " in ")
        else { return nil }
        let path = text[begin.upperBound..<word.lowerBound]
        let name = text[text.index(text.startIndex, offsetBy: 3)..<begin.lowerBound].prefix { $0 != "(" }
        return StackFrame(
            .dotnet, function: name.split(separator: ".").suffix(2).joined(separator: "."), path: cleaned(path),
            line: line)
    }

    private static let javaFiles = [".java", ".kt", ".scala", ".groovy", ".clj"]

    private static func java(_ text: Substring) -> StackFrame? {
        guard text.hasSuffix(")"), let open = text.lastIndex(of: "("),
            let place = place(text[text.index(after: open)...].dropLast()), place.column == nil,
            javaFiles.contains(where: place.path.hasSuffix), !place.path.contains("/")
        else { return nil }
        let whole = text[..<open]
        // Class loader and module: `app//shop.Handler.handle`, `java.base/java.lang.Thread.run`.
        let name = (whole.hasPrefix("at ") ? whole.dropFirst(3) : whole).split(separator: "/").last ?? ""
        guard !name.isEmpty, !name.contains(" ") else { return nil }
        let parts = name.split(separator: ".").map(String.init)
        return StackFrame(
            .java, function: parts.suffix(2).joined(separator: "."), path: String(place.path), line: place.line,
            package: parts.dropLast(2).joined(separator: "/"))
    }

    /// Node.js's `at handler (path:1:2)` and `at path:1:2`, Rust's `at ./src/main.rs:4:5`.
    private static func called(_ text: Substring, _ before: String?) -> StackFrame? {
        var name: Substring?
        var inside = text
        if text.hasSuffix(")"), let open = text.firstRange(of: " (") {
            name = text[..<open.lowerBound]
            inside = text[open.upperBound...].dropLast()
        }
        for word in ["async ", "new "] {
            if name == nil, inside.hasPrefix(word) { inside = inside.dropFirst(word.count) }
            if let begun = name, begun.hasPrefix(word) { name = begun.dropFirst(word.count) }
        }
        guard let place = place(inside) else { return nil }
        let path = cleaned(place.path)
        // A relative path needs the ending of a source file: `at noon (12:30)` is a sentence.
        guard path.hasPrefix("/") || place.path.hasPrefix("node:") || sources.contains(where: path.hasSuffix) else {
            return nil
        }
        if path.hasSuffix(".rs") {
            return StackFrame(
                .rust, function: before.flatMap(rustFunction), path: path, line: place.line, column: place.column)
        }
        let isGo = path.hasSuffix(".go")
        return StackFrame(
            isGo ? .go : .nodejs, function: name.flatMap(nodeFunction), path: path, line: place.line,
            column: place.column)
    }

    /// `Module.handler` is an export, and `Object.<anonymous>` the file's own code.
    private static func nodeFunction(_ name: Substring) -> String? {
        let plain = name.firstRange(of: " [as ").map { name[..<$0.lowerBound] } ?? name
        if plain.hasSuffix("<anonymous>") { return nil }
        for prefix in ["Module.", "exports.", "Runtime.", "Object."] where plain.hasPrefix(prefix) {
            return String(plain.dropFirst(prefix.count))
        }
        return String(plain)
    }

    /// `3: shop::handler`, or `3: 0x5570cb92025a - shop[e28293b1]::handler`.
    private static func rustFunction(_ line: String) -> String? {
        let text = trimmed(line[...])
        guard let colon = text.firstRange(of: ": "), number(text[..<colon.lowerBound]) != nil else { return nil }
        var name = trimmed(text[colon.upperBound...])
        if name.hasPrefix("0x"), let dash = name.firstRange(of: " - ") { name = name[dash.upperBound...] }
        return String(name)
    }

    private static func go(_ line: String, _ text: Substring, _ before: String?) -> StackFrame? {
        guard line.hasPrefix("\t") || line.hasPrefix("    ") else { return nil }
        let words = text.firstRange(of: " +0x").map { text[..<$0.lowerBound] } ?? text
        guard let place = place(words), place.path.hasSuffix(".go"), place.column == nil else { return nil }
        return StackFrame(.go, function: before.flatMap(goFunction), path: cleaned(place.path), line: place.line)
    }

    /// `main.handler({0x1, 0x2})`, `github.com/ada/shop/price.(*Table).Of(...)`.
    private static func goFunction(_ line: String) -> String? {
        var name = trimmed(line[...])
        if name.hasPrefix("created by ") {
            name = name.dropFirst("created by ".count).prefix { $0 != " " }
        } else if name.hasSuffix(")"), let open = name.lastIndex(of: "(") {
            name = name[..<open]
        } else {
            return nil
        }
        name = name.split(separator: "/").last ?? ""
        return String(name.hasPrefix("main.") ? name.dropFirst(5) : name)
    }

    private static func ruby(_ text: Substring) -> StackFrame? {
        let text = text.hasPrefix("from ") ? text.dropFirst(5) : text
        if let word = text.firstRange(of: ":in `") ?? text.firstRange(of: ":in '"),
            let place = place(text[..<word.lowerBound])
        {
            let name = text[word.upperBound...].prefix { $0 != "'" }
            return StackFrame(
                .ruby, function: name.hasPrefix("<") ? nil : String(name), path: String(place.path), line: place.line)
        }
        // A syntax error: `/var/task/app.rb:5: syntax error, unexpected end-of-input`.
        guard let end = text.firstRange(of: ".rb:") else { return nil }
        let digits = text[end.upperBound...].prefix { $0.isASCII && $0.isNumber }
        guard text[digits.endIndex...].hasPrefix(": "), let line = number(digits) else { return nil }
        let path = text[..<text.index(before: end.upperBound)]
        return path.contains(" ") ? nil : StackFrame(.ruby, path: String(path), line: line)
    }

    private static func shell(_ text: Substring) -> StackFrame? {
        guard text.hasPrefix("/"), let word = text.firstRange(of: ": line ") else { return nil }
        let digits = text[word.upperBound...].prefix { $0.isASCII && $0.isNumber }
        guard text[digits.endIndex...].hasPrefix(": "), let line = number(digits) else { return nil }
        return StackFrame(.shell, path: String(text[..<word.lowerBound]), line: line)
    }

    private static let sources = scripts + [".jsx", ".tsx", ".vue", ".svelte", ".go", ".rs"]
    private static let scripts = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"]

    /// Node.js shows the place of a syntax error on a line without other words: `file:///var/task/app.mjs:3`.
    private static func heading(_ text: Substring) -> StackFrame? {
        guard text.hasPrefix("/") || text.hasPrefix("file://"), let place = place(text) else { return nil }
        let path = cleaned(place.path)
        guard scripts.contains(where: path.hasSuffix) else { return nil }
        return StackFrame(.nodejs, path: path, line: place.line, column: place.column)
    }

    // MARK: Places

    /// The parts of `path:line` or `path:line:column`.
    private static func place(_ text: Substring) -> (path: Substring, line: Int, column: Int?)? {
        guard let colon = text.lastIndex(of: ":"), let last = number(text[text.index(after: colon)...]) else {
            return nil
        }
        let before = text[..<colon]
        if let second = before.lastIndex(of: ":"), let line = number(before[before.index(after: second)...]) {
            return second > text.startIndex ? (before[..<second], line, last) : nil
        }
        return before.isEmpty ? nil : (before, last, nil)
    }

    /// A number of at most nine digits, from 1.
    private static func number(_ text: Substring) -> Int? {
        guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy(\.isASCIIDigit), let value = Int(text), value > 0
        else { return nil }
        return value
    }

    /// A path with slashes, without a scheme and without `.` and `..`.
    static func cleaned(_ path: Substring) -> String {
        var text = String(path)
        if text.hasPrefix("file://") {
            text = String(decoding: PercentCoding.decodedLoosely(text.dropFirst(7).utf8), as: UTF8.self)
        } else if text.hasPrefix("webpack://") {
            // `webpack://shop/./src/app.ts`, or `webpack:///./src/app.ts`.
            let rest = text.dropFirst("webpack://".count)
            text = String(rest.firstIndex(of: "/").map { rest[rest.index(after: $0)...] } ?? rest)
        }
        let isWindows = text.dropFirst().hasPrefix(":\\")
        if isWindows { text = "/" + text.dropFirst(3).replacing("\\", with: "/") }
        guard text.contains("./") else { return text }
        let joined = PathText.join("/", text)
        return text.hasPrefix("/") ? joined : String(joined.dropFirst())
    }
}
