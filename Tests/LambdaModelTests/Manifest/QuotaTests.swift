import LambdaModel
import Testing

/// What runs here and is refused by Lambda.
@Suite("Warnings about Lambda's quotas")
struct QuotaTests {
    private let fixture = ManifestFixture()

    @Test func moreThan4096BytesOfVariables() {
        let (fits, tooMuch) = (String(repeating: "x", count: 4092), String(repeating: "x", count: 4093))
        #expect(fixture.problemsOfGood("\"environment\": {\"WORD\": \"\(fits)\"}") == [])
        #expect(
            fixture.problemsOfGood("\"environment\": {\"WORD\": \"\(tooMuch)\"}") == [
                "functions.json:3:16: warning: function \"f\" has 4097 bytes of variables, names and values together; "
                    + "Lambda's limit is 4096"
            ])
    }

    @Test func thoseOfFilesAndDefaultsCountTogether() {
        var fixture = fixture
        fixture.files.set("/p/hello/.env", bytes: Array("ONE=\(String(repeating: "x", count: 2100))".utf8))
        let text = """
            { "defaults": { "environment": { "TWO": "\(String(repeating: "ü", count: 1000))" } }, "functions": { "f": {
            "runtime": "nodejs22.x", "handler": "app.handler", "code": "hello", "environmentFile": "hello/.env" } } }
            """
        #expect(fixture.load(text).problems.first?.contains("function \"f\" has 4106 bytes of variables") == true)
    }

    @Test func moreThanFiveLayers() {
        let five = Array(repeating: "\"shared\"", count: 5).joined(separator: ", ")
        #expect(fixture.problemsOfGood("\"layers\": [\(five)]") == [])
        #expect(
            fixture.problemsOfGood("\"layers\": [\(five), \"layer.zip\"]") == [
                "functions.json:3:11: warning: function \"f\" has 6 layers; Lambda's limit is 5"
            ])
    }

    @Test("A variable that would replace the emulator is refused anywhere, and the error says what to write instead")
    func emulatorsOwn() {
        let message =
            "error: variable \"AWS_LAMBDA_MAX_CONCURRENCY\" is Lambda's own and cannot be set; write "
            + "\"multiConcurrency\""
        #expect(
            fixture.problemsOfGood("\"environment\": {\"AWS_LAMBDA_MAX_CONCURRENCY\": \"10\"}") == [
                "functions.json:3:17: \(message)"
            ])
        var fixture = fixture
        fixture.files.set("/p/hello/.env", bytes: Array("A_1=1\nAWS_LAMBDA_MAX_CONCURRENCY=10".utf8))
        #expect(fixture.problemsOfGood("\"environmentFile\": \"hello/.env\"") == ["hello/.env:2:1: \(message)"])
        let defaults = """
            { "defaults": { "environment": { "AWS_LAMBDA_MAX_CONCURRENCY": "1" } }, "functions": { "f": {
            "runtime": "nodejs22.x", "handler": "app.handler", "code": "hello" } } }
            """
        #expect(fixture.load(defaults).problems == ["functions.json:1:34: \(message)"])
    }

    @Test func theVariablesOfFilesAreKnownFromTheOthers() throws {
        var fixture = fixture
        fixture.files.set("/p/hello/.env", bytes: Array("ONE=1\nTWO=2".utf8))
        let function = try fixture.function(
            "\"environmentFile\": \"hello/.env\", \"environment\": { \"TWO\": \"own\", \"SIX\": \"6\" }")
        #expect(function.fileVariables == ["ONE": "1"])
    }
}
