import Foundation

/// An RSA key of an issuer, with which a test signs JSON Web Tokens by openssl.
struct SigningKey {
    private let path: String
    /// The issuer's JSON Web Key Set.
    let keySet: String

    /// Makes a key in a folder.
    init(in folder: String, named name: String) async throws {
        path = "\(folder)/\(name).pem"
        _ = try await Self.openssl(["genrsa", "-out", path, "2048"])
        let printed = try await Self.openssl(["rsa", "-in", path, "-noout", "-modulus"])
        let digits = String(decoding: printed, as: UTF8.self).split(separator: "=").last ?? ""
        let modulus = digits.trimmingCharacters(in: .whitespacesAndNewlines).chunks(of: 2).compactMap {
            UInt8($0, radix: 16)
        }
        keySet = """
            { "keys": [{ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "\(name)", "e": "AQAB", \
            "n": "\(Self.base64URL(modulus))" }] }
            """
    }

    /// A token with these claims, signed by this key, which names that key.
    func token(_ claims: String, naming name: String) async throws -> String {
        let parts = ["{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"\(name)\"}", claims].map {
            Self.base64URL(Array($0.utf8))
        }
        let signed = parts.joined(separator: ".")
        let signature = try await Self.openssl(["dgst", "-sha256", "-sign", path], input: Array(signed.utf8))
        return "\(signed).\(Self.base64URL(signature))"
    }

    private static func openssl(_ arguments: [String], input: [UInt8] = []) async throws -> [UInt8] {
        let result = try await Program.run("openssl", arguments, input: input)
        guard result.status == 0 else { throw NeverCame(description: "openssl failed: \(result.messages)") }
        return result.output
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}

extension String {
    /// The text in parts of so many characters.
    fileprivate func chunks(of length: Int) -> [Substring] {
        stride(from: 0, to: count, by: length).map { dropFirst($0).prefix(length) }
    }
}
