import Testing

@testable import LambdaModel

/// Which variables hold secrets, by their names, by their values, and by what the manifest says.
@Suite struct SecretVariableTests {
    private static let value = "s3cr3t-value-of-19c"

    @Test(arguments: [
        "LOG_LEVEL", "STAGE", "KEYBOARD", "AUTHOR", "AUTHORS", "MONKEY", "TURKEY_API", "KEYCLOAK_REALM_X", "TOKENIZER",
        "SECRETARY", "PASSENGER", "PASS_THROUGH_X", "PRIVATEER", "PRIMARY_KEY_NAME", "PRIMARY_KEY", "PUBLIC_KEY",
        "publicKey", "STRIPE_PUBLISHABLE_KEY", "PARTITION_KEY", "sortKey", "TOKEN_TTL", "KEY_PREFIX", "SECRET_ARN",
        "SECRET_NAME", "PASSWORD_MIN_LENGTH", "AUTH_TYPE", "KMS_KEY_ID", "API_KEY_HEADER", "PWD", "OLDPWD", "COMPASS",
        "BYPASS_X", "TABLE_NAME", "COMMA_SEPARATED",
    ])
    func `a name that only resembles a secret's is not a secret`(_ name: String) {
        #expect(!SecretVariable.isSecret(name: name, value: Self.value), "\(SecretName.words(of: name))")
    }

    @Test(arguments: [
        "DB_PASSWORD", "dbPassword", "DBPASSWORD", "DB_PASSWD", "DB_PWD", "SMTP_PASS", "PASSPHRASE", "API_KEY",
        "apiKey",
        "APIKEY", "APIKey", "OPENAI_APIKEY", "STRIPE_KEY", "SIGNING_KEYS", "GITHUB_TOKEN", "ACCESS_TOKENS", "AUTHTOKEN",
        "CLIENT_SECRET", "clientSecret", "CLIENTSECRET", "SECRETS", "CREDENTIAL", "GOOGLE_CREDENTIALS", "PRIVATE_VALUE",
        "SENTRY_DSN", "BASIC_AUTH", "auth", "TOKEN2", "PASSWORD_1", "KEY", "db-password", "AWS_SECRET_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "MY_PRIVATE_KEY", "SECRETKEY", "ENCRYPTIONKEY",
    ])
    func `a name with a word for secrets is a secret`(_ name: String) {
        #expect(SecretVariable.isSecret(name: name, value: Self.value), "\(SecretName.words(of: name))")
    }

    @Test(arguments: [
        ("apiKey", ["API", "KEY"]), ("APIKeyV2", ["API", "KEY", "V"]), ("DB_PASSWORD_1", ["DB", "PASSWORD"]),
        ("aB", ["A", "B"]), ("", []), ("__", []), ("OAUTH2_TOKEN", ["OAUTH", "TOKEN"]),
    ])
    func `names are split at separators and capitals`(name: String, words: [String]) {
        #expect(SecretName.words(of: name) == words)
    }

    @Test(arguments: [
        ("API_KEY", "local"), ("AUTH", "true"), ("TOKEN", "info"), ("DB_PASSWORD", "test"), ("TOKEN_LIMIT_KEY", "4096"),
        ("MAX_TOKENS", "128000"), ("KEY", "1.5"), ("SECRET", ""), ("SECRET", "abc"), ("AUTH", "cognito"),
        ("AWS_SECRET_ACCESS_KEY", "test"), ("AUTH_KEY", "/etc/keys/one"), ("JWT_KEY", "arn:aws:kms:eu-west-1:1:key/2"),
        ("AUTH", "https://auth.example.com/login"),
    ])
    func `a short plain word, a number or an address is not a secret`(name: String, value: String) {
        #expect(!SecretVariable.isSecret(name: name, value: value))
    }

    @Test(arguments: [
        "postgres://app:pa55-word@db:5432/shop", "redis://:pa55-word@cache:6379",
        "https://0123456789abcdef@o1.ingest.io/7",
        "jdbc:postgresql://app:pa55-word@db/x", "AKIAIOSFODNN7EXAMPLE", "ghp_" + String(repeating: "a1", count: 18),
        "github_pat_" + String(repeating: "a1", count: 30), "xoxb-123456789012-abcdefghij",
        "sk_live_" + "abcdefghij0123456789",
        "AIza" + String(repeating: "Sy1", count: 12), "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "glpat-abcdefghij0123456789", "-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END RSA PRIVATE KEY-----",
        "Bearer abcdefgh12345678", "https://hooks.slack.com/services/T000/B000/XXXX",
        "https://x.blob.core.windows.net/c?sv=1&sig=abcdefghijklmnopqrstuvwx12",
        "https://x.blob.core.windows.net/c?sv=1&sig=abcdEFGH1234abcd%2BEFGH1234abcd%3D",
        "https://b.s3.amazonaws.com/k?X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024",
        "Server=db;User Id=sa;Password=pa55-word;", "{\"user\": \"app\", \"password\": \"pa55-word\"}",
        "//registry.npmjs.org/:_authToken=npm_" + String(repeating: "a1", count: 18),
    ])
    func `a secret value is a secret under any name`(_ value: String) {
        #expect(SecretVariable.isSecret(name: "SETTING", value: value))
    }

    @Test(arguments: [
        "https://example.com:8080/a@b", "https://example.com/users/@me", "redis://localhost:6379",
        "ssh://git@github.com/org/repo", "someone@example.com", "http://host.docker.internal:4566",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db",
        "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----",
        "{\"level\": \"INFO\"}", "a=b;c=d", "sk-short", "pk_test_abcdefghij0123456789",
        "AKIA-is-not-one-of-them-at-all",
        "orders,invoices", "2024-01-31T12:00:00Z", "",
    ])
    func `a value that only resembles a secret is not a secret`(_ value: String) {
        #expect(!SecretVariable.isSecret(name: "SETTING", value: value))
    }

    @Test func `the secrets within a value are also hidden alone`() {
        func hidden(_ name: String, _ value: String) -> [String] {
            SecretVariable.hiddenTexts(name: name, value: value)
        }
        let url = "postgres://app:pa55%2Fword@db/x"
        #expect(hidden("DATABASE_URL", url) == [url, "pa55%2Fword", "pa55/word"])
        #expect(hidden("DB", "Server=db;Password=pa55-word").last == "pa55-word")
        #expect(hidden("DB", "{\"db\": {\"password\": \"pa55-word\", \"user\": \"app-user\"}}").last == "pa55-word")
        #expect(hidden("API_KEYS", "key-number-1, key-number-2").dropFirst() == ["key-number-1", "key-number-2"])
        #expect(hidden("DATABASE_URL", "postgres://postgres:postgres@db/x") == ["postgres://postgres:postgres@db/x"])
    }

    @Test func `the manifest adds and removes secrets, but not AWS credentials`() {
        func isSecret(_ name: String, _ value: String) -> Bool {
            SecretVariable.isSecret(
                name: name, value: value, secrets: ["PIN"], plain: ["API_KEY", "AWS_SESSION_TOKEN"])
        }
        #expect(isSecret("PIN", "4711"))
        #expect(!isSecret("API_KEY", "not-a-secret-at-all"))
        #expect(!isSecret("API_KEY", "postgres://app:pa55-word@db/x"))
        #expect(isSecret("AWS_SESSION_TOKEN", "a-token-of-many-characters"))
    }
}
