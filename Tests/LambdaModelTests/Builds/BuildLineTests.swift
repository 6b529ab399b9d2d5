import LambdaModel
import Testing

/// Errors, warnings and positions in the output of compilers, bundlers and build tools.
@Suite struct BuildLineTests {
    /// A line, the position in it as `path:line:column`, and its level.
    typealias Sample = (line: String, place: String?, level: LogLevel?)

    private func check(_ samples: [Sample], sourceLocation: SourceLocation = #_sourceLocation) {
        for sample in samples {
            let line = BuildLine(sample.line)
            let place = line.location.map { location in
                "\(location.path):\(location.line)" + (location.column.map { ":\($0)" } ?? "")
            }
            #expect(place == sample.place, "\(sample.line)", sourceLocation: sourceLocation)
            #expect(line.level == sample.level, "\(sample.line)", sourceLocation: sourceLocation)
            #expect(BuildLine.level(of: sample.line) == sample.level, "\(sample.line)", sourceLocation: sourceLocation)
        }
    }

    // MARK: JavaScript

    @Test func `tsc`() {
        check([
            (
                "src/a.ts(3,11): error TS2322: Type 'string' is not assignable to type 'number'.", "src/a.ts:3:11",
                .error
            ),
            ("../lib/b.tsx(12,5): warning TS6133: 'x' is declared.", "../lib/b.tsx:12:5", .warning),
            (
                "\u{1B}[96msrc/a.ts\u{1B}[0m:\u{1B}[93m3\u{1B}[0m:\u{1B}[93m11\u{1B}[0m - \u{1B}[91merror\u{1B}[0m"
                    + "\u{1B}[90m TS2322: \u{1B}[0mType 'string' is not assignable to type 'number'.",
                "src/a.ts:3:11", .error
            ),
            ("\u{1B}[7m3\u{1B}[0m     const total: number = \"twelve\";", nil, nil),
            ("Found 2 errors in the same file, starting at: src/a.ts\u{1B}[90m:3\u{1B}[0m", "src/a.ts:3", nil),
            ("error TS18003: No inputs were found in config file '/p/tsconfig.json'.", nil, .error),
            ("\u{1B}c[\u{1B}[90m11:22:33 AM\u{1B}[0m] File change detected. Starting compilation...", nil, nil),
            ("11:22:33 AM - Found 1 error. Watching for file changes.", nil, nil),
        ])
    }

    @Test func `bundlers`() {
        check([
            ("✘ [ERROR] Could not resolve \"./helper\"", nil, .error),
            (
                "\u{1B}[31m✘ \u{1B}[41;31m[\u{1B}[41;97mERROR\u{1B}[41;31m]\u{1B}[0m \u{1B}[1mExpected\u{1B}[0m", nil,
                .error
            ),
            ("    src/a.ts:1:23:", "src/a.ts:1:23", nil),
            ("▲ [WARNING] Duplicate key \"a\" in object literal [duplicate-object-key]", nil, .warning),
            ("      1 │ import { helper } from \"./helper\";", nil, nil),
            ("ERROR in ./src/a.js 3:4-10", "src/a.js:3:4", .error),
            ("Module not found: Error: Can't resolve './nope' in '/p/src'", nil, nil),
            ("[tsl] ERROR in /p/src/a.ts(3,11)", "/p/src/a.ts:3:11", .error),
            ("[!] RollupError: Could not resolve \"./nope\" from \"src/a.js\"", nil, .error),
            ("src/a.js (1:22)", "src/a.js:1:22", nil),
            ("file: /p/src/a.ts:3:4", "/p/src/a.ts:3:4", nil),
            ("error during build:", nil, .error),
            ("    ╭─[src/a.ts:3:4]", "src/a.ts:3:4", nil),
            ("npm error Missing script: \"build\"", nil, .error),
            ("npm ERR! code ELIFECYCLE", nil, .error),
            ("npm warn deprecated glob@7.2.3: old versions are not supported", nil, .warning),
            ("error Command failed with exit code 2.", nil, .error),
        ])
    }

