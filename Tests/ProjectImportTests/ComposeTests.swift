import LambdaModel
import OrderedCollections
import ProjectImport
import Testing

@Suite("Compose files that run Lambda base images")
struct ComposeTests {
    @Test("A .env file that is a link out of the project is not read, and a note says so")
    func linkedEnvironment() throws {
        let text = """
            services:
              f: { image: public.ecr.aws/lambda/nodejs:22, command: a.b, volumes: ["./c:/var/task:ro"], environment: ["TOKEN=${TOKEN:-d}"] }
            """
        let files = ["c/a.js": "", ".env": "TOKEN=out"]
        let result = try Imported(text, with: files, links: [".env": "/run/secrets/env"])
        #expect(try result.function("f").environment["TOKEN"] == "d")
        #expect(result.hasNote(nil, ".env: is not read: it is outside the project"), "\(result.notes)")
        #expect(try Imported(text, with: files).function("f").environment["TOKEN"] == "out")
    }

    @Test("A service that uses another service's image is left out, and the note says so")
    func extendsAnImage() throws {
        let result = try Imported(
            """
            services:
              one: { image: public.ecr.aws/lambda/nodejs:22, command: a.b, volumes: ["./c:/var/task:ro"] }
              two: { extends: { service: one } }
              three: { extends: { file: base.yml, service: common } }
            """, with: ["c/a.js": ""])
        #expect(result.hasNote(3, "two: left out: it has no image of its own, and the settings from \"one\""))
        #expect(result.hasNote(4, "three: left out: it has no image of its own, and \"base.yml\" is not read"))
    }

    static let file = """
        services:
          hello:
            image: public.ecr.aws/lambda/nodejs:22
            command: ["app.handler"]
            ports: ["127.0.0.1:9001:8080"]
            volumes:
              - ./code:/var/task:ro
              - ${LAYER:-./layer}:/opt:ro
            environment:
              AWS_LAMBDA_FUNCTION_TIMEOUT: 10
              AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256"
              STAGE: ${STAGE:-local}
              PRICE: $$5
            env_file: .env
            platform: linux/arm64
            tmpfs: ["/tmp:exec,size=1073741824,mode=1777"]
          orders:
            image: public.ecr.aws/lambda/python:3.13
            command: app.handler
            ports: [{ target: 8080, published: 9002, host_ip: 127.0.0.1 }]
            volumes: [{ type: bind, source: ./orders, target: /var/task/, read_only: true }]
            environment: [STAGE=local, AWS_ACCESS_KEY_ID, "AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY}"]
            mem_limit: 512m
          shell:
            image: public.ecr.aws/lambda/provided:al2023
            entrypoint: /usr/local/bin/aws-lambda-rie
            environment: { _HANDLER: run }
            volumes: [./shell:/var/task:ro]
          own:
            image: example/with-rie:1
            command: [a.b]
            volumes: [/srv/own:/var/task:ro]
        """

    @Test("Image, ports, volumes, command and variables become a function's settings")
    func services() throws {
        let result = try Imported(Self.file)
        #expect(result.problems == [])
        #expect(result.draft.notes == [])
        let hello = try result.function("hello")
        #expect(hello.runtime == "nodejs22.x")
        #expect(hello.handler == "app.handler")
        #expect([hello.port, hello.timeout, hello.memorySize] == [9001, 10, 256])
        #expect(hello.code == "code")
        #expect(hello.layers == ["layer"])
        #expect(hello.environment == ["STAGE": "local", "PRICE": "$5"])
        #expect(hello.environmentFile == ".env")
        #expect(hello.architecture == "arm64")
        #expect(hello.ephemeralStorage == 1024)
        let orders = try result.function("orders")
        #expect(orders.code == "orders")
        #expect([orders.port, orders.memorySize] == [9002, 512])
        #expect(orders.credentials == "environment")
        #expect(orders.environment == ["STAGE": "local"])
        #expect(try result.function("shell").handler == "run")
        #expect(try result.function("shell").environment.isEmpty)
        #expect(try result.function("own").image == "example/with-rie:1")
        #expect(try result.function("own").code == "/srv/own")
    }

