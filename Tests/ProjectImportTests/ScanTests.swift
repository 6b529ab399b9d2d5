import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

@Suite("Finding handlers in a folder")
struct ScanTests {
    private func draft(_ files: [String: String]) -> ImportDraft {
        let absolute = Dictionary(uniqueKeysWithValues: files.map { ("/work/shop/" + $0.key, $0.value) })
        return ProjectScan.draft(root: "/work/shop", files: ProjectFolder(absolute), today: CalendarDay(2026, 1, 1))
    }

    private func found(_ files: [String: String]) -> [String] {
        draft(files).functions.map { "\($0.name) \($0.runtime ?? "") \($0.code ?? "") \($0.handler ?? "")" }
    }

    @Test("Exports of JavaScript, in every notation")
    func javaScript() {
        for text in [
            "exports.handler = async (event) => event", "module.exports.handler = x", "export const handler = 1",
            "export async function handler(event) {}", "module.exports = { a, handler }",
            "const h = 1\nexport { h as handler }", "module.exports = {\n  handler: run,\n}",
            "0 && (module.exports = {\n  handler\n});",
        ] {
            #expect(found(["hello/app.mjs": text]) == ["hello nodejs24.x hello app.handler"], "\(text)")
        }
        for text in ["if (exports.handler == 1) {}", "const handler = 1", "exports.errorHandler = 1", ""] {
            #expect(found(["hello/app.js": text]) == [], "\(text)")
        }
        #expect(
            found(["package.json": "{}", "src/pay/index.js": "exports.lambdaHandler = 1"])
                == ["pay nodejs24.x . src/pay/index.lambdaHandler"])
    }

    @Test("Python, Ruby and bootstrap")
    func others() {
        #expect(
            found(["a/app.py": "import os\n\ndef lambda_handler(event, context):\n"]) == [
                "a python3.14 a app.lambda_handler"
            ])
        #expect(
            found(["a/b/__init__.py": "", "a/b/x.py": "handler = Mangum(app)\n"]) == ["x python3.14 a b/x.handler"])
        #expect(found(["app.py": "class A:\n    def handler(self): pass\n# def handler(a)\n"]) == [])
        #expect(found(["app.py": "def handler(event, context): pass"]) == ["shop python3.14 . app.handler"])
        #expect(found(["r/app.rb": "def handler(event:, context:)\nend\n"]) == ["r ruby4.0 r app.handler"])
        #expect(
            found(["r/app.rb": "module Shop\n  class Api\n    def self.handler(event:, context:)\n"])
                == ["r ruby4.0 r app.Shop::Api.handler"])
        #expect(
            found(["target/lambda/pay/bootstrap": "", "target/debug/bootstrap": ""]) == [
                "pay provided.al2023 target/lambda/pay bootstrap"
            ])
    }

    @Test("Java and .NET: built output is found; if there is none, a note says what to do")
    func compiled() {
        let java = "package com.shop;\npublic class Orders extends Base\n  implements RequestHandler<A, B> {"
        #expect(
            found(["pom.xml": "", "src/main/java/com/shop/Orders.java": java, "target/classes/": ""])
                == ["Orders java25 target/classes com.shop.Orders::handleRequest"])
        #expect(
            found(["build.gradle": "", "src/Orders.java": java, "build/distributions/orders.zip": ""])
                == ["Orders java25 build/distributions/orders.zip com.shop.Orders::handleRequest"])
        let unbuilt = draft(["build.gradle": "", "src/Orders.java": java])
        #expect(unbuilt.functions.isEmpty)
        #expect(unbuilt.notes.contains { $0.subject == "src/Orders.java" && $0.message.contains("not built") })

        let method = "namespace Shop;\npublic class Fn {\n  public async Task<A> Run(B b, ILambdaContext c) {"
        let publish = "Shop/bin/Release/net8.0/publish/"
        #expect(
            found(["Shop/Shop.csproj": "", "Shop/Fn.cs": method, publish: ""])
                == ["Shop dotnet10 Shop/bin/Release/net8.0/publish Shop::Shop.Fn::Run"])
        let settings =
            "{\"function-handler\": \"Shop::Shop.Fn::Run\", \"function-runtime\": \"dotnet8\", \"function-timeout\": 30}"
        let tools = draft(["Shop/aws-lambda-tools-defaults.json": settings, "Shop/Shop.csproj": "", publish: ""])
        #expect(tools.functions.map(\.timeout) == [30])
        #expect(tools.functions.map(\.runtime) == ["dotnet8"])
    }

    @Test("A function without an event gets a first one, and lamdeck loads the manifest")
    func events() throws {
        let handler = "exports.handler = 1"
        let result = draft([
            "a/app.js": handler, "b/code/app.js": handler, "b/events/x.json": "{}", "c/code/app.js": handler,
        ])
        #expect(result.files.map(\.path) == ["events/a/example.json", "events/c/example.json"])
        #expect(result.functions.map(\.events) == ["events/a", nil, "events/c"])
        let (manifest, problems) = Imported.load(result)
        #expect(problems == [])
        #expect(manifest?.functions.map(\.name) == ["a", "b", "c"])
        #expect(try #require(manifest).functions.allSatisfy { $0.runtime?.identifier == "nodejs24.x" })
    }

    @Test("Dependencies, tests and hidden folders are skipped; names stay unique; templates are noted")
    func bounds() {
        let handler = "exports.handler = 1"
        let result = draft([
            "node_modules/x/index.js": handler, ".aws-sam/build/a/app.js": handler, "tests/app.js": handler,
            "v/pyvenv.cfg": "", "v/lib/app.js": handler, "app.test.js": handler, "x/app.js": handler,
            "y/x/app.js": handler, "template.yaml": "",
        ])
        #expect(result.functions.map(\.name) == ["x", "x-2"])
        #expect(result.notes.map(\.message) == ["describes these functions: run lamdeck import template.yaml"])
    }

    @Test("A folder with too many files gets a note, and so does TypeScript without JavaScript")
    func limits() {
        var files: [String: String] = ["src/app.ts": "export const handler = 1"]
        for number in 0..<10_001 { files["z/\(number).txt"] = "" }
        let notes = draft(files).notes
        #expect(notes.contains { $0.message.contains("10,000 entries") })
        #expect(notes.contains { $0.subject == "src/app.ts" && $0.message.contains("TypeScript") })
        let deep = String(repeating: "d/", count: 9) + "app.js"
        #expect(draft([deep: "exports.handler = 1"]).functions.isEmpty)
    }
}
