import JSONText
import Testing

@testable import LambdaModel

/// Values that differ in each call.
@Suite struct ChangingMemberTests {
    private func differs(_ key: String?, _ old: String, _ new: String) throws -> Bool {
        try ChangingValue.differsInEachCall(JSONDocument(old).root, JSONDocument(new).root, key: key)
    }

    @Test(
        arguments: [
            (nil, #""20d323cb-5a7e-41fa-b67f-c2cd2a63bde1""#, #""86f02000-e372-4ca4-a595-3022d36242c1""#),
            (nil, #""2026-11-28T10:26:50Z""#, #""2026-11-28T10:26:51.5+01:00""#),
            (nil, #""1-67891233-abcdef012345678912345678""#, #""1-67891234-abcdef012345678912345679""#),
            (
                "trace", #""Root=1-67891233-abcdef012345678912345678;Sampled=1""#,
                #""Root=1-67891234-abcdef012345678912345678""#
            ),
            ("messageId", #""01HF7YAT31JZHSMW1CG6Q6MHB7""#, #""01HF7YAT32N2PZB3SF1QC3B6J9""#),
            ("x-amzn-RequestId", #""c6af9ac6-7b61""#, #""d7bf9ac6-7b62""#), ("createdAt", "1795861610", "1795861611"),
            ("time", "1795861610123", "1795861610456"), ("durationMs", "3", "4.5"), ("elapsed", "0.1", "0.2"),
        ] as [(String?, String, String)])
    func `ids, times and durations`(key: String?, old: String, new: String) throws {
        #expect(try differs(key, old, new))
    }

    @Test(
        arguments: [
            ("productId", #""42""#, #""43""#), ("id", #""lamp""#, #""table""#), ("id", "1", "2"), ("time", "3", "4"),
            ("timeout", "30", "60"), ("createdAt", "1795861610", "0"), ("createdAt", "1795861610", "null"),
            ("requestId", #""20d323cb-5a7e-41fa-b67f-c2cd2a63bde1""#, #""none""#), (nil, "1795861610", "1795861611"),
            ("note", #""01HF7YAT31JZHSMW1CG6Q6MHB7""#, #""01HF7YAT32N2PZB3SF1QC3B6J9""#), ("a", "true", "false"),
            ("duration", "{}", "[]"),
        ] as [(String?, String, String)])
    func `other differences are real`(key: String?, old: String, new: String) throws {
        #expect(try !differs(key, old, new))
    }

    @Test(arguments: [
        ("createdAt", ["created", "at"]), ("created_at", ["created", "at"]),
        ("X-Amzn-Trace-Id", ["x", "amzn", "trace", "id"]),
        ("requestID", ["request", "id"]), ("", []), ("--", []), ("größe2", ["größe2"]), ("HTTP", ["http"]),
    ])
    func `the words of a key`(key: String, words: [String]) {
        #expect(MemberKey(key).words == words)
    }
}
