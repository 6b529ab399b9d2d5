import LambdaModel
import OrderedCollections
import Testing

@testable import LambdaRuntime

@Suite("The compose file and the docker run script")
struct ExportTextTests {
    @Test("A complete compose service")
    func compose() {
        let settings = FunctionSettings.example.with {
            $0.environment = ["PRICE": "$5 \"net\""]
            $0.credentials = .environment
            $0.architecture = .arm64
        }
        let function = ExportedFunction.example(
            settings, mounts: CodeMounts(task: "/project/code", opt: "/elsewhere/opt"))
        #expect(
            ComposeFile([function], folder: "/project").text == """
                # Made by `lamdeck export compose`. Relative paths begin at the folder of functions.json.
                services:
                  hello:
                    image: "registry/python:3.13"
                    platform: "linux/arm64"
                    command: ["app.handler"]
                    environment:
                      AWS_LAMBDA_FUNCTION_NAME: "hello"
                      AWS_LAMBDA_FUNCTION_VERSION: "$$LATEST"
                      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128"
                      AWS_LAMBDA_FUNCTION_TIMEOUT: "3"
                      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/hello"
                      AWS_LAMBDA_LOG_STREAM_NAME: "$$LATEST"
                      AWS_REGION: "us-east-1"
                      AWS_DEFAULT_REGION: "us-east-1"
                      PRICE: "$$5 \\"net\\""
                      AWS_ACCESS_KEY_ID:
                      AWS_SECRET_ACCESS_KEY:
                      AWS_SESSION_TOKEN:
                    volumes:
                      - type: bind
                        source: "./code"
                        target: "/var/task"
                        read_only: true
                      - type: bind
                        source: "/elsewhere/opt"
                        target: "/opt"
                        read_only: true
                    tmpfs:
                      - "/tmp:rw,exec,nosuid,nodev,size=536870912,mode=1777"
                    ports:
                      - "127.0.0.1:9001:8080"
                    extra_hosts:
                      - "host.docker.internal:host-gateway"
                    mem_limit: 134217728
                    memswap_limit: 134217728
                    read_only: true
                    cap_drop:
                      - "ALL"
                    security_opt:
                      - "no-new-privileges"
                    logging:
                      driver: "json-file"
                      options:
                        max-file: "2"
                        max-size: "134217728"

                """)
    }

    @Test("If the code contains the runtime, the entry point is the emulator")
    func providedRuntime() {
        let function = ExportedFunction.example(.example.with { $0.runtime = .named("provided.al2023") })
        let compose = ComposeFile([function], folder: "/project").text
        #expect(compose.contains("    entrypoint: [\"/usr/local/bin/aws-lambda-rie\"]\n    environment:"))
        let script = DockerRunScript(function).text
        #expect(script.contains("--entrypoint /usr/local/bin/aws-lambda-rie \\\n    registry/python:3.13 &&"))
        #expect(script.contains("--env _HANDLER=app.handler \\\n"))
    }

    @Test("Paths with commas, quotes and dollars stay one mount, for the shell and for docker")
    func mounts() {
        let function = ExportedFunction.example(mounts: CodeMounts(task: "/it's, \"$x\"", opt: nil))
        let line = "    --mount 'type=bind,\"source=/it'\\''s, \"\"$x\"\"\",target=/var/task,readonly' \\\n"
        #expect(DockerRunScript(function).text.contains(line))
    }

    @Test("A service on this machine has the same host name as in lamdeck")
    func thisMachine() {
        let script = DockerRunScript(ExportedFunction.example()).text
        #expect(script.contains("    --add-host host.docker.internal:host-gateway \\\n"))
    }

    @Test("The event is given by its path, or is {} if there is none")
    func event() {
        let function = ExportedFunction.example()
        #expect(DockerRunScript(function).text.contains("--data-binary '{}' \\\n"))
        #expect(
            DockerRunScript(function, event: .file("/e/a b.json")).text.contains("--data-binary '@/e/a b.json' \\\n"))
        // A program takes no longer argument.
        let large = String(repeating: "x", count: 200_000)
        #expect(
            DockerRunScript(function, event: .bytes(Array(large.utf8))).text
                .contains("&&\nprintf %s \(large) | curl --silent --show-error --data-binary @- \\\n"))
    }
}
