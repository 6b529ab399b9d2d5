import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

/// The output of `cdk synth`.
@Suite("CDK")
struct CDKTests {
    private static func template(_ metadata: String, code: String = "{\"S3Bucket\": \"b\", \"S3Key\": \"1f.zip\"}")
        -> String
    {
        """
        { "Resources": {
          "Api886C": { "Type": "AWS::Lambda::Function",
            "Properties": { "Code": \(code), "Handler": "app.handler", "Runtime": "nodejs22.x",
              "Layers": [{ "Ref": "LayerA" }] },
            "Metadata": { "aws:cdk:path": "Stack/Api/Resource"\(metadata) } },
          "LayerA": { "Type": "AWS::Lambda::LayerVersion",
            "Properties": { "Content": { "S3Bucket": "b", "S3Key": "2a.zip" } },
            "Metadata": { "aws:asset:path": "asset.2a", "aws:asset:is-bundled": false, "aws:asset:property": "Content" } },
          "Nested": { "Type": "AWS::CloudFormation::Stack",
            "Properties": { "TemplateURL": { "Fn::Join": ["", ["https://s3.", { "Ref": "AWS::URLSuffix" }, "/x.json"]] } },
            "Metadata": { "aws:asset:path": "StackNested.nested.template.json", "aws:asset:property": "TemplateURL" } },
          "CDKMetadata": { "Type": "AWS::CDK::Metadata", "Properties": { "Analytics": "v2:x" } } } }
        """
    }
    private static let files = [
        "cdk.out/asset.1f/app.js": "", "cdk.out/asset.2a/nodejs/x.js": "", "cdk.out/asset.3c.zip": "",
        "cdk.json": #"{"app": "node bin/app.js"}"#, "cdk.out/Stack.template.json": "{}",
        "cdk.out/Stack.assets.json":
            #"{"version": "1", "files": {"1f": {"source": {"path": "asset.1f", "packaging": "zip"}}}}"#,
    ]

