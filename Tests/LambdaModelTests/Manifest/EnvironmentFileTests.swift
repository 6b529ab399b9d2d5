import LambdaModel
import OrderedCollections
import Testing

@Suite("A .env file")
struct EnvironmentFileTests {
    private func load(_ bytes: [UInt8]) -> (variables: OrderedDictionary<String, String>?, problems: [String]) {
        var fixture = ManifestFixture()
        fixture.files = MemoryFiles(["/p/hello/": ""])
        fixture.files.set("/p/.env", bytes: bytes)
        let (manifest, problems) = fixture.load(ManifestFixture.one("\"environmentFile\": \".env\""))
        return (manifest?.functions.first?.environment, problems)
    }

    @Test(arguments: [
        ("A1=x", "x"), ("A1=", ""), ("A1", nil), ("  A1 = x y  ", "x y"), ("export A1=x", "x"),
        ("export\tA1=x", "x"), ("A1=x # note", "x"), ("A1=x#y", "x#y"), ("A1=#", ""), ("A1= # note", ""),
        ("A1=a=b", "a=b"), ("A1='a # b' # c", "a # b"), ("A1=\"a # b\"", "a # b"), ("A1=''", ""), ("A1=\"\"", ""),
        (#"A1="a\n\r\t\"\\\$HOME \x""#, "a\n\r\t\"\\$HOME \\x"), (#"A1='a\n"b'"#, #"a\n"b"#),
        ("A1=$HOME", "$HOME"), ("A1=it's", "it's"), ("A1=\"one\ntwo\"", "one\ntwo"),
        ("A1='one\r\ntwo'\r\n", "one\ntwo"), ("\u{FEFF}A1=x\r\n", "x"), ("\n\n # a\nA1=日本 😀\n\n", "日本 😀"),
        ("A1='a'b", nil), ("A1='a", nil), ("=x", nil),
    ])
    func values(_ text: String, _ value: String?) {
        #expect(load(Array(text.utf8)).variables == value.map { ["A1": $0] })
    }

    @Test func orderAndDuplicates() {
        let (variables, problems) = load(Array("Z_1=1\nA_1=2\nexport Z_1=3\n".utf8))
        #expect(variables == ["Z_1": "3", "A_1": "2"])
        #expect(problems == [".env:3:1: warning: variable \"Z_1\" is set twice; this value is used"])
    }

    @Test func everyMistakeHasItsLine() {
        let text = """
            # comment
            export
              WHAT EVER
            1A=x
            A_1='x' y
            é=1
            B_1=ok
            C_1="never closed
            D_1=1
            """
        let (variables, problems) = load(Array(text.utf8))
        let rule =
            "is not a valid Lambda environment variable name: a letter, then letters, digits and _; at least two "
            + "characters"
        #expect(variables == nil)
        #expect(
            problems == [
                ".env:2:1: error: expected NAME=value",
                ".env:3:3: error: expected NAME=value",
                ".env:4:1: error: \"1A\" \(rule)",
                ".env:5:9: error: unexpected text after the closing quote",
                ".env:6:1: error: \"é\" \(rule)",
                ".env:8:5: error: the quote that opens here is never closed",
            ])
    }

    @Test func bytesThatAreNotText() {
        #expect(load([0x41, 0x3D, 0xFF]).problems == [".env:1:1: error: the file is not UTF-8 text"])
    }
}
