/// Judges by a variable's name whether its value is likely a secret.
enum SecretName {
    /// The conclusion from a name.
    enum Kind: Sendable {
        /// No conclusion.
        case none
        /// It contains a word such as `TOKEN`, which names secrets and other things.
        case likely
        /// It contains a word such as `PASSWORD`, which names only secrets.
        case certain
        /// It names a key of a table or a queue; only a value that looks random is a secret.
        case tableKey
    }

    private static let certain: Set<String> = [
        "SECRET", "SECRETS", "PASSWORD", "PASSWORDS", "PASSWD", "PASSPHRASE", "PASSPHRASES", "PASSCODE", "CREDENTIAL",
        "CREDENTIALS", "CRED", "CREDS", "PWD",
    ]
    private static let likely: Set<String> = [
        "KEY", "KEYS", "TOKEN", "TOKENS", "AUTH", "OAUTH", "BASICAUTH", "PRIVATE", "DSN", "BEARER",
    ]
    /// Words that name a secret only at the end of a name: `SMTP_PASS`, but not `PASS_THROUGH`.
    private static let atEnd: Set<String> = ["PASS", "JWT"]
    /// Endings written without a separator: `DBPASSWORD`, `APIKEY`. `MONKEY` has none of them.
    private static let gluedEnds = [
        "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "CREDENTIALS", "SECRET", "TOKEN", "APIKEY", "ACCESSKEY",
        "SECRETKEY", "PRIVATEKEY", "ENCRYPTIONKEY", "SIGNINGKEY", "MASTERKEY", "AUTHKEY", "SSHKEY", "LICENSEKEY",
        "ACCOUNTKEY", "SHAREDKEY",
    ]
    /// Last words of names that describe a secret without containing it: `SECRET_ARN`, `TOKEN_TTL`.
    private static let describing: Set<String> = [
        "AGE", "ALG", "ALGO", "ALGORITHM", "ALIAS", "ARN", "ARNS", "ATTRIBUTE", "AUDIENCE", "BUCKET", "CIDR", "COLUMN",
        "COST", "COUNT", "DAYS", "DIR", "DISABLED", "DOMAIN", "EMAIL", "ENABLE", "ENABLED", "ENCODING", "ENDPOINT",
        "EXPIRATION", "EXPIRES", "EXPIRY", "FIELD", "FILE", "FILENAME", "FOLDER", "FORMAT", "FUNCTION", "GROUP",
        "HEADER", "HOST", "HOSTNAME", "HOURS", "ID", "IDS", "INDEX", "INTERVAL", "IP", "ISSUER", "LAMBDA", "LEN",
        "LENGTH", "LIMIT", "MANAGER", "MAX", "METHOD", "MIN", "MINUTES", "MODE", "MS", "NAME", "NAMES", "NETWORK",
        "PARAM", "PARAMETER", "PATH", "POLICY", "PORT", "PREFIX", "PROVIDER", "QUEUE", "REALM", "REGION", "REQUIRED",
        "ROLE", "ROTATION", "SCOPE", "SCOPES", "SECONDS", "SERVER", "SERVICE", "SIZE", "SPACE", "STORE", "STRATEGY",
        "SUBNET", "SUBNETS", "SUFFIX", "TABLE", "TIMEOUT", "TOPIC", "TTL", "TYPE", "URI", "URL", "USER", "USERNAME",
        "VERSION", "VPC",
    ]
    private static let publicKeys: Set<String> = ["PUBLIC", "PUBLISHABLE", "PUB"]
    private static let tableKeys: Set<String> = [
        "PRIMARY", "PARTITION", "SORT", "RANGE", "FOREIGN", "ROUTING", "OBJECT", "CACHE", "SHARD", "LOOKUP",
    ]

    /// The conclusion from a variable's name.
    static func kind(of name: String) -> Kind {
        if name == "PWD" || name == "OLDPWD" { return .none }
        let words = words(of: name)
        guard let last = words.last else { return .none }
        if last == "ID", words.dropLast().last == "SECRET" { return .tableKey }
        if describing.contains(last), words.count > 1 { return .none }
        var kind = Kind.none
        for (index, word) in words.enumerated() {
            if certain.contains(word) || gluedEnds.contains(where: { word.count > $0.count && word.hasSuffix($0) })
                || gluedEnds.contains(word) && !likely.contains(word)
            {
                return .certain
            }
            if index == words.count - 1, atEnd.contains(word) { return .certain }
            guard likely.contains(word) else { continue }
            if word.hasPrefix("KEY"), index > 0 {
                if publicKeys.contains(words[index - 1]) { continue }
                if tableKeys.contains(words[index - 1]) {
                    if kind == .none { kind = .tableKey }
                    continue
                }
            }
            kind = .likely
        }
        return kind
    }

    /// The words of a name in capitals, without trailing digits: `apiKey2` and `API_KEY` are `API`, `KEY`.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        let characters = Array(name)
        func isCapital(_ index: Int) -> Bool { characters.indices.contains(index) && characters[index].isUppercase }
        func isSmall(_ index: Int) -> Bool { characters.indices.contains(index) && characters[index].isLowercase }
        for (index, character) in characters.enumerated() {
            guard character.isLetter || character.isNumber else {
                words.append(word)
                word = ""
                continue
            }
            // `apiKey`, and the `K` of `APIKey`.
            if isCapital(index), !word.isEmpty, !isCapital(index - 1) || isSmall(index + 1) {
                words.append(word)
                word = ""
            }
            word.append(character)
        }
        words.append(word)
        return words.compactMap { word in
            let letters = word.uppercased().trimmingSuffix(while: \.isNumber)
            return letters.isEmpty ? nil : letters
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, predicate(last) { rest.removeLast() }
        return String(rest)
    }
}
