import Support
import Testing

@testable import Gateway

@Suite("Signatures of RSA") struct RSAKeyTests {
    /// RFC 7515, appendix A.2: the key, what is signed, and the signature.
    private static let modulus = """
        ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ\
        S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2\
        R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD\
        TW9gb54h4FRWyuXpoQ
        """
    private static let signed =
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    private static let signature = """
        cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CU\
        Ar7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_d\
        O--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig\
        cN_IoypGlUPQGe77Rw
        """

    private func bytes(_ text: String) throws -> [UInt8] { try #require(Base64URL.decoded(text)) }

    @Test("The example of RFC 7515 is valid, and nothing else is")
    func example() throws {
        let (modulus, signature) = (try bytes(Self.modulus), try bytes(Self.signature))
        let key = try #require(RSAKey(modulus: modulus, exponent: [1, 0, 1]))
        let message = Array(Self.signed.utf8)
        #expect(key.isSignature(signature, of: message, .sha256))
        #expect(!key.isSignature(signature, of: message, .sha384))
        #expect(!key.isSignature(signature, of: message, .sha512))
        #expect(!key.isSignature(signature, of: message + [0], .sha256))
        for index in [0, 100, 255] {
            var wrong = signature
            wrong[index] ^= 1
            #expect(!key.isSignature(wrong, of: message, .sha256))
        }
        // Too short, too long, a zero in front, zero, one, and numbers that are not below the modulus.
        let one = [UInt8](repeating: 0, count: 255) + [1]
        let wrong = [
            [], Array(signature.dropLast()), signature + [0], [0] + signature, [UInt8](repeating: 0, count: 256), one,
            modulus,
            [UInt8](repeating: 0xFF, count: 256),
        ]
        for signature in wrong { #expect(!key.isSignature(signature, of: message, .sha256)) }
    }

    @Test("Numbers that are no key, or too large, are refused")
    func keys() throws {
        let modulus = try bytes(Self.modulus)
        #expect(RSAKey(modulus: [0] + modulus, exponent: [3]) != nil)
        #expect(RSAKey(modulus: [], exponent: [3]) == nil)
        #expect(RSAKey(modulus: Array(modulus.prefix(127)), exponent: [3]) == nil)
        #expect(RSAKey(modulus: modulus.dropLast() + [2], exponent: [3]) == nil)
        #expect(RSAKey(modulus: [UInt8](repeating: 0xFF, count: 1025), exponent: [3]) == nil)
        #expect(RSAKey(modulus: [UInt8](repeating: 0xFF, count: 1_000_000), exponent: [3]) == nil)
        for exponent in [[], [0], [1], [4], [UInt8](repeating: 0xFF, count: 8)] {
            #expect(RSAKey(modulus: modulus, exponent: exponent) == nil)
        }
    }

    @Test(
        "Base64url",
        arguments: [
            ("", []), ("AA", [0]), ("AAA", [0, 0]), ("-_8", [0xFB, 0xFF]), ("AQAB", [1, 0, 1]), ("A", nil),
            ("AAAAA", nil),
            ("AA==", nil), ("+/8", nil), ("A A", nil), ("ä", nil),
        ] as [(String, [UInt8]?)])
    func base64(text: String, bytes: [UInt8]?) {
        #expect(Base64URL.decoded(text) == bytes)
    }

    /// Made by Python's `pow(base, exponent, modulus)`.
    @Test(
        "Powers modulo odd numbers",
        arguments: [
            ("c164d8399f767c45", "bd69fe29d76d4330", 4_294_967_311, "a90f4aa26ada7763"),
            ("1ec1d7da0a6eb8c9f", "177330bdbd7210dff", 3, "1b0e02bf5b7c0ca2c"),
            (
                "46a3209ca62332553fc1ea36f17fd375", "d0d7f438b33e968617959ce3f1f65a8", 3,
                "3a8de509a3da395f131072610e590dba"
            ),
            (
                "6f2a759159fb7ff337f5cae3bf3729c619c60a3cab359eeefb015c33b2df1461aaf8eb18b90074513021da8978206f5c6671e0c07e9e115e4b9e30691c238642ea126a1e48cc11d357c30d8b7628dbd25e63b229f1c4069545de11cc9dea959c212e9c82b1478c281d687c966c377b9aa2bb2edb20035b73993fd4235992edcf45",
                "960d5a8f9a656aafd14125844d25deb354f46a6910acff0043892dfc254cb864ef901b932a7c18806a3753915c76f18a0585a01c4c7d6df0621aef57e4cc4132f7108e96f770c2263266aa3bb0cde917f7f35634f0e3cd972e81d66d346c6e2ba02fdaa1ad864c44e049548e8a0a8c9632ea6928f6236bf2504b74ba4a0fe75d",
                3,
                "6c61f76ab0337c0a2f51c852f6ebdc4aa79b55a23eb79f4ce4f74830b38ad8ec80f3725a0629efe805e74d39eeeeea8d3921d6a572ad475b3fa742f2d55a5a1808e8c53801fe447939643904338b3959da1b3a4b243c762e73450ac9c73c93601338e31f3755c6230888c74e857c642abb50c2554d87b9a3a1fa419b7bbf46ae92"
            ),
            (
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe",
                65537,
                "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
            ),
            (
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "80000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000003039",
                3,
                "6000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001b617c6aa9d"
            ),
            ("3", "2", 5, "2"),
            (
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "0", 3, "0"
            ),
            (
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "1", 3, "1"
            ),
        ])
    func powers(modulus: String, base: String, exponent: UInt, result: String) throws {
        func bytes(_ text: String) -> [UInt8] {
            let digits = Array((text.utf8.count % 2 == 0 ? text : "0" + text).utf8).compactMap(\.hexDigitValue)
            return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        }
        let power = ModularPower(modulus: bytes(modulus)).power(of: bytes(base), exponent: exponent)
        #expect(power.count % 8 == 0)
        #expect(Array(power.drop { $0 == 0 }) == Array(bytes(result).drop { $0 == 0 }))
    }
}
