import LambdaModel
import Testing

@Suite("Mistakes in a function's settings")
struct FunctionProblemTests {
    private let fixture = ManifestFixture()

    /// Keys and the problem they make, without file and line.
    @Test(arguments: [
        (
            "\"timeout\": \"3\"",
            "12: error: \"timeout\" must be a whole number of seconds from 1 to 900, found the string \"3\""
        ),
        (
            "\"timeout\": 1.5",
            "12: error: \"timeout\" must be a whole number of seconds from 1 to 900, found the number 1.5"
        ),
        (
            "\"timeout\": 0",
            "12: error: \"timeout\" must be a whole number of seconds from 1 to 900, found the number 0"
        ),
        (
            "\"timeout\": null",
            "12: error: \"timeout\" must be a whole number of seconds from 1 to 900, found null; omit the key to use its "
                + "default"
        ),
        (
            "\"memorySize\": 10241",
            "15: error: \"memorySize\" must be a whole number of MB from 128 to 10240, found the number 10241"
        ),
        (
            "\"ephemeralStorage\": 511",
            "21: error: \"ephemeralStorage\" must be a whole number of MB from 512 to 10240, found the number 511"
        ),
        ("\"port\": 65536", "9: error: \"port\" must be a whole number from 1 to 65535, found the number 65536"),
        (
            "\"concurrency\": 101",
            "16: error: \"concurrency\" must be a whole number from 1 to 100, found the number 101"
        ),
        ("\"spare\": 1", "10: error: \"spare\" must be true or false, found the number 1"),
        (
            "\"architecture\": \"amd64\"",
            "17: error: \"architecture\" must be \"x86_64\" or \"arm64\", found the string \"amd64\"; did you mean "
                + "\"x86_64\"?"
        ),
        ("\"architecture\": 64", "17: error: \"architecture\" must be \"x86_64\" or \"arm64\", found the number 64"),
        (
            "\"watch\": \"*.log\"",
            "10: error: \"watch\" must be true, false or an array of globs to ignore, found the string \"*.log\""
        ),
        ("\"watch\": [1]", "11: error: a glob to ignore must be a string, found the number 1"),
        (
            "\"credentials\": true",
            "16: error: \"credentials\" (\"none\", \"environment\" or an AWS profile) must be a string, found true"
        ),
        (
            "\"layers\": \"shared\"",
            "11: error: \"layers\" must be an array of folders and .zip files, found the string \"shared\""
        ),
        ("\"layers\": [\"shred\"]", "12: error: layer \"shred\" does not exist; did you mean \"shared\"?"),
        ("\"layers\": [\"notes.txt\"]", "12: error: layer \"notes.txt\" is neither a folder nor a .zip file"),
        ("\"events\": \"nowhere\"", "11: error: \"events\" \"nowhere\" does not exist (looked for /p/nowhere)"),
        ("\"events\": \"notes.txt\"", "11: error: \"events\" \"notes.txt\" is not a folder"),
        (
            "\"environment\": [\"A=1\"]",
            "16: error: \"environment\" must be an object of strings, found an array"
        ),
        ("\"environment\": {\"A_1\": 1}", "24: error: variable \"A_1\" must be a string; write \"1\""),
        ("\"environment\": {\"A_1\": true}", "24: error: variable \"A_1\" must be a string; write \"true\""),
        ("\"environment\": {\"A_1\": {}}", "24: error: variable \"A_1\" must be a string, found an object"),
        ("\"environment\": {\"A_1\": \"\\u0000\"}", "24: error: variable \"A_1\" cannot hold a NUL character"),
        (
            "\"environment\": {\"1A\": \"\"}",
            "17: error: \"1A\" is not a valid Lambda environment variable name: a letter, then letters, digits and _; "
                + "at least two characters"
        ),
        (
            "\"environment\": {\"_HANDLER\": \"\"}",
            "17: error: variable \"_HANDLER\" is Lambda's own and cannot be set; write \"handler\""
        ),
        (
            "\"environment\": {\"LAMBDA_TASK_ROOT\": \"\"}",
            "17: error: variable \"LAMBDA_TASK_ROOT\" is Lambda's own and cannot be set"
        ),
        (
            "\"environment\": {\"A_1\": \"\", \"A_1\": \"\"}",
            "28: error: variable \"A_1\" is defined twice; the first is on line 3"
        ),
        (
            "\"environmentFile\": \".env\"",
            "20: error: \"environmentFile\" \".env\" does not exist (looked for /p/.env)"
        ),
        (
            "\"environmentFile\": \"hello\"",
            "20: error: \"environmentFile\" \"hello\" cannot be read: is a folder"
        ),
        ("\"Memory\": 1", "1: error: unknown key \"Memory\"; did you mean \"memorySize\"?"),
        ("\"registry\": \"\"", "1: error: \"registry\" belongs to the top of the file"),
    ])
    func mistakes(_ keys: String, _ problem: String) {
        #expect(fixture.problemsOfGood(keys) == ["functions.json:3:" + problem])
    }

