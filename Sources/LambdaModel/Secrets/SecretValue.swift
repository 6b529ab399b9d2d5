import JSONText
import Support

/// Judges by a variable's value whether it is a secret.
enum SecretValue {
    /// Values that name a setting, whatever the variable is called.
    private static let plainWords: Set<String> = [
        "all", "always", "anonymous", "auto", "aws", "basic", "bearer", "beta", "cognito", "critical", "custom",
        "debug", "default", "demo", "dev", "development", "disabled", "dummy", "enabled", "error", "example", "false",
        "fatal", "file", "guest", "header", "iam", "info", "integration", "jwt", "live", "local", "localhost",
        "localstack", "mock", "never", "nil", "none", "null", "oauth", "off", "oidc", "optional", "password",
        "postgres",
        "prod", "production", "public", "required", "root", "sandbox", "secret", "stage", "staging", "test", "testing",
        "trace", "true", "undefined", "user", "warn", "warning", "yes",
    ]

    /// Whether a value is a common word or a short number, which logs are full of.
    static func isPlainWord(_ value: String) -> Bool {
        if value.utf8.count < 4 || plainWords.contains(value.lowercased()) { return true }
        return value.utf8.count < 8
            && value.utf8.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    /// Whether a value is readable text or an address: a short word of letters, a path, an ARN, a URL.
    static func isPlainText(_ value: String) -> Bool {
        if ["/", "./", "../", "~/", "arn:"].contains(where: value.hasPrefix) { return true }
        if value.contains("://") { return true }
        return value.utf8.count <= 12 && value.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }

    /// Whether a value looks as if a generator made it.
    static func isRandom(_ value: String) -> Bool {
        let bytes = value.utf8
        return bytes.count >= 24 && bytes.allSatisfy(isOfToken) && bytes.contains(where: \.isASCIIDigit)
            && bytes.contains(where: \.isASCIILetter)
    }

    /// Whether a whole value is of a kind that is always secret: a URL with a user, a private key, a header.
    static func isSecret(_ value: String) -> Bool {
        if value.contains("-----BEGIN"), value.contains("PRIVATE KEY") { return true }
        if let user = URLText(value)?.user, !["git", "hg", "svn"].contains(user) { return true }
        for scheme in ["Bearer ", "Basic "] where value.hasPrefix(scheme) {
            return value.utf8.count >= scheme.utf8.count + 8 && !value.dropFirst(scheme.count).contains(" ")
        }
        return webhooks.contains { value.contains($0) }
    }

    private static let webhooks = [
        "https://hooks.slack.com/services/", "https://hooks.slack.com/workflows/", "https://discord.com/api/webhooks/",
        "https://discordapp.com/api/webhooks/",
    ]

    /// The secrets inside a value: tokens of known formats, the password of a URL or of a connection string, values
    /// of secret names in a URL's query or in JSON.
    static func parts(of value: String) -> [String] {
        var parts = value.utf8.split { !isOfToken($0) || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "/") }
            .map { String(decoding: $0, as: UTF8.self) }.filter(TokenFormat.matches)
        if value.contains("-----BEGIN"), value.contains("PRIVATE KEY"), !value.hasPrefix("-----BEGIN") {
            parts += privateKeys(in: value)
        }
        func add(_ name: some StringProtocol, _ text: String) {
            switch SecretName.kind(of: String(name)) {
            case .certain, .likely:
                if !isPlainWord(text), !isPlainText(text) { parts.append(text) }
            case .none, .tableKey: break
            }
        }
        if let url = URLText(value) {
            if let password = url.password, password != url.user, !isPlainWord(password) {
                parts.append(password)
                if let decoded = URLText.decoded(password), decoded != password { parts.append(decoded) }
            }
            for (name, text) in url.query {
                // A signature is base64, and a URL encodes three of its characters.
                let isSignature =
                    ["sig", "code"].contains(name.lowercased()) || name.lowercased().hasSuffix("signature")
                if isSignature, let decoded = URLText.decoded(text), isRandom(decoded) { parts += [text, decoded] }
                add(name, text)
            }
        } else if value.hasPrefix("{") || value.hasPrefix("[") {
            if let document = try? JSONDocument(value) { addMembers(document.root, add) }
        } else if value.contains(";") {
            for member in value.split(separator: ";") {
                guard let equals = member.firstIndex(of: "=") else { continue }
                add(member[..<equals], String(member[member.index(after: equals)...]))
            }
        }
        return parts
    }

    private static func addMembers(_ node: JSONNode, _ add: (String, String) -> Void) {
        for member in node.members {
            if let text = member.value.string { add(member.key, text) }
            addMembers(member.value, add)
        }
        for element in node.elements { addMembers(element, add) }
    }

