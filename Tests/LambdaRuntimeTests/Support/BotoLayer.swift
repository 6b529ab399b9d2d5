import Foundation
import Subprocess
import Testing

/// AWS's client for Python as a layer, made from this machine's installation: it is pure Python, so any image can use
/// it.
enum BotoLayer {
    /// Since 1.31 it knows `AWS_ENDPOINT_URL_LAMBDA`.
    static func isThere() async -> Bool {
        let script = """
            import boto3, s3transfer, jmespath, dateutil, six, urllib3
            assert [int(part) for part in boto3.__version__.split(".")[:2]] >= [1, 31]
            """
        return (try? await python(script)) == true
    }

    /// Copies it into a folder, without the descriptions of services that no test calls.
    static func make(_ folder: String) async throws {
        let script = """
            import os, shutil, sys
            import boto3, botocore, s3transfer, jmespath, dateutil, six, urllib3
            target = os.path.join(sys.argv[1], "python")
            os.makedirs(target)
            services = os.path.join(os.path.dirname(botocore.__file__), "data")
            def unwanted(folder, names):
                if folder != services: return ["__pycache__"]
                return [n for n in names if os.path.isdir(os.path.join(folder, n)) and n != "lambda"]
            for module in (boto3, botocore, s3transfer, jmespath, dateutil, urllib3):
                source = os.path.dirname(module.__file__)
                shutil.copytree(source, os.path.join(target, os.path.basename(source)), ignore=unwanted)
            shutil.copy(six.__file__, target)
            """
        try #require(try await python(script, folder))
    }

    /// Whether this machine's boto3 has `InvokeWithResponseStream`.
    static func canStream() async -> Bool {
        let script = """
            import boto3
            client = boto3.client("lambda", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
            client.invoke_with_response_stream
            """
        return (try? await python(script)) == true
    }

    private static func python(_ script: String, _ arguments: String...) async throws -> Bool {
        let result = try await Subprocess.run(
            .name("python3"), arguments: Arguments(["-c", script] + arguments), output: .discarded, error: .discarded)
        return result.terminationStatus.isSuccess
    }
}