    @Test func `programs of Node.js`() {
        check([
            ("/p/build.mjs:3", "/p/build.mjs:3", nil),
            ("ReferenceError: foo is not defined", nil, .error),
            ("    at Object.<anonymous> (/p/build.js:3:1)", "/p/build.js:3:1", nil),
            ("    at async file:///p/with%20blank/build.mjs:7:3", "/p/with blank/build.mjs:7:3", nil),
            ("    at node:internal/main/run_main_module:36:49", nil, nil),
            ("    at Module._compile (node:internal/modules/cjs/loader:1554:14)", nil, nil),
            ("(node:123) Warning: Setting the option changes nothing", nil, nil),
        ])
    }

    // MARK: The Java machine

    @Test func `javac, Maven, Gradle and Kotlin`() {
        check([
            ("src/Foo.java:2: error: incompatible types: String cannot be converted to int", "src/Foo.java:2", .error),
            ("src/Foo.java:7: warning: [deprecation] old() in Foo has been deprecated", "src/Foo.java:7", .warning),
            ("  symbol:   method undefinedCall()", nil, nil),
            ("2 errors", nil, nil),
            ("[ERROR] /p/src/main/java/Foo.java:[12,5] cannot find symbol", "/p/src/main/java/Foo.java:12:5", .error),
            ("[WARNING] /p/src/main/java/Foo.java: uses unchecked operations.", nil, .warning),
            ("[INFO] BUILD FAILURE", nil, nil),
            ("[ERROR] ", nil, nil),
            ("e: file:///p/src/Foo.kt:12:5 Unresolved reference: bar", "/p/src/Foo.kt:12:5", .error),
            ("e: /p/src/Foo.kt: (12, 5): Unresolved reference: bar", "/p/src/Foo.kt:12:5", .error),
            ("w: file:///p/src/Foo.kt:3:9 Variable 'x' is never used", "/p/src/Foo.kt:3:9", .warning),
            ("FAILURE: Build failed with an exception.", nil, .error),
            ("> Task :compileJava FAILED", nil, nil),
        ])
    }

    // MARK: Native code

    @Test func `rustc and cargo`() {
        check([
            ("\u{1B}[1m\u{1B}[91merror[E0308]\u{1B}[0m\u{1B}[1m: mismatched types\u{1B}[0m", nil, .error),
            (" \u{1B}[1m\u{1B}[94m--> \u{1B}[0msrc/main.rs:2:26", "src/main.rs:2:26", nil),
            (
                "\u{1B}[1m\u{1B}[94m2\u{1B}[0m \u{1B}[1m\u{1B}[94m|\u{1B}[0m fn main() { let x: i32 = \"no\"; }", nil,
                nil
            ),
            ("warning: unused variable: `unused`", nil, .warning),
            ("warning: `app` (bin \"app\") generated 1 warning", nil, .warning),
            (
                "\u{1B}[1m\u{1B}[91merror\u{1B}[0m: could not compile `app` (bin \"app\") due to 2 previous errors",
                nil, .error
            ),
            ("src/util.rs:1:25: error[E0425]: cannot find function `missing`", "src/util.rs:1:25", .error),
            ("   Compiling app v0.1.0 (/tmp/rs)", nil, nil),
            ("thread 'main' panicked at build.rs:4:5:", "build.rs:4:5", .error),
        ])
    }

