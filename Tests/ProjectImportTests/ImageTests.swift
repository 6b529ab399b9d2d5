import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

@Suite("Functions in container images")
struct ImageTests {
    private static func settings(_ result: Imported, _ name: String) throws -> FunctionSettings {
        #expect(result.problems == [])
        return try #require(result.manifest?.function(named: name))
    }

    @Test("SAM: the image that sam build makes, and the command that makes it")
    func sam() throws {
        let result = try Imported(
            """
            Transform: AWS::Serverless-2016-10-31
            Globals: { Function: { Runtime: python3.13, Timeout: 7 } }
            Resources:
              OrderFunction:
                Type: AWS::Serverless::Function
                Properties:
                  PackageType: Image
                  ImageConfig: { Command: [app.handler], EntryPoint: [python3, -m, awslambdaric], WorkingDirectory: /code }
                Metadata:
                  Dockerfile: Dockerfile.dev
                  DockerContext: ./app
                  DockerTag: v1
                  DockerBuildTarget: final
                  DockerBuildArgs: { MODE: "a b" }
            """)
        let settings = try Self.settings(result, "OrderFunction")
        #expect(settings.image == "orderfunction:v1" && settings.isContainerImage && settings.timeout == 7)
        #expect(
            settings.imageConfig
                == ImageConfig(
                    entryPoint: ["python3", "-m", "awslambdaric"], command: ["app.handler"], workingDirectory: "/code"))
        #expect(
            settings.build?.command
                == "docker build -t orderfunction:v1 -f app/Dockerfile.dev --target final --build-arg 'MODE=a b' app")
        #expect(settings.build?.watch == ["/p/app"])
        #expect(result.notes("assumed from Dockerfile.dev").count == 1, "\(result.notes)")
    }

    @Test(
        "SAM and CloudFormation: an image in a registry",
        arguments: [
            ("AWS::Serverless::Function", "ImageUri: registry.example/x:1"),
            ("AWS::Lambda::Function", "Code: { ImageUri: registry.example/x:1 }"),
        ])
    func registry(type: String, code: String) throws {
        let result = try Imported(
            """
            Resources:
              F:
                Type: \(type)
                Properties:
                  PackageType: Image
                  \(code)
            """)
        let settings = try Self.settings(result, "F")
        #expect(settings.image == "registry.example/x:1" && settings.isContainerImage && settings.build == nil)
        #expect(result.draft.notes == [])
        #expect(result.draft.folders == [], "no folder for code that is in the image")
    }

    @Test("An image that is known only at deployment is left out, and the note says so")
    func unknown() throws {
        let result = try Imported(
            """
            Resources:
              F:
                Type: AWS::Lambda::Function
                Properties: { PackageType: Image, Code: { ImageUri: !ImportValue x } }
            """)
        #expect(result.draft.functions.isEmpty)
        #expect(result.notes("F", "in a container image, and the file does not name it").count == 1, "\(result.notes)")
    }

    @Test("serverless: a name of ecr.images, a registry's image, and an object with parts of its configuration")
    func serverless() throws {
        let result = try Imported(
            """
            service: shop
            provider:
              name: aws
              ecr:
                images:
                  base: { path: ./images/base, file: Dockerfile.dev, buildArgs: { STAGE: dev }, platform: linux/amd64 }
                  far: registry.example/far:2
            functions:
              one: { image: base }
              two: { image: { name: far, command: [app.two], entryPoint: [/run], workingDirectory: /w } }
              three: { image: { uri: "registry.example/three:3" } }
            """)
        let one = try Self.settings(result, "one")
        #expect(one.image == "base:dev" && one.isContainerImage)
        #expect(
            one.build?.command
                == "docker build -t base:dev -f images/base/Dockerfile.dev --build-arg STAGE=dev images/base")
        #expect(one.build?.watch == ["/p/images/base"])
        #expect(result.notes("ecr.images.base.platform", "left out").count == 1, "\(result.notes)")
        let two = try Self.settings(result, "two")
        #expect(two.image == "registry.example/far:2" && two.build == nil)
        #expect(two.imageConfig == ImageConfig(entryPoint: ["/run"], command: ["app.two"], workingDirectory: "/w"))
        #expect(try Self.settings(result, "three").image == "registry.example/three:3")
    }
}
