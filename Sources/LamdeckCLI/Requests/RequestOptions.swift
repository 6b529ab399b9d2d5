import ArgumentParser
import Foundation
import JSONText
import LambdaModel

/// The options of `lamdeck invoke` that make the event of an HTTP request.
struct RequestOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Make the event of an HTTP request: 'POST /orders?x=1', '/orders', or an address of lamdeck routes.",
            valueName: "request"))
    var http: String?
    @Option(
        name: [.customShort("H", allowingJoined: true), .customLong("header")], parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A header of the request, 'name: value'; repeatable.", valueName: "header"))
    var headers: [String] = []
    @Option(
        name: [.customShort("d", allowingJoined: true), .customLong("data")], parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "The body of the request, @FILE for that of a file, or @- for standard input. Makes GET a POST.",
            valueName: "data"))
    var data: [String] = []
    @Option(help: ArgumentHelp("The form of the event. Default: that of the route.", valueName: "format"))
    var format: RequestFormat?

    func validate() throws {
        guard http != nil else {
            guard headers.isEmpty, data.isEmpty, format == nil else {
                throw ValidationError("-H, -d and --format need --http")
            }
            return
        }
        if data.count > 1 { throw ValidationError("-d is there twice; a request has one body") }
        if data.first == "@" {
            throw ValidationError("-d @ needs the name of a file: -d @FILE, or -d @- for standard input")
        }
        _ = try line()
        _ = try fields()
    }

    /// The request line; nil without `--http`.
    func line() throws(ValidationError) -> RequestLine? {
        guard let http else { return nil }
        return try RequestLine(http)
    }

    /// The headers that the user named.
    func fields() throws(ValidationError) -> [RequestHeader] {
        var fields: [RequestHeader] = []
        for header in headers { fields.append(try RequestHeader(header)) }
        return fields
    }

    /// The bytes of the body; nil if the request has none.
    func body(in context: CommandContext) throws(CommandFailure) -> [UInt8]? {
        guard let data = data.first else { return nil }
        guard data.hasPrefix("@") else { return Array(data.utf8) }
        let name = String(data.dropFirst())
        do throws(InputError) {
            // One byte more than fits shows that it does not.
            if name == "-" { return try context.input.bytes(atMost: EventBytes.limit + 1) }
            return try InputFile.bytes(of: context.url(name).path, atMost: EventBytes.limit + 1)
        } catch {
            let what = name == "-" ? "standard input" : PlainText.line(name)
            throw CommandFailure(.usage, "\(what) cannot be read: \(error.reason)")
        }
    }
}
