import LambdaModel
import ProjectImport
import Testing

@Suite("Builds that init writes")
struct ScanBuildTests {
    private static let handler = "export const handler = async (event: unknown) => event"

    /// The draft of a folder, which loads without an error.
    private func draft(_ files: [String: String]) -> ImportDraft {
        let folder = ProjectFolder(Dictionary(uniqueKeysWithValues: files.map { ("/p/" + $0.key, $0.value) }))
        let draft = ProjectScan.draft(root: "/p", files: folder, today: CalendarDay(2026, 1, 1))
        let (manifest, problems) = Imported.load(draft, in: folder)
        #expect(problems.filter { $0.contains("error") } == [], "\(draft.text)")
        #expect(draft.functions.isEmpty || manifest != nil)
        return draft
    }

    /// Each function as `name code handler` and its build.
    private func found(_ files: [String: String]) -> [String] {
        draft(files).functions.map { function in
            let build = function.build.map { FunctionBuild($0).text } ?? ""
            return "\(function.name) | \(function.code ?? "") | \(function.handler ?? "") | \(build)"
        }
    }

    private func package(_ script: String, _ rest: String = "") -> String {
        #"{ "scripts": { "build": "\#(script)" }\#(rest) }"#
    }

    @Test("TypeScript with esbuild, whose script names the output")
    func esbuild() {
        #expect(
            found([
                "package.json": package("esbuild src/handler.ts --bundle --outfile=dist/index.js"),
                "src/handler.ts": Self.handler, "package-lock.json": "{}", "tsconfig.json": "{}",
            ]) == ["p | dist | index.handler | npm run build in . of src package.json tsconfig.json"])
        #expect(
            found([
                "package.json": package("esbuild src/pay/app.ts src/buy/app.ts --bundle --outdir lib"),
                "src/pay/app.ts": Self.handler, "src/buy/app.ts": Self.handler, "pnpm-lock.yaml": "",
            ]) == [
                "buy | lib | buy/app.handler | pnpm run build in . of src package.json",
                "pay | lib | pay/app.handler | pnpm run build in . of src package.json",
            ])
    }

    @Test("tsc puts its output where tsconfig.json says; packages and the type of modules are put beside it")
    func compiler() {
        let settings = "{\n  // a comment\n  \"compilerOptions\": { \"outDir\": \"./out\", \"rootDir\": \"src\", },\n}"
        #expect(
            found([
                "package.json": package("tsc -p .", #", "type": "module", "dependencies": { "zod": "3" }"#),
                "tsconfig.json": settings, "src/orders/handler.ts": Self.handler, "yarn.lock": "",
            ]) == [
                "orders | out | orders/handler.handler | yarn run build && cp package.json out/ && ln -sfn "
                    + "../node_modules out/node_modules in . of src package.json tsconfig.json"
            ])
        #expect(
            found([
                "tsconfig.json": #"{ "extends": "./base.json" }"#,
                "base.json": #"{"compilerOptions": {"outDir": "js"}}"#,
                "package.json": "{}", "src/a.ts": Self.handler,
            ]) == ["a | js | a.handler | npx tsc in . of src package.json tsconfig.json"])
    }

    @Test("The output that a program of the project names; its files are no functions")
    func ownProgram() {
        let files = [
            "services/x/package.json": package("node build.mjs"), "services/x/src/hello.ts": Self.handler,
            "services/x/build.mjs": "import { build } from 'esbuild'\nawait build({ outdir: 'dist', bundle: true })",
            "services/x/dist/hello.js": "exports.handler = 1",
        ]
        let line =
            "hello | services/x/dist | hello.handler | npm run build in services/x of services/x/src "
            + "services/x/package.json services/x/build.mjs"
        #expect(found(files) == [line])
        let unknown = draft([
            "package.json": package("make"), "src/a.ts": Self.handler,
        ])
        #expect(unknown.functions.map(\.code) == ["dist"])
        #expect(unknown.notes.contains { $0.subject == "a: build" && $0.message.contains("nothing names the output") })
    }

    @Test("Configuration files of bundlers name the output")
    func bundlers() {
        let webpack = "module.exports = { output: { path: path.resolve(__dirname, 'bundle'), filename: '[name].js' } }"
        #expect(
            found(["package.json": package("webpack"), "src/a.js": "exports.handler = 1", "webpack.config.js": webpack])
                == ["a | bundle | a.handler | npm run build in . of src package.json webpack.config.js"])
        #expect(
            found(["package.json": package("rollup -c -o build/main.mjs"), "src/a.js": "export const handler = 1"])
                == ["a | build | main.handler | npm run build in . of src package.json"])
        // JavaScript needs no build, unless a tool makes another file of it.
        #expect(
            found(["package.json": package("eslint ."), "src/a.js": "exports.handler = 1"])
                == ["a | . | src/a.handler | "])
    }

    @Test("Go, Rust, .NET and Java")
    func compiled() {
        #expect(
            found(["go.mod": "module x", "cmd/pay/main.go": "lambda.Start(h)", "internal/a.go": ""]) == [
                "pay | build/pay | bootstrap | GOOS=linux GOARCH=$(uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/') "
                    + "CGO_ENABLED=0 go build -tags lambda.norpc -o build/pay/bootstrap ./cmd/pay in . of cmd go.mod internal"
            ])
        let cargo = "[package]\nname = \"pay\" # it\nversion = \"1\"\n[dependencies]\nname = \"no\"\n"
        let rust =
            "cargo lambda build --release $(uname -m | sed 's/x86_64/--x86-64/;s/aarch64/--arm64/;s/^arm64/--arm64/') "
            + "--bin pay in . of src Cargo.toml"
        let source = "use lambda_runtime::run;"
        #expect(
            found(["Cargo.toml": cargo, "src/main.rs": source, "src/x.rs": source])
                == ["main | target/lambda/pay | bootstrap | " + rust].map { $0.replacing("main |", with: "p |") })
        #expect(
            found(["Cargo.toml": cargo, "src/main.rs": source, "target/lambda/pay/bootstrap": ""])
                == ["pay | target/lambda/pay | bootstrap | " + rust])
        let method = "namespace Shop;\npublic class Fn {\n  public async Task<A> Run(B b, ILambdaContext c) {"
        let dotnet =
            "dotnet publish -c Release -r linux-$(uname -m | sed 's/x86_64/x64/;s/aarch64/arm64/') --self-contained false"
        #expect(
            found(["Shop/Shop.csproj": "", "Shop/Fn.cs": method, "Shop/obj/x.cs": ""]) == [
                "Shop | Shop/bin/publish | Shop::Shop.Fn::Run | \(dotnet) -o bin/publish in Shop of Shop/Fn.cs "
                    + "Shop/Shop.csproj"
            ])
        let java = "package com.shop;\npublic class Orders implements RequestHandler<A, B> {"
        #expect(
            found(["pom.xml": "", "mvnw": "", "src/main/java/com/shop/Orders.java": java]) == [
                "Orders | target/classes | com.shop.Orders::handleRequest | ./mvnw -q process-classes "
                    + "dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/classes/lib in . of "
                    + "src pom.xml"
            ])
        #expect(
            found(["build.gradle.kts": "id(\"com.gradleup.shadow\")", "gradlew": "", "src/Orders.java": java]) == [
                "Orders | build/lambda | com.shop.Orders::handleRequest | ./gradlew -q shadowJar && rm -rf build/lambda && "
                    + "mkdir -p build/lambda && unzip -q 'build/libs/*-all.jar' -d build/lambda in . of src build.gradle.kts"
            ])
        let plain = draft(["build.gradle": "", "src/Orders.java": java])
        #expect(plain.functions.isEmpty && plain.notes.contains { $0.message.contains("is not built") })
    }

    @Test(
        "Python with packages: pip fetches wheels for the function's Linux, and functions of a folder share the build")
    func python() {
        let code = "def handler(event, context):\n"
        let result = draft([
            "api/requirements.txt": "requests\n", "api/one.py": code, "api/two.py": code, "bare/three.py": code,
            "bare/requirements.txt": "# none\n",
        ])
        #expect(result.functions.map(\.name) == ["one", "two", "three"])
        #expect(result.functions.map(\.code) == ["api/build/one", "api/build/one", "bare"])
        #expect(result.functions[0].build == result.functions[1].build && result.functions[2].build == nil)
        let build = result.functions[0].build.map { FunctionBuild($0).text } ?? ""
        let wheel = "$(uname -m | sed 's/arm64/aarch64/')"
        #expect(
            build.contains(
                "pip install -q --upgrade --target build/one --platform manylinux2014_\(wheel) --platform "
                    + "manylinux_2_28_\(wheel) --python-version 3.14 --only-binary=:all: -r requirements.txt"))
        #expect(build.hasSuffix(" in api of api/one.py api/requirements.txt api/two.py"))
        // Packages that are in the folder already need no build.
        #expect(
            found(["requirements.txt": "a", "a-1.dist-info/RECORD": "", "app.py": code]) == ["p | . | app.handler | "])
    }

    @Test("What is assumed is a note, and a comment in the file")
    func told() throws {
        let result = draft(["package.json": package("tsc --outDir dist"), "src/a.ts": Self.handler])
        #expect(
            result.notes == [
                ImportNote(
                    line: nil, subject: "a: build",
                    message: "assumed from package.json's script build: npm run build; the code is dist then")
            ])
        #expect(result.text.contains(#""// build": "assumed from package.json's script build","#))
    }
}