    @Test("Settings without a key in functions.json are noted with their line")
    func notes() throws {
        let result = try Imported(
            """
            services:
              a:
                image: public.ecr.aws/lambda/nodejs:22
                command: ["app.handler", "more"]
                entrypoint: /own.sh
                ports: ["9001:8080", "9002:8080", "3000:3000", "0.0.0.0:8081:8080"]
                volumes:
                  - ./code:/var/task
                  - named:/opt
                  - ./cache:/cache:ro
                environment:
                  NEEDED: ${NEEDED}
                  SHELL_OWN:
                  AWS_SECRET_ACCESS_KEY: hush
                env_file: [a.env, b.env]
                depends_on: [db]
                tmpfs: /var/cache
              db: { image: "postgres:17" }
              c: { build: . }
              b: { image: "public.ecr.aws/lambda/nodejs:22", command: x.y, ports: ["9001:8080"], volumes: ["./b:/var/task:ro"] }
            networks: { x: {} }
            """)
        #expect(result.problems == [])
        #expect(result.manifest?.functions.map(\.name) == ["a", "b"])
        let expected: [(Int, String)] = [
            (4, "only its first word"), (5, "entrypoint"), (6, "9002"), (6, "3000:3000"), (6, "8081"),
            (8, "read-only here"), (9, "it is a volume"), (10, "/cache"), (12, "variable NEEDED has no default"),
            (13, "is set in the shell"), (14, "credentials"), (15, "b.env"), (16, "depends_on"), (17, "/var/cache"),
            (18, "not a Lambda base image"),
            (19, "builds its own image"), (20, "another function has port 9001"), (21, "networks"),
        ]
        for (line, words) in expected { #expect(result.hasNote(line, words), "\(line) \(words)") }
        #expect(result.draft.notes.count == expected.count, "\(result.notes.joined(separator: "\n"))")
        #expect(!result.draft.text.contains("hush"))
    }

    @Test("A mirror becomes the registry if all images are from it; an image with a digest stays as it is")
    func registries() throws {
        let service = { (name: String, image: String) in
            "  \(name): { image: \"\(image)\", command: a.b, volumes: [\"./\(name):/var/task:ro\"] }\n"
        }
        let one = try Imported(
            "services:\n" + service("a", "mirror.local:5000/lambda/nodejs:22")
                + service("b", "mirror.local:5000/lambda/python:3.13"))
        #expect(one.draft.registry == "mirror.local:5000/lambda")
        #expect(
            one.manifest?.functions.map(\.image) == [
                "mirror.local:5000/lambda/nodejs:22", "mirror.local:5000/lambda/python:3.13",
            ])
        let mixed = try Imported(
            "services:\n" + service("a", "mirror.local/lambda/nodejs:22")
                + service("b", "public.ecr.aws/lambda/python:3.13") + service("c", "amazon/aws-lambda-nodejs:22")
                + service("d", "public.ecr.aws/lambda/nodejs@sha256:00"))
        #expect(mixed.problems == [])
        #expect(mixed.draft.registry == nil)
        #expect(try mixed.function("a").image == "mirror.local/lambda/nodejs:22")
        #expect(try mixed.function("b").runtime == "python3.13")
        #expect(try mixed.function("c").runtime == "nodejs22.x")
        #expect(try mixed.function("d").image == "public.ecr.aws/lambda/nodejs@sha256:00")
    }

    private static func service(_ rest: String) -> String {
        "services:\n  a:\n    image: public.ecr.aws/lambda/nodejs:22\n    command: a.b\n    volumes: [./c:/var/task:ro]\n"
            + rest.split(separator: "\n").map { "    \($0)\n" }.joined()
            + "  db: { image: \"postgres:17\" }\n  local: { image: \"redis:8\" }\n"
    }

