import Foundation
import GRDB
import HostLink
import LambdaModel

/// A row of the list.
struct StoredInvocation: Codable, FetchableRecord, MutablePersistableRecord {
    static let databaseTableName = "invocation"

    var id: Int64?
    var function: String
    var event: String
    var requestID: String?
    var verdict: String
    var errorType: String?
    var startedAt: Double
    var milliseconds: Double?
    var peakMemory: Int?
    var isCold: Bool
    var spec: String?
    var codeHash: String?
    /// Bytes of the event, the response and the log as stored.
    var bytes: Int
    /// The root of its trace.
    var trace: String?
    /// The origin: all four are nil for a call that the user made.
    var callerAddress: String?
    var callerAgent: String?
    var callerPort: Int?
    var callerFunction: String?
    /// The HTTP status in the function's answer.
    var functionStatus: Int?
    /// The HTTP request that made it: format, method and target are nil for a call that was made otherwise.
    var httpFormat: String?
    var httpMethod: String?
    var httpTarget: String?
    var httpAPI: String?
    /// Whether the response is a stream.
    var httpStream: Bool?
    /// The request id of the call that an authorizer's call is for.
    var authorizes: String?

    mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }

    /// The origin.
    var origin: CallOrigin? {
        callerAddress.map {
            CallOrigin(
                address: $0, userAgent: callerAgent, port: callerPort ?? 0, function: callerFunction,
                authorizes: authorizes)
        }
    }

    /// The HTTP request; nil without one, or for a format that a later lamdeck wrote.
    var http: HTTPCall? {
        guard let format = httpFormat.flatMap(EventFormat.init), let httpMethod, let httpTarget else { return nil }
        return HTTPCall(
            format: format, method: httpMethod, target: httpTarget, api: httpAPI, isStreamed: httpStream ?? false)
    }

    /// The row as a public value.
    var row: HistoryRow {
        HistoryRow(
            id: id ?? 0,
            summary: InvocationSummary(
                function: function, requestID: requestID, event: event.isEmpty ? nil : event,
                verdict: Verdict(rawValue: verdict), errorType: errorType,
                functionStatus: functionStatus.flatMap { FunctionStatus($0) }, startedAt: startedAt,
                milliseconds: milliseconds, peakMemory: peakMemory, isCold: isCold, origin: origin,
                http: http, traceRoot: trace),
            spec: spec, codeHash: codeHash)
    }
}

/// The details. Text that a function controls is stored as bytes or as JSON, since SQLite's text ends at a NUL.
struct StoredDetail: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "invocationDetail"

    var id: Int64
    var reply: StoredReply
    var error: StoredError?
    var seconds: Double
    var queuedSeconds: Double
    var initMilliseconds: Double?
    var handlerMilliseconds: Double?
    var memoryLimit: Int?
    var cpuSeconds: Double?
    var droppedLines: Int
    var missingEventBytes: Int
    var missingResponseBytes: Int
    var maskedEventValues: Int
    var payload: Data
    var response: Data
    var log: Data
    var firstByteMilliseconds: Double?
    /// What was received of the response of a call that then failed; nil for nothing.
    var partialResponse: Data?
}

/// The reply without its body.
struct StoredReply: Codable {
    enum Kind: String, Codable {
        case answered
        case unreachable
        case cancelled
        case refused
    }

    enum Reason: String, Codable {
        case engine
        case image
        case container
        case settings
        case build
    }

    var kind: Kind
    var status: Int?
    var message: String?
    var reason: Reason?
    var lastLines: [String]?
    /// The media type of a streamed response; nil if none is known.
    var mediaType: String?

    init(_ reply: InvocationReply, mediaType: String?, _ masking: Masking) {
        self.mediaType = mediaType.map(masking.masked)
        switch reply {
        case .answered(let status, _):
            kind = .answered
            self.status = status
        case .unreachable(let message):
            kind = .unreachable
            self.message = masking.masked(message)
        case .cancelled: kind = .cancelled
        case .refused(let reason):
            kind = .refused
            self.reason = Reason(reason.kind)
            message = masking.masked(reason.summary)
            lastLines = reason.lastLines.map(masking.masked)
        }
    }

    func reply(body: [UInt8]) -> InvocationReply {
        switch kind {
        case .answered: .answered(status: status ?? 0, body: body)
        case .unreachable: .unreachable(message ?? "")
        case .cancelled: .cancelled
        case .refused: .refused(FailureReason((reason ?? .container).kind, message ?? "", lastLines: lastLines ?? []))
        }
    }
}

extension StoredReply.Reason {
    init(_ kind: FailureReason.Kind) {
        switch kind {
        case .engine: self = .engine
        case .image: self = .image
        case .container: self = .container
        case .settings: self = .settings
        case .build: self = .build
        }
    }

    var kind: FailureReason.Kind {
        switch self {
        case .engine: .engine
        case .image: .image
        case .container: .container
        case .settings: .settings
        case .build: .build
        }
    }
}

/// The error that the function or its runtime reported.
struct StoredError: Codable {
    var type: String
    var message: String
    var trace: [String]
    var isDoubtful: Bool

    init(_ error: InvocationError, _ masking: Masking) {
        type = masking.masked(error.type)
        message = masking.masked(error.message)
        trace = error.trace.map(masking.masked)
        isDoubtful = error.isDoubtful
    }

    var error: InvocationError {
        var error = InvocationError(type: type, message: message, trace: trace)
        error.isDoubtful = isDoubtful
        return error
    }
}