    /// Keys of a function that is not good otherwise.
    @Test(arguments: [
        (
            #""runtime": "nodejs22.x", "handler": "", "code": "hello""#,
            "2:37: error: \"handler\" is empty"
        ),
        (
            #""runtime": "nodejs22.x", "handler": "a b.c", "code": "hello""#,
            "2:37: error: \"handler\" must be at most 128 characters without spaces, as in \"app.handler\""
        ),
        (
            #""runtime": "nodejs22.x", "handler": "a.b", "code": "notes.txt""#,
            "2:52: error: \"code\" \"notes.txt\" is neither a folder nor a .zip file"
        ),
        (
            #""runtime": "nodejs22.x", "handler": "a.b", "code": "~/hello""#,
            "2:52: error: \"code\" \"~/hello\": ~ is not expanded; write the path in full"
        ),
        (
            #""runtime": "nodejs22.x", "handler": "a.b", "code": "../q/othr""#,
            "2:52: error: \"code\" \"../q/othr\" does not exist; did you mean \"/q/other\"?"
        ),
        (
            #""runtime": "nodejs22.x", "handler": "a.b", "code": "ordrs/events""#,
            "2:52: error: \"code\" \"ordrs/events\" does not exist; did you mean \"orders/events\"?"
        ),
        (
            #""handler": "a.b", "code": "hello""#,
            "1:18: error: function \"f\" needs \"runtime\" (or \"image\")"
        ),
        (
            #""runtime": "rust", "handler": "a.b", "code": "hello""#,
            "2:12: error: unknown runtime \"rust\"; for Go, Rust, Swift and others use \"provided.al2023\", or name "
                + "an \"image\""
        ),
        (
            #""runtime": "python", "handler": "a.b", "code": "hello""#,
            "2:12: error: unknown runtime \"python\"; did you mean \"python3.14\"?"
        ),
        (
            #""runtime": "pyton3.13", "handler": "a.b", "code": "hello""#,
            "2:12: error: unknown runtime \"pyton3.13\"; did you mean \"python3.13\"?"
        ),
        (
            #""runtime": "python3.7", "architecture": "arm64", "handler": "a.b", "code": "hello""#,
            "2:41: error: AWS has no arm64 image of \"python3.7\""
        ),
        (
            #""image": "https://a.b/c", "handler": "a.b", "code": "hello""#,
            "2:10: error: \"image\" must be an image name without \"https://\""
        ),
        (#""image": "a b", "handler": "a.b", "code": "hello""#, "2:10: error: \"image\" \"a b\" has a space in it"),
    ])
    func mistakesInRequiredSettings(_ keys: String, _ problem: String) {
        let errors = fixture.problems(keys).filter { $0.contains(": error: ") }
        #expect(errors == ["functions.json:" + problem])
    }

    @Test(arguments: [
        ("nodejs26.x", "\"nodejs26.x\" is a preview, which AWS changes without notice"),
        (
            "go1.x",
            "AWS ended \"go1.x\" on 2024-01-08: no more security patches; AWS now offers \"provided.al2023\""
        ),
        (
            "python3.10",
            "AWS ended \"python3.10\" on 2026-10-31: no more security patches; AWS now offers \"python3.14\""
        ),
    ])
    func runtimesToBeWaryOf(_ runtime: String, _ warning: String) {
        let problems = fixture.problems("\"runtime\": \"\(runtime)\", \"handler\": \"a.b\", \"code\": \"hello\"")
        #expect(problems == ["functions.json:2:12: warning: \(warning)"])
    }

    @Test func namesThatLambdaReservesButAreOfUseHereAreWarnings() {
        #expect(
            fixture.problemsOfGood(#""environment": {"AWS_REGION": "eu-west-1"}"#) == [
                "functions.json:3:17: warning: variable \"AWS_REGION\" is set here, but Lambda reserves it and refuses "
                    + "it on deployment"
            ])
    }

    @Test func mistakesInAnEnvironmentFileStandWhereTheFileIsNamed() {
        var fixture = fixture
        fixture.files = MemoryFiles(["/p/hello/": "", "/p/config/dev.env": "A_1=1\nWHAT\n\n_HANDLER=x\n"])
        let keys = "\"handlr\": 1, \"environmentFile\": \"config/dev.env\", \"spar\": 1"
        #expect(
            fixture.problemsOfGood(keys) == [
                "functions.json:3:1: error: unknown key \"handlr\"; did you mean \"handler\"?",
                "config/dev.env:2:1: error: expected NAME=value",
                "config/dev.env:4:1: error: variable \"_HANDLER\" is Lambda's own and cannot be set; write \"handler\"",
                "functions.json:3:51: error: unknown key \"spar\"; did you mean \"spare\"?",
            ])
    }

    @Test func aMistakeInASharedEnvironmentFileIsReportedOnce() {
        var fixture = fixture
        fixture.files = MemoryFiles(["/p/hello/": "", "/p/.env": "WHAT\n"])
        let keys = #"{"runtime": "nodejs22.x", "handler": "a.b", "code": "hello", "environmentFile": ".env"}"#
        let problems = fixture.load("{\"functions\": {\"a\": \(keys), \"b\": \(keys)}}").problems
        #expect(problems == [".env:1:1: error: expected NAME=value"])
    }
}