    @Test func `gcc, clang, swiftc and make`() {
        check([
            (
                "\u{1B}[01m\u{1B}[Ksrc/a.c:3:58:\u{1B}[m\u{1B}[K \u{1B}[01;31m\u{1B}[Kerror: \u{1B}[m\u{1B}[K"
                    + "‘\u{1B}[01m\u{1B}[Ky\u{1B}[m\u{1B}[K’ undeclared",
                "src/a.c:3:58", .error
            ),
            ("In file included from src/a.c:2:", "src/a.c:2", nil),
            (
                "\u{1B}[1msrc/a.c:3:45: \u{1B}[0m\u{1B}[0;1;35mwarning: \u{1B}[0m\u{1B}[1mformat\u{1B}[0m",
                "src/a.c:3:45", .warning
            ),
            ("src/a.c:3:58: note: each undeclared identifier is reported once", "src/a.c:3:58", nil),
            ("src/a.c:1:10: fatal error: b.h: No such file or directory", "src/a.c:1:10", .error),
            ("1 warning and 2 errors generated.", nil, nil),
            ("  3:5  error  'x' is not defined  no-undef", nil, .error),
            ("/p/my app/main.swift:1:14: error: cannot convert value", "/p/my app/main.swift:1:14", .error),
            ("  |              `- error: cannot convert value of type 'String'", nil, nil),
            ("error: emit-module command failed with exit code 1 (use -v to see invocation)", nil, .error),
            ("collect2: error: ld returned 1 exit status", nil, nil),
            ("make: *** [Makefile:2: all] Error 1", "Makefile:2", .error),
            ("sh: 1: tsc: not found", nil, .error),
            ("build.sh: line 3: tsc: command not found", "build.sh:3", .error),
        ])
    }

    @Test func `go, dotnet and Python`() {
        check([
            ("# example.com/shop", nil, nil),
            ("./main.go:12:5: undefined: x", "main.go:12:5", .error),
            ("vet: ./main.go:9:2: undeclared name: y", "main.go:9:2", .error),
            ("/p/Foo.cs(12,5): error CS1002: ; expected [/p/Foo.csproj]", "/p/Foo.cs:12:5", .error),
            (
                "  /p/Foo.cs(12,5): warning CS0168: The variable 'e' is never used [/p/Foo.csproj]", "/p/Foo.cs:12:5",
                .warning
            ),
            ("    0 Warning(s)", nil, nil),
            ("  File \"/p/src/x.py\", line 12", "/p/src/x.py:12", nil),
            ("***   File \"src/x.py\", line 1", "src/x.py:1", nil),
            ("  File \"setup.py\", line 3, in <module>", "setup.py:3", nil),
            ("SyntaxError: invalid syntax", nil, .error),
            ("DeprecationWarning: pkg_resources is deprecated", nil, .warning),
            ("src/a.py:3: error: Incompatible types in assignment  [assignment]", "src/a.py:3", .error),
            ("Dockerfile:3", "Dockerfile:3", nil),
        ])
    }

    // MARK: What is none

    @Test func `times, addresses, versions and sentences are none`() {
        check([
            ("12:30:05 building", nil, nil),
            ("2026-12-01T12:30:05.123Z done", nil, nil),
            ("Local: http://localhost:3000/a.ts:3", nil, nil),
            ("https://example.com/src/a.ts:3:4", nil, nil),
            ("listening on [::1]:8080", nil, nil),
            ("fe80::1:23:4", nil, nil),
            ("127.0.0.1:8080", nil, nil),
            ("registry.npmjs.org:443", nil, nil),
            ("public.ecr.aws/lambda/nodejs:22", nil, nil),
            ("node:internal/modules/run_main:171:5", nil, nil),
            ("dist/app.js  12.4kb", nil, nil),
            ("dist/app.js:1.5 MB", nil, nil),
            ("Error handling was added to 3 files", nil, nil),
            ("errors: 0, warnings: 0", nil, nil),
            ("error.ts was built", nil, nil),
            ("0 errors", nil, nil),
            ("Terraform terrorised nobody", nil, nil),
            ("", nil, nil),
            ("\u{1B}", nil, nil),
            (String(repeating: "a/", count: 3000) + "a.ts:3", nil, nil),
            (String(repeating: "(1", count: 3000), nil, nil),
            ("a.ts:0:0", nil, nil),
            ("a.ts:99999999999", nil, nil),
        ])
    }

