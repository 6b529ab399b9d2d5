import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

@Suite("Builds that import writes")
struct TemplateBuildTests {
    /// A SAM template with one function `Fn`.
    private func sam(_ properties: String, _ metadata: String? = nil) -> String {
        """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Fn:
            Type: AWS::Serverless::Function
        \(metadata.map { "    Metadata: \($0)\n" } ?? "")    Properties: { \(properties) }
        """
    }

    private func line(_ imported: Imported) throws -> String {
        #expect(imported.problems.filter { $0.contains("error") } == [], "\(imported.draft.text)")
        let function = try imported.function("Fn")
        let build = function.build.map { FunctionBuild($0).text } ?? ""
        return "\(function.code ?? "") | \(function.handler ?? "") | \(build)"
    }

    @Test("SAM's esbuild with its properties")
    func esbuild() throws {
        let template = sam(
            "CodeUri: hello/, Handler: app.lambdaHandler, Runtime: nodejs22.x",
            "{ BuildMethod: esbuild, BuildProperties: { Minify: true, Target: es2022, Sourcemap: false, Format: esm, "
                + "OutExtension: [.js=.mjs], External: ['@aws-sdk/*'], EntryPoints: [app.ts] } }")
        let result = try Imported(template, with: ["hello/app.ts": "", "hello/package.json": "{}"])
        #expect(
            try line(result) == "hello/build/Fn | app.lambdaHandler | npx esbuild app.ts --bundle --platform=node "
                + "--outdir=build/Fn --minify --target=es2022 --format=esm --out-extension:.js=.mjs '--external:@aws-sdk/*' "
                + "in hello of hello/app.ts hello/package.json")
        #expect(result.hasNote(5, "Fn: build", "assumed from BuildMethod esbuild"))
        #expect(result.draft.text.contains(#""// build": "assumed from BuildMethod esbuild""#))
    }

    @Test("make gets the folder of the artifacts, whichever folder the manifest is in")
    func makefile() throws {
        let template = sam(
            "CodeUri: ., Handler: bootstrap, Runtime: provided.al2023", "{ BuildMethod: makefile }")
        let files = ["app/Makefile": "", "app/main.c": ""]
        let result = try Imported(template, as: "/p/app/template.yaml", with: files)
        #expect(
            try line(result) == "app/build/Fn | bootstrap | mkdir -p build/Fn && ARTIFACTS_DIR=\"$PWD/build/Fn\" make "
                + "build-Fn in app of app/Makefile app/main.c")
    }

    @Test("Go, Rust, .NET, Java and Python for the function's processor")
    func compiled() throws {
        let code = "CodeUri: fn, Architectures: [arm64]"
        let go = try Imported(
            sam("\(code), Handler: bootstrap, Runtime: provided.al2023", "{ BuildMethod: go1.x }"),
            with: ["fn/go.mod": "", "fn/main.go": ""])
        #expect(
            try line(go)
                == "fn/build/Fn | bootstrap | GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go build -tags lambda.norpc "
                + "-o build/Fn/bootstrap . in fn of fn/go.mod fn/main.go")
        let rust = try Imported(
            sam(
                "\(code), Handler: bootstrap, Runtime: provided.al2023",
                "{ BuildMethod: rust-cargolambda, BuildProperties: { Binary: pay } }"),
            with: ["fn/Cargo.toml": "[workspace]", "fn/src/main.rs": ""])
        #expect(
            try line(rust)
                == "fn/target/lambda/pay | bootstrap | cargo lambda build --release --arm64 --bin pay in fn of "
                + "fn/src fn/Cargo.toml")
        let dotnet = try Imported(
            sam("\(code), Handler: A::B.C::D, Runtime: dotnet8"), with: ["fn/A.csproj": "", "fn/C.cs": ""])
        #expect(
            try line(dotnet)
                == "fn/bin/publish | A::B.C::D | dotnet publish -c Release -r linux-arm64 --self-contained "
                + "false -o bin/publish in fn of fn/A.csproj fn/C.cs")
        let java = try Imported(
            sam("\(code), Handler: a.B, Runtime: java21", "{ BuildMethod: java21 }"),
            with: ["fn/build.gradle": "task buildZip(type: Zip)", "fn/src/a/B.java": ""])
        #expect(
            try line(java)
                == "fn/build/lambda | a.B | gradle -q buildZip && rm -rf build/lambda && mkdir -p build/lambda && "
                + "unzip -q 'build/distributions/*.zip' -d build/lambda in fn of fn/src fn/build.gradle")
        let python = try Imported(
            sam("\(code), Handler: a.b, Runtime: python3.11"), with: ["fn/requirements.txt": "x", "fn/a.py": ""])
        let build = try line(python)
        #expect(build.hasPrefix("fn/build/Fn | a.b | mkdir -p build/Fn && { cmp -s requirements.txt "))
        #expect(
            build.contains(
                "--platform manylinux2014_aarch64 --python-version 3.11 --only-binary=:all: -r requirements.txt"))
    }

    @Test("The script of a package: its output stays the code, and its TypeScript is replaced by the output")
    func scripts() throws {
        let package = #"{ "scripts": { "build": "tsc" } }"#
        let settings = #"{ "compilerOptions": { "outDir": "dist", "rootDir": "." } }"#
        let output = try Imported(
            sam("CodeUri: app/dist, Handler: x.y, Runtime: nodejs22.x"),
            with: ["app/package.json": package, "app/tsconfig.json": settings, "app/src/x.ts": ""])
        #expect(
            try line(output) == "app/dist | x.y | npm run build in app of app/src app/package.json app/tsconfig.json")
        let source = try Imported(
            sam("CodeUri: app, Handler: src/x.y, Runtime: nodejs22.x"),
            with: ["app/package.json": package, "app/tsconfig.json": settings, "app/src/x.ts": ""])
        #expect(
            try line(source)
                == "app/dist | src/x.y | npm run build in app of app/src app/package.json app/tsconfig.json")
        let plain = try Imported(
            sam("CodeUri: app, Handler: src/x.y, Runtime: nodejs22.x"),
            with: ["app/package.json": package, "app/src/x.js": ""])
        #expect(try line(plain) == "app | src/x.y | ")
    }

    @Test("Without what a build needs, and for the template of sam build, nothing is assumed")
    func none() throws {
        let template = sam(
            "CodeUri: hello/, Handler: app.handler, Runtime: nodejs22.x", "{ BuildMethod: esbuild }")
        let missing = try Imported(template, with: ["hello/index.js": ""])
        #expect(try line(missing) == "hello | app.handler | ")
        #expect(missing.hasNote(5, "Fn: BuildMethod", "sam build creates its code"))
        let built = try Imported(
            template, as: "/p/.aws-sam/build/template.yaml",
            with: [".aws-sam/build/hello/app.ts": "", ".aws-sam/build/hello/package.json": "{}"])
        #expect(try line(built) == ".aws-sam/build/hello | app.handler | ")
        let outside = try Imported(
            sam("CodeUri: ../gone, Handler: a.b, Runtime: python3.13", "{ BuildMethod: python3.13 }"), with: [:])
        #expect(try outside.function("Fn").build == nil)
    }

    // MARK: Serverless

    private func serverless(_ head: String, _ handler: String = "src/pay.handler") -> String {
        """
        service: shop
        \(head)
        provider: { name: aws, runtime: nodejs22.x }
        functions:
          Fn: { handler: \(handler) }
        """
    }

    @Test("serverless-esbuild with its settings, and Serverless 4 without a plugin")
    func bundled() throws {
        let plugin = serverless(
            """
            plugins: [serverless-esbuild]
            custom:
              esbuild: { bundle: true, minify: false, sourcemap: linked, exclude: [pg-native], loader: { .html: text } }
            """)
        let files = ["src/pay.ts": "", "package.json": "{}"]
        let command = "npx esbuild src/pay.ts --bundle --platform=node --outdir=build/Fn --outbase=."
        let result = try Imported(plugin, with: files)
        #expect(
            try line(result) == "build/Fn | src/pay.handler | \(command) --sourcemap=linked --external:pg-native "
                + "--loader:.html=text in . of src package.json")
        #expect(result.notes("plugins") == [])
        #expect(
            try line(Imported(serverless("frameworkVersion: '4'"), with: files))
                == "build/Fn | src/pay.handler | \(command) in . of src package.json")
        for head in ["frameworkVersion: '3'", "frameworkVersion: '4'\nbuild: { esbuild: false }"] {
            #expect(try line(Imported(serverless(head), with: files)) == ". | src/pay.handler | ", "\(head)")
        }
    }

    @Test("serverless-plugin-typescript; other plugins are noted")
    func typescript() throws {
        let files = ["src/pay.ts": "", "package.json": "{}", "tsconfig.json": "{}"]
        #expect(
            try line(Imported(serverless("plugins: [serverless-plugin-typescript]"), with: files))
                == ".build | src/pay.handler | npx tsc --outDir .build --rootDir . && cp package.json .build/ && ln -sfn "
                + "../node_modules .build/node_modules in . of src package.json tsconfig.json")
        let other = try Imported(serverless("frameworkVersion: '4'\nplugins: [serverless-webpack]"), with: files)
        #expect(try line(other) == ". | src/pay.handler | ")
        #expect(other.notes("serverless-webpack", "does not run here").count == 1)
    }
}
