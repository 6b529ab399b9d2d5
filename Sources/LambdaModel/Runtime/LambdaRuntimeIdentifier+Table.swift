extension LambdaRuntimeIdentifier {
    /// Every runtime with a base image, newest first within its language.
    ///
    /// Sources, read in November 2026 in copies of August and September 2026:
    /// - days and operating systems: "Lambda runtimes" in the AWS Lambda Developer Guide
    ///   (docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html), as recorded by endoflife.date's
    ///   `products/aws-lambda.md` and tflint-ruleset-aws's `deprecated_runtimes.json`, which agree;
    /// - image tags: `Runtime.get_image_name_tag` in aws-sam-cli's `samcli/local/docker/lambda_image.py`; those that
    ///   it no longer lists (Node.js 12 and 14, Python 3.7, Ruby 2.7, Java 8 on Amazon Linux 1), the pages "Deploy …
    ///   Lambda functions with container images" of the Developer Guide's earlier editions; .NET 7 and 9, which exist
    ///   as images only, Dockerfiles that build on them;
    /// - previews: issues 198 of aws-lambda-nodejs-runtime-interface-client and 216 of
    ///   aws-lambda-python-runtime-interface-client.
    public static let all: [LambdaRuntimeIdentifier] = [
        .init("nodejs26.x", .nodejs, image: "nodejs:26-preview", on: .amazonLinux2023, until: nil),
        .init("nodejs24.x", .nodejs, image: "nodejs:24", on: .amazonLinux2023, until: .init(2028, 4, 30)),
        .init("nodejs22.x", .nodejs, image: "nodejs:22", on: .amazonLinux2023, until: .init(2027, 4, 30)),
        .init("nodejs20.x", .nodejs, image: "nodejs:20", on: .amazonLinux2023, until: .init(2026, 4, 30)),
        .init("nodejs18.x", .nodejs, image: "nodejs:18", on: .amazonLinux2, until: .init(2025, 9, 1)),
        .init("nodejs16.x", .nodejs, image: "nodejs:16", on: .amazonLinux2, until: .init(2024, 6, 12)),
        .init("nodejs14.x", .nodejs, image: "nodejs:14", on: .amazonLinux2, until: .init(2023, 12, 4)),
        .init("nodejs12.x", .nodejs, image: "nodejs:12", on: .amazonLinux2, until: .init(2023, 3, 31)),

        .init("python3.15", .python, image: "python:3.15-preview", on: .amazonLinux2023, until: nil),
        .init("python3.14", .python, image: "python:3.14", on: .amazonLinux2023, until: .init(2029, 6, 30)),
        .init("python3.13", .python, image: "python:3.13", on: .amazonLinux2023, until: .init(2029, 6, 30)),
        .init("python3.12", .python, image: "python:3.12", on: .amazonLinux2023, until: .init(2028, 10, 31)),
        .init("python3.11", .python, image: "python:3.11", on: .amazonLinux2, until: .init(2027, 6, 30)),
        .init("python3.10", .python, image: "python:3.10", on: .amazonLinux2, until: .init(2026, 10, 31)),
        .init("python3.9", .python, image: "python:3.9", on: .amazonLinux2, until: .init(2025, 12, 15)),
        .init("python3.8", .python, image: "python:3.8", on: .amazonLinux2, until: .init(2024, 10, 14)),
        .init("python3.7", .python, image: "python:3.7", on: .amazonLinux1, until: .init(2023, 12, 4)),

        .init("java25", .java, image: "java:25", on: .amazonLinux2023, until: .init(2029, 6, 30)),
        .init("java21", .java, image: "java:21", on: .amazonLinux2023, until: .init(2029, 6, 30)),
        .init("java17.al2023", .java, image: "java:17.al2023", on: .amazonLinux2023, until: .init(2029, 6, 30)),
        .init("java17", .java, image: "java:17", on: .amazonLinux2, until: .init(2027, 6, 30)),
        .init("java11.al2023", .java, image: "java:11.al2023", on: .amazonLinux2023, until: .init(2029, 6, 30)),
        .init("java11", .java, image: "java:11", on: .amazonLinux2, until: .init(2027, 6, 30)),
        .init("java8.al2023", .java, image: "java:8.al2023", on: .amazonLinux2023, until: .init(2029, 6, 30)),
        .init("java8.al2", .java, image: "java:8.al2", on: .amazonLinux2, until: .init(2027, 6, 30)),
        .init("java8", .java, image: "java:8", on: .amazonLinux1, until: .init(2024, 1, 8)),

        .init("dotnet10", .dotnet, image: "dotnet:10", on: .amazonLinux2023, until: .init(2028, 11, 14)),
        .init("dotnet9", .dotnet, image: "dotnet:9", on: .amazonLinux2023, until: .init(2026, 11, 10)),
        .init("dotnet8", .dotnet, image: "dotnet:8", on: .amazonLinux2023, until: .init(2026, 11, 10)),
        .init("dotnet7", .dotnet, image: "dotnet:7", on: .amazonLinux2, until: .init(2024, 5, 14)),
        .init("dotnet6", .dotnet, image: "dotnet:6", on: .amazonLinux2, until: .init(2024, 12, 20)),

        .init("ruby4.0", .ruby, image: "ruby:4.0", on: .amazonLinux2023, until: .init(2029, 3, 31)),
        .init("ruby3.4", .ruby, image: "ruby:3.4", on: .amazonLinux2023, until: .init(2028, 3, 31)),
        .init("ruby3.3", .ruby, image: "ruby:3.3", on: .amazonLinux2023, until: .init(2027, 3, 31)),
        .init("ruby3.2", .ruby, image: "ruby:3.2", on: .amazonLinux2, until: .init(2026, 3, 31)),
        .init("ruby2.7", .ruby, image: "ruby:2.7", on: .amazonLinux2, until: .init(2023, 12, 7)),

        .init("provided.al2023", .provided, image: "provided:al2023", on: .amazonLinux2023, until: .init(2029, 6, 30)),
        .init("provided.al2", .provided, image: "provided:al2", on: .amazonLinux2, until: .init(2026, 7, 31)),
        .init("provided", .provided, image: "provided:alami", on: .amazonLinux1, until: .init(2024, 1, 8)),

        .init("go1.x", .go, image: "go:1", on: .amazonLinux1, until: .init(2024, 1, 8)),
    ]
}