    @Test(
        "The assets of functions and layers are the code: folders, zips, bundled ones, and those of NAME.assets.json",
        arguments: [
            (#", "aws:asset:path": "asset.1f", "aws:asset:property": "Code""#, "cdk.out/asset.1f"),
            (
                #", "aws:asset:path": "asset.1f", "aws:asset:is-bundled": true, "aws:asset:property": "Code""#,
                "cdk.out/asset.1f"
            ),
            (#", "aws:asset:path": "asset.3c.zip", "aws:asset:property": "Code""#, "cdk.out/asset.3c.zip"),
            (#", "aws:asset:path": "/p/cdk.out/asset.1f", "aws:asset:property": "Code""#, "/p/cdk.out/asset.1f"),
            ("", "cdk.out/asset.1f"),
        ])
    func assets(metadata: String, code: String) throws {
        let result = try Imported(
            Self.template(metadata), as: "/p/cdk.out/Stack.template.json", with: Self.files)
        #expect(result.problems == [])
        let function = try result.function("Api886C")
        #expect(function.code == code)
        #expect(function.layers == ["cdk.out/asset.2a"])
        #expect(result.notes("in S3") == [])
        #expect(result.notes("a copy by cdk synth").count == 1, "\(result.notes)")
        #expect(
            result.notes("Nested", "\"StackNested.nested.template.json\" is not read").count == 1, "\(result.notes)")
        #expect(result.notes("CDKMetadata") == [])
    }

    @Test("A template printed next to cdk.json has its assets in the output folder")
    func printed() throws {
        let metadata = #", "aws:asset:path": "asset.1f", "aws:asset:property": "Code""#
        let result = try Imported(Self.template(metadata), as: "/p/template.json", with: Self.files)
        #expect(result.problems == [])
        #expect(try result.function("Api886C").code == "cdk.out/asset.1f")
        #expect(try result.function("Api886C").layers == ["cdk.out/asset.2a"])
        let other = try Imported(
            Self.template(metadata), as: "/p/template.json",
            with: ["cdk.json": #"{"app": "x", "output": "out"}"#, "out/asset.1f/app.js": "", "out/asset.2a/x": ""])
        #expect(try other.function("Api886C").code == "out/asset.1f")
    }

    @Test(
        "The assets of a stage are found in the folder above its template, also from a printed template",
        arguments: ["/p/cdk.out/assembly-Prod/Stack.template.json", "/p/template.json"])
    func stage(template: String) throws {
        let metadata = #", "aws:asset:path": "../asset.1f", "aws:asset:property": "Code""#
        let text = Self.template(metadata).replacing("\"asset.2a\"", with: "\"../asset.2a\"")
        let files = Self.files.merging(["cdk.out/assembly-Prod/manifest.json": "{}"]) { $1 }
        let result = try Imported(text, as: template, with: files)
        #expect(result.problems == [])
        #expect(try result.function("Api886C").code == "cdk.out/asset.1f", "\(result.notes)")
        #expect(try result.function("Api886C").layers == ["cdk.out/asset.2a"], "\(result.notes)")
    }

    @Test(
        "An uncopied asset is the source itself if that is in the project; if not, a note says so",
        arguments: [
            ("../src", "src"), ("asset.1f/../../src", "src"), ("../../etc", nil), ("/etc", nil),
            ("asset.1f/../../../etc", nil),
        ])
    func uncopied(path: String, code: String?) throws {
        let text = Self.template(#", "aws:asset:path": "\#(path)", "aws:asset:property": "Code""#)
        let files = Self.files.merging(["src/app.js": ""]) { $1 }
        let result = try Imported(text, as: "/p/cdk.out/Stack.template.json", with: files)
        #expect(result.problems == [])
        #expect(try result.function("Api886C").code == code ?? "code/Api886C")
        #expect(result.notes("a copy by cdk synth") == [])
        #expect(result.notes("outside the project").count == (code == nil ? 1 : 0), "\(result.notes)")
    }

    @Test("A missing asset gets an empty folder, and an image asset is built")
    func others() throws {
        let gone = try Imported(
            Self.template(#", "aws:asset:path": "asset.9.zip", "aws:asset:property": "Code""#),
            as: "/p/cdk.out/Stack.template.json", with: Self.files)
        #expect(gone.problems == [])
        #expect(try gone.function("Api886C").code == "code/Api886C")
        #expect(gone.notes("asset.9.zip", "does not exist").count == 1, "\(gone.notes)")
        let image = try Imported(
            Self.template(
                #", "aws:asset:path": "asset.5", "aws:asset:dockerfile-path": "Dockerfile", "aws:asset:property": "Code.ImageUri""#,
                code: #"{"ImageUri": "x:1"}"#), as: "/p/cdk.out/Stack.template.json", with: Self.files)
        #expect(image.problems == [])
        let function = try image.function("Api886C")
        #expect(function.image == "api886c:dev" && function.code == nil && function.handler == nil)
        #expect(image.notes("docker build -t api886c:dev -f asset.5/Dockerfile asset.5").count == 1)
    }

    @Test(
        "For a CDK file that is not a template, the error names the templates",
        arguments: [
            ("/p/cdk.json", #"{"app": "node bin/app.js"}"#, "import cdk.out/Stack.template.json"),
            ("/q/cdk.json", #"{"app": "node bin/app.js"}"#, "run cdk synth, then import cdk.out/STACK.template.json"),
            ("/q/cdk.json", #"{"app": "x", "output": "out"}"#, "import out/STACK.template.json"),
            ("/p/cdk.out/manifest.json", #"{"version": "36", "artifacts": {}}"#, "import Stack.template.json"),
            ("/p/cdk.out/Stack.assets.json", #"{"version": "36", "files": {}}"#, "import Stack.template.json"),
        ])
    func hints(name: String, text: String, words: String) throws {
        do {
            _ = try Imported(text, as: name, with: Self.files)
            Issue.record("it was imported")
        } catch {
            #expect((error as? ImportError)?.message.contains(words) == true, "\(error)")
        }
    }
}