    @Test(
        "The .env file next to the compose file has the values of variables",
        arguments: [
            ("${TOKEN:-d}", "t1"), ("${TOKEN-d}", "t1"), ("$TOKEN", "t1"), ("${TOKEN}", "t1"),
            ("x-${TOKEN:?no}", "x-t1"),
            ("${TOKEN:+set}", "set"), ("${TOKEN+set}", "set"), ("${EMPTY:-d}", "d"), ("${EMPTY-d}", ""),
            ("${EMPTY:+set}", ""), ("${NONE:-d}", "d"), ("${NONE:-$TOKEN}", "t1"), ("${X:-d}", "short"),
            ("$$TOKEN", "$TOKEN"),
            ("$TOKEN.$X", "t1.short"),
        ])
    func environmentFile(written: String, expected: String) throws {
        let result = try Imported(
            Self.service("environment: { V1: \"\(written)\" }"),
            with: [
                "c/a.js": "", ".env": "TOKEN=t1\nEMPTY=\nX=short\n",
            ])
        #expect(result.problems == [])
        #expect(try result.function("a").environment["V1"] == expected, "\(result.notes)")
        let takes = expected.contains("t1") || expected.contains("short") || expected == "set"
        #expect(!takes || result.notes(".env", "filled in from it").count == 1, "\(result.notes)")
    }

    @Test("A variable without a value has the value in .env, or is listed if it is not there")
    func bareVariables() throws {
        let result = try Imported(
            Self.service("environment: [TOKEN, SHELL_OWN, \"V1=${NONE}\"]"), with: ["c/a.js": "", ".env": "TOKEN=t1"])
        #expect(try result.function("a").environment == ["TOKEN": "t1"])
        #expect(result.hasNote(6, "environment.SHELL_OWN", "is set in the shell"))
        #expect(result.hasNote(6, "environment.V1", "variable NONE has no default"))
    }

    @Test(
        "Hosts that only compose knows are noted",
        arguments: [
            ("http://db:5432/x", true), ("postgres://u:p@db:5432/x?y", true), ("db:5432", true), ("http://db", true),
            ("one:1,db:2", true), ("database", false), ("http://example.com/db", false), ("db", false),
            ("local", false),
        ])
    func siblings(value: String, isNoted: Bool) throws {
        let result = try Imported(
            Self.service("environment: { VALUE: \"\(value)\" }"), with: ["c/a.js": ""])
        #expect(
            result.notes("a: environment.VALUE", "host.docker.internal").count == (isNoted ? 1 : 0), "\(result.notes)")
        #expect(try result.function("a").environment["VALUE"] == value)
    }

    @Test("A bare name is a host if the variable says so")
    func hostVariables() throws {
        let result = try Imported(
            Self.service("environment: { DB_HOST: db, STAGE: local, OWN_HOST: a }"), with: ["c/a.js": ""])
        #expect(result.notes("host.docker.internal").count == 1, "\(result.notes)")
        #expect(result.hasNote(6, "a: environment.DB_HOST", "the service \"db\""))
    }

    @Test(
        "Further hosts and other files are noted with their names",
        arguments: [
            ("extra_hosts: [\"db.local:10.0.0.1\"]", "db.local:10.0.0.1"),
            ("extra_hosts: { db.local: 10.0.0.1 }", "db.local"),
            ("extends: { file: common.yml, service: base }", "\"common.yml\" is not read"),
            ("extends: db", "the settings from \"db\""), ("extends: { service: db }", "the settings from \"db\""),
        ])
    func others(rest: String, words: String) throws {
        let result = try Imported(Self.service(rest), with: ["c/a.js": ""])
        #expect(result.hasNote(6, "a: \(rest.prefix { $0 != ":" })", words), "\(result.notes)")
        let gateway = try Imported(
            Self.service("extra_hosts: [\"host.docker.internal:host-gateway\"]"), with: ["c/a.js": ""])
        #expect(gateway.notes("extra_hosts") == [])
        let include = try Imported(
            Self.service("") + "include: [more.yml, { path: [other.yml] }]\n", with: ["c/a.js": ""])
        #expect(include.notes("include", "\"more.yml\"").count == 1)
        #expect(include.notes("include", "\"other.yml\"").count == 1)
    }
}