    private static func privateKeys(in value: String) -> [String] {
        // In JSON, a key has `\n` for its line breaks.
        let lines = value.replacing("\\n", with: "\n")
        guard let begin = lines.firstRange(of: "-----BEGIN")?.lowerBound else { return [] }
        return [String(lines[begin...])]
    }

    /// The elements of a secret that is a list: `key-one-of-many,key-two-of-many`.
    static func elements(of value: String) -> [String] {
        let elements = value.split(separator: ",").map { $0.trimmingSpaces }
        guard elements.count > 1, elements.allSatisfy({ $0.utf8.count >= 8 && $0.utf8.allSatisfy(isOfToken) }) else {
            return []
        }
        return elements
    }

    private static func isOfToken(_ byte: UInt8) -> Bool {
        byte.isASCIIAlphanumeric || "_-.+/=".utf8.contains(byte)
    }
}

/// Token formats with a fixed prefix, so that they can be found in text.
enum TokenFormat {
    /// A prefix, and the smallest length of a whole token in bytes.
    private static let prefixes: [(prefix: String, length: Int)] = [
        ("AKIA", 20), ("ASIA", 20),
        ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30), ("ghr_", 30), ("github_pat_", 30),
        ("glpat-", 20), ("gldt-", 20), ("glrt-", 20), ("glsa_", 30),
        ("xoxb-", 20), ("xoxp-", 20), ("xoxa-", 20), ("xoxr-", 20), ("xoxs-", 20), ("xoxe-", 20), ("xapp-", 20),
        ("sk_live_", 20), ("sk_test_", 20), ("rk_live_", 20), ("rk_test_", 20), ("whsec_", 20),
        ("AIza", 35), ("ya29.", 20), ("GOCSPX-", 20),
        ("sk-", 24), ("SG.", 40), ("npm_", 30), ("pypi-", 30), ("hf_", 20), ("dop_v1_", 40), ("shpat_", 30),
        ("shpss_", 30), ("sq0csp-", 30), ("sq0atp-", 20), ("dapi", 34), ("dp.pt.", 30), ("hvs.", 24),
        ("lin_api_", 30), ("figd_", 30), ("NRAK-", 25), ("PMAK-", 30), ("ATATT3", 40), ("sntrys_", 30), ("sbp_", 30),
        ("AGE-SECRET-KEY-1", 50),
    ]

    static func matches(_ token: String) -> Bool {
        let length = token.utf8.count
        guard length >= 20 else { return false }
        if prefixes.contains(where: { length >= $0.length && token.hasPrefix($0.prefix) }) {
            return !isAWSKey(token) || token.utf8.dropFirst(4).allSatisfy { isCapital($0) || $0.isASCIIDigit }
        }
        return isJWT(token)
    }

    private static func isAWSKey(_ token: String) -> Bool { token.hasPrefix("AKIA") || token.hasPrefix("ASIA") }

    /// Three or five parts of base64, of which the first is a JSON object.
    private static func isJWT(_ token: String) -> Bool {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        return token.hasPrefix("eyJ") && (parts.count == 3 || parts.count == 5) && parts[0].utf8.count >= 10
    }

    private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}

/// The parts of a URL that can be secret.
struct URLText {
    /// As written; nil if the URL has none.
    var user: String?
    /// As written; nil if the URL has none.
    var password: String?
    /// The names and values of the query, percent-encoded as written.
    var query: [(name: String, value: String)] = []

    /// Nil for text that is not a URL with a host.
    init?(_ text: String) {
        guard let colon = text.firstRange(of: "://"), !text.contains(where: \.isWhitespace) else { return nil }
        let scheme = text[..<colon.lowerBound]
        guard !scheme.isEmpty, scheme.utf8.count <= 30,
            scheme.allSatisfy({ $0.isLetter || $0.isNumber || "+-.".contains($0) || $0 == ":" })
        else { return nil }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        // An unencoded password may contain any of these.
        let end = rest.prefix { $0 != "?" && $0 != "#" }.lastIndex(of: "@")
        if let at = authority.lastIndex(of: "@") ?? (authority.contains(":") ? end : nil) {
            let userinfo = rest[..<at]
            let parts = userinfo.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = parts.first.map(String.init)
            password = parts.count > 1 ? String(parts[1]) : nil
            if let given = password, given.contains("/"), Int(given.prefix { $0 != "/" }) != nil {
                // `host:8080/a@b` has a port and no user.
                (user, password) = (nil, nil)
            }
        }
        guard let mark = rest.firstIndex(of: "?") else { return }
        let query = rest[rest.index(after: mark)...].prefix { $0 != "#" }
        self.query = query.split(separator: "&").compactMap { pair in
            guard let equals = pair.firstIndex(of: "=") else { return nil }
            return (String(pair[..<equals]), String(pair[pair.index(after: equals)...]))
        }
    }

    /// Text with its percent-encoding decoded; nil if that is invalid.
    static func decoded(_ text: String) -> String? {
        PercentCoding.decoded(text.utf8).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var rest = self
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
