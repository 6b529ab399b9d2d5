import Foundation
import LambdaModel
import LambdaRuntime
import Subprocess
import Testing

/// The server as seen by AWS's own clients.
@Suite struct ServerAWSClientTests {
    private struct Ran {
        var isGood: Bool
        var output: String
        var errors: String
    }

    private static func run(_ program: String, _ arguments: [String]) async throws -> Ran {
        let environment = Environment.inherit.updating([
            "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true",
        ])
        let result = try await Subprocess.run(
            .name(program), arguments: Arguments(arguments), environment: environment,
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        return Ran(
            isGood: result.terminationStatus.isSuccess, output: result.standardOutput,
            errors: result.standardError)
    }

    private static func has(_ program: String, _ arguments: [String]) async -> Bool {
        (try? await run(program, arguments).isGood) == true
    }

    @Test(.enabled("needs the command aws (awscli)") { await has("aws", ["--version"]) })
    func theCommandLineInvokesAndLists() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("server-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await TestServer.with { server in
            let url = ["--endpoint-url", "http://127.0.0.1:\(server.endpoint)"]
            let invoke = ["lambda", "invoke", "--function-name", "hello", "--log-type", "Tail"]
            // Version 1 sends the payload as it is; version 2 expects base64 unless an option says otherwise.
            let version = try await Self.run("aws", ["--version"]).output
            let raw = version.contains("aws-cli/2") ? ["--cli-binary-format", "raw-in-base64-out"] : []
            let invoked = try await Self.run("aws", invoke + ["--payload", #"{"a": 1}"#] + raw + url + [file])
            #expect(invoked.isGood, "\(invoked.errors)")
            #expect(invoked.output.contains("\"StatusCode\": 200"))
            #expect(invoked.output.contains("\"ExecutedVersion\": \"$LATEST\""))
            #expect(try String(contentsOfFile: file, encoding: .utf8) == #"{"a": 1}"#)

            let listed = try await Self.run("aws", ["lambda", "list-functions"] + url)
            #expect(listed.output.contains("arn:aws:lambda:us-east-1:123456789012:function:orders"), "\(listed.errors)")
            let got = try await Self.run("aws", ["lambda", "get-function", "--function-name", "hello"] + url)
            #expect(got.output.contains("\"Handler\": \"app.handler\""), "\(got.errors)")
            let missing = try await Self.run("aws", ["lambda", "invoke", "--function-name", "helo"] + url + [file])
            #expect(!missing.isGood)
            #expect(missing.errors.contains("(ResourceNotFoundException)"))
            #expect(missing.errors.contains("Did you mean"))
        }
    }

    private static let script = """
        import base64, json, sys, boto3
        from botocore.config import Config
        client = boto3.client("lambda", endpoint_url=sys.argv[1], config=Config(retries={"total_max_attempts": 1}))
        said = client.invoke(FunctionName="hello", Payload=b'[1]', LogType="Tail",
                             ClientContext=base64.b64encode(b'{"custom": {}}').decode())
        assert said["StatusCode"] == 200 and said["Payload"].read() == b"[1]" and "FunctionError" not in said, said
        assert b"REPORT RequestId" in base64.b64decode(said["LogResult"]), said
        assert client.invoke(FunctionName="hello")["Payload"].read() == b"{}"
        arn = "arn:aws:lambda:us-east-1:123456789012:function:orders"
        assert client.invoke(FunctionName=arn, Qualifier="prod", Payload=b"2")["Payload"].read() == b"2"
        failed = client.invoke(FunctionName="orders", Payload=b'"fail"')
        assert failed["FunctionError"] == "Unhandled" and failed["StatusCode"] == 200, failed
        assert json.load(failed["Payload"])["errorType"] == "ValueError"
        assert client.invoke(FunctionName="hello", InvocationType="Event", Payload=b"3")["StatusCode"] == 202
        assert client.invoke(FunctionName="hello", InvocationType="DryRun")["StatusCode"] == 204
        names = [f["FunctionName"] for page in client.get_paginator("list_functions").paginate(
            PaginationConfig={"PageSize": 1}) for f in page["Functions"]]
        assert names == ["hello", "orders"], names
        assert client.get_function(FunctionName="hello")["Configuration"]["Timeout"] == 7
        assert client.get_function_configuration(FunctionName="hello")["Architectures"] == ["arm64"]
        def raises(error, **call):
            try:
                client.invoke(**call)
            except error as raised:
                return raised.response
            raise AssertionError(error)
        raises(client.exceptions.ResourceNotFoundException, FunctionName="nobody")
        raises(client.exceptions.InvalidRequestContentException, FunctionName="hello", Payload=b"{no}")
        raises(client.exceptions.RequestTooLargeException, FunctionName="hello", Payload=b'"' + b"a" * 7000000 + b'"')
        busy = raises(client.exceptions.TooManyRequestsException, FunctionName="orders", Payload=b'"busy"')
        assert busy["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded", busy
        raises(client.exceptions.ServiceException, FunctionName="orders", Payload=b'"gone"')
        print("all well")
        """

    @Test(.enabled("needs Python's boto3 (python3-boto3)") { await has("python3", ["-c", "import boto3"]) })
    func pythonsClientSeesLambda() async throws {
        let service = ServiceDouble { call in
            switch String(decoding: call.payload, as: UTF8.self) {
            case "\"fail\"":
                .result(
                    call,
                    .answered(status: 200, body: Array(#"{"errorType":"ValueError","errorMessage":"boom"}"#.utf8)),
                    .functionError)
            case "\"busy\"": .busy(waiting: 3)
            case "\"gone\"": .result(call, .unreachable("gone"), .unreachable)
            default: .ok(call)
            }
        }
        try await TestServer.with(service) { server in
            let ran = try await Self.run("python3", ["-c", Self.script, "http://localhost:\(server.endpoint)"])
            #expect(ran.output == "all well\n", "\(ran.errors)")
        }
    }

    @Test(.enabled("needs curl") { await has("curl", ["--version"]) })
    func curlInvokes() async throws {
        try await TestServer.with { server in
            let url = "http://127.0.0.1:\(server.port)/2015-03-31/functions/function/invocations"
            let ran = try await Self.run("curl", ["-sS", "-X", "POST", url, "-d", #"{"a":1}"#])
            #expect(ran.output == #"{"a":1}"#)
        }
    }
}
