/// One frame of a stack trace: a function and its place in a source file.
public struct StackFrame: Hashable, Sendable {
    /// The form of trace that a frame has.
    public enum Form: Hashable, Sendable, CaseIterable {
        /// Python: `File "/var/task/app.py", line 4, in handler`. The innermost frame is the last one.
        case python
        /// Node.js: `at handler (/var/task/app.mjs:3:17)`.
        case nodejs
        /// Java and other languages of its machine: `at shop.Handler.handle(Handler.java:12)`.
        case java
        /// Go: a line with the function, then a line with the file.
        case go
        /// Rust: `panicked at src/main.rs:4:5:`, and the frames of a backtrace.
        case rust
        /// .NET: `at Shop.Function.Handle(String s) in /src/Function.cs:line 5`.
        case dotnet
        /// Ruby: `/var/task/app.rb:3:in 'handler'`.
        case ruby
        /// A shell: `/var/task/bootstrap: line 12: foo: command not found`.
        case shell
        /// Any other text with a path and a line.
        case other
    }

    /// Whose code a frame runs.
    public enum Kind: Hashable, Sendable {
        /// The user's own, as far as the path shows it.
        case own
        /// A package that was installed beside it.
        case dependency
        /// The language's library, or the runtime of the base image.
        case runtime
    }

    /// The form of the trace.
    public var form: Form
    /// The function as a reader would name it; nil if the trace does not say.
    public var function: String?
    /// The file as the trace names it: a path in the container, a path of the machine that built the code, a relative
    /// path, or a name. Separators are slashes, and a `file://` is removed.
    public var path: String
    /// The line, from 1; nil if the error names only the file.
    public var line: Int?
    /// The column, from 1; nil if the trace has none.
    public var column: Int?
    /// Text of the line, if ``line`` is nil: the name of a module that cannot be found.
    public var needle: String?
    /// The folders of the class's package, for Java: `shop/orders`; empty for the package without a name.
    public var package: String?

    /// A frame.
    public init(
        _ form: Form, function: String? = nil, path: String, line: Int?, column: Int? = nil, needle: String? = nil,
        package: String? = nil
    ) {
        self.form = form
        self.function = function.flatMap { $0.isEmpty ? nil : $0 }
        self.path = path
        self.line = line
        self.column = column
        self.needle = needle
        self.package = package
    }

    /// Whose code it is.
    public var kind: Kind {
        if path.hasPrefix("<") || path.hasPrefix("[") || path.isEmpty { return .runtime }
        for folder in Self.runtimeFolders where path.hasPrefix(folder) { return .runtime }
        switch form {
        case .java: return Self.javaKind((package ?? "") + "/")
        case .go: return goKind
        case .rust:
            if path.hasPrefix("/rustc/") || path.hasPrefix("library/") || path.contains("/rustlib/src/") {
                return .runtime
            }
        case .dotnet: if path.hasPrefix("/_/") { return .runtime }
        case .nodejs: if path.hasPrefix("node:") || path.hasPrefix("webpack/") { return .runtime }
        // Python's own modules in a zip or beside the program that was built.
        case .python: if path.contains("/lib/python3"), !path.contains("-packages/"), !isInContainer { return .runtime }
        case .ruby, .shell, .other: break
        }
        let parts = path.split(separator: "/")
        return parts.contains { Self.dependencyFolders.contains(String($0)) } ? .dependency : .own
    }

    /// Whether the path is in the function's code or its layers.
    public var isInContainer: Bool { path.hasPrefix("/var/task/") || path.hasPrefix("/opt/") }

    /// The base image's own files.
    private static let runtimeFolders = ["/var/runtime/", "/var/lang/", "/usr/lib/", "/usr/local/", "/usr/share/"]

    private static let dependencyFolders: Set<String> = [
        "node_modules", "site-packages", "dist-packages", "vendor", "gems", ".cargo", ".nuget",
    ]

    private var goKind: Kind {
        // The module cache names the version: `github.com/aws/aws-lambda-go@v1.47.0/lambda/entry.go`.
        if path.contains("@v") || path.contains("/pkg/mod/") || path.contains("/vendor/") { return .dependency }
        if path.contains("/go/src/") || path.contains("/libexec/src/") || path.hasPrefix("$GOROOT/") { return .runtime }
        // In the frames of aws-lambda-go, a package of the standard library has only its own name as a path.
        let first = path.split(separator: "/").first.map(String.init) ?? ""
        if !path.hasPrefix("/"), Self.goPackages.contains(first) { return .runtime }
        return first.contains(".") && !path.hasPrefix("/") && !path.hasSuffix("/main.go") ? .dependency : .own
    }

    /// Packages of Go's standard library that call or are called by a handler.
    private static let goPackages: Set<String> = [
        "runtime", "reflect", "net", "encoding", "fmt", "log", "sync", "context", "io", "os", "strings", "strconv",
        "sort", "slices", "maps", "bytes", "bufio", "time", "errors", "database", "crypto", "regexp", "text", "html",
    ]

    private static func javaKind(_ package: String) -> Kind {
        for prefix in [
            "java/", "javax/", "jdk/", "sun/", "com/sun/", "kotlin/", "scala/", "groovy/", "lambdainternal/",
        ]
        where package.hasPrefix(prefix) { return .runtime }
        for prefix in [
            "com/amazonaws/", "software/amazon/", "com/fasterxml/", "org/springframework/", "org/apache/", "io/netty/",
            "com/google/", "reactor/", "io/micronaut/", "io/quarkus/", "kotlinx/",
        ] where package.hasPrefix(prefix) {
            return .dependency
        }
        return .own
    }
}