    // MARK: Places

    @Test func `paths begin in the build's folder`() {
        let files = CodeMap(code: .folder("/home/ada/shop/dist"), workingFolder: "/home/ada/shop")
        func place(_ text: String, in directory: String?) -> String? {
            BuildLine(text).location?.place(in: directory, files).map { "\($0.path):\($0.line)" }
        }
        #expect(place("../lib/b.ts(3,1): error TS1: x", in: "/home/ada/shop/app") == "/home/ada/shop/lib/b.ts:3")
        #expect(place("/p/Foo.cs(3,1): error CS1: x", in: nil) == "/p/Foo.cs:3")
        #expect(place("./main.go:3:1: x", in: nil) == nil)
        #expect(place("/var/task/a.mjs:3:1: error: x", in: "/home/ada") == "/home/ada/shop/dist/a.mjs:3")
    }

    @Test func `the range is that of the path`() {
        let text = "\u{1B}[31m  --> src/mein ü.rs:2:26"
        let line = BuildLine("  --> src/mein ü.rs:2:26")
        #expect(line.location == BuildLine(text).location)
        let range = line.location?.range ?? 0..<0
        #expect(String(decoding: Array("  --> src/mein ü.rs:2:26".utf8)[range], as: UTF8.self) == "src/mein ü.rs")
    }

    @Test func `the first error has the position of a line near it`() throws {
        let rust = try #require(
            BuildError(in: ["   Compiling app", "error[E0308]: mismatched types", " --> src/main.rs:2:26", "  |"]))
        #expect(rust.message == "error[E0308]: mismatched types")
        #expect(rust.location?.path == "src/main.rs" && rust.location?.line == 2)
        let esbuild = try #require(
            BuildError(in: [
                "npm error x", "✘ [ERROR] Could not resolve \"./nope\"", "", "    src/a.ts:1:23:", "1 error",
            ]))
        #expect(esbuild.message == "[ERROR] Could not resolve \"./nope\"")
        #expect(esbuild.location?.line == 1)
        let python = try #require(
            BuildError(in: ["  File \"x.py\", line 4", "    def f(:", "          ^", "SyntaxError: invalid syntax"]))
        #expect(python.location?.path == "x.py" && python.location?.line == 4)
        let tsc = try #require(
            BuildError(in: ["src/a.ts(3,11): error TS2322: Type 'a'.", "src/b.ts(1,1): error TS1: b"]))
        #expect(tsc.message == "error TS2322: Type 'a'.")
        #expect(BuildError(in: ["built"]) == nil)
        let none = try #require(BuildError(in: ["sh: 1: tsc: not found"]))
        #expect(none.location == nil && none.message == "sh: 1: tsc: not found")
    }

    @Test func `the line about the end of a build`() {
        func ending(_ text: String, _ source: LogRecord.Source = .lamdeck) -> BuildEnding? {
            BuildEnding(LogRecord(time: 0, source: source, text: text))
        }
        #expect(ending("built in 1.2 s")?.outcome == .good)
        #expect(ending("built in 1.2 s")?.time == "1.2 s")
        #expect(ending("the build failed with exit code 2 after 1.2 s")?.outcome == .failed("failed with exit code 2"))
        #expect(ending("the build failed with exit code 2 after 1.2 s")?.time == "1.2 s")
        #expect(ending("the build was cancelled after 0.3 s")?.outcome == .cancelled)
        #expect(ending("the build could not start: there is no folder /p")?.time == "")
        #expect(ending("restarted: app.py changed") == nil)
        #expect(ending("built in 1.2 s", .build) == nil)
        for outcome in [BuildMachine.Outcome.good, .bad("was cancelled", lastLines: []), .bad("failed", lastLines: [])]
        {
            #expect(ending(outcome.text(after: 1.23))?.time == "1.23 s", "\(outcome)")
        }
    }
}
