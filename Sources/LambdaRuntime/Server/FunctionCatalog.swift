import JSONText
import LambdaModel

/// Describes functions like `ListFunctions`, `GetFunction` and `GetFunctionConfiguration` (AWS Lambda API).
struct FunctionCatalog {
    var functions: [ServedFunction]
    var region: String

    func arn(_ name: String) -> String { LocalAccount.arn(function: name, region: region) }

    /// One page of the list: at most `most` functions from `marker` on.
    func list(marker: String?, most: Int?) throws(ServerRefusal) -> [UInt8] {
        var first = 0
        if let marker {
            guard let place = Int(marker), functions.indices.contains(place) else {
                throw .invalidParameter("\(marker.prefix(100)) is not a list marker")
            }
            first = place
        }
        let last = min(functions.count, first + (most ?? 10_000))
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("Functions")
            writer.array { writer in
                for function in functions[first..<last] { writer.object { configuration(function, &$0) } }
            }
            writer.key("NextMarker")
            if last < functions.count { writer.string(String(last)) } else { writer.null() }
        }
        return writer.bytes
    }

    func get(_ function: ServedFunction) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("Configuration")
            writer.object { configuration(function, &$0) }
            writer.key("Code")
            writer.object { writer in
                writer.member("RepositoryType", "ECR")
                writer.member("ImageUri", function.image)
            }
            writer.key("Tags")
            writer.object { _ in }
        }
        return writer.bytes
    }

    func configuration(_ function: ServedFunction) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { configuration(function, &$0) }
        return writer.bytes
    }

    private func configuration(_ function: ServedFunction, _ writer: inout JSONWriter) {
        writer.member("FunctionName", function.name)
        writer.member("FunctionArn", arn(function.name))
        if let runtime = function.runtime { writer.member("Runtime", runtime) }
        writer.member("Role", "arn:aws:iam::\(LocalAccount.id):role/local")
        if let handler = function.handler { writer.member("Handler", handler) }
        writer.member("CodeSize", 0)
        writer.member("Description", "")
        writer.member("Timeout", function.timeout)
        writer.member("MemorySize", function.memorySize)
        writer.member("LastModified", "1970-01-01T00:00:00.000+0000")
        writer.member("CodeSha256", "")
        writer.member("Version", "$LATEST")
        writer.key("TracingConfig")
        writer.object { $0.member("Mode", "PassThrough") }
        writer.member("State", "Active")
        writer.member("LastUpdateStatus", "Successful")
        writer.member("PackageType", function.runtime == nil ? "Image" : "Zip")
        writer.key("Architectures")
        writer.array { $0.string(function.architecture.rawValue) }
        writer.key("EphemeralStorage")
        writer.object { $0.member("Size", function.ephemeralStorage) }
    }
}
