import LambdaModel
import Support

/// The names, identifiers and times that an event says besides the request itself.
struct EventNames {
    /// `apiId`, or the id of a function URL.
    let api: String
    /// `domainName`: the name in `Host` without the port.
    let domain: String
    /// `domainPrefix`: the first part of the name.
    let domainPrefix: String
    /// `requestContext.path` and `requestContext.http.path`: the path with the stage. A REST API has the path as received,
    /// and the others decode it.
    let path: String
    /// `time` and `requestTime`: `12/Mar/2020:19:03:58 +0000`.
    let time: String
    /// `timeEpoch` and `requestTimeEpoch`: milliseconds since 1970.
    let milliseconds: Int

    init(_ request: WebRequest, _ place: RequestPlace) {
        api = APIIdentifier.of(place.apiName)
        domain = Self.name(ofHost: request.fields.first("host") ?? "localhost")
        let label = domain.prefix { $0 != "." }
        // The first part of an address means nothing.
        domainPrefix = label.allSatisfy(\.isNumber) || domain.contains(":") ? domain : String(label)
        let path = place.format == .rest ? String(request.rawPath) : Self.decoded(request.rawPath)
        self.path = Self.path(path, of: place.stage)
        milliseconds = ISO8601.milliseconds(request.time)
        time = Self.time(request.time)
    }

    /// Seconds since 1970 as ``time``.
    static func time(_ seconds: Double) -> String {
        let moment = CivilTime(secondsSince1970: ISO8601.milliseconds(seconds) / 1000)
        return "\(moment.twoDigitDay)/\(moment.monthName)/\(moment.year):\(moment.clock) +0000"
    }

    /// `localhost` of `localhost:3000`, `::1` of `[::1]:3000`.
    private static func name(ofHost host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            return String(host[host.index(after: host.startIndex)..<end])
        }
        return String(host.prefix { $0 != ":" })
    }

    /// The path with the name of the stage in front, as the API's own address has it. The stage `$default` has no name
    /// in addresses.
    static func path(_ path: some StringProtocol, of stage: String) -> String {
        stage == "$default" ? String(path) : "/\(stage)\(path)"
    }

    /// Percent-encoded text decoded; bytes that are not UTF-8 become U+FFFD, since JSON cannot hold them.
    static func decoded(_ text: some StringProtocol) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        return String(decoding: PercentCoding.decodedLoosely(text.utf8), as: UTF8.self)
    }
}
