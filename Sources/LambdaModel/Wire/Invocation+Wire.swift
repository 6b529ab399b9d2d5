import Support

extension InvocationRequest: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "function": function.wire, "event": event.wire, "payload": .bytes(payload),
            "clientContext": clientContext.wire, "traceID": traceID.wire, "waitingCall": waitingCall.wire,
            "requestID": requestID.wire, "wantsStream": wantsStream.wire, "cognitoIdentity": cognitoIdentity.wire,
            "tenantID": tenantID.wire,
            "origin": origin.wire, "isAsynchronous": isAsynchronous.wire, "wantsLogTail": wantsLogTail.wire,
            "http": http.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        function = try members["function"]
        event = try members["event"]
        payload = try (members["payload"] as WireBytes).bytes
        clientContext = try members["clientContext"]
        traceID = try members["traceID"]
        waitingCall = try members["waitingCall"]
        cognitoIdentity = try members["cognitoIdentity"]
        requestID = try members["requestID"]
        wantsStream = try members["wantsStream"]
        tenantID = try members["tenantID"]
        origin = try members["origin"]
        isAsynchronous = try members["isAsynchronous"]
        wantsLogTail = try members["wantsLogTail"]
        http = try members["http"]
    }
}

extension InvocationReply: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        switch self {
        case .answered(let status, let body): WireCase.wire("answered", status.wire, .bytes(body))
        case .unreachable(let value0): WireCase.wire("unreachable", value0.wire)
        case .cancelled: WireCase.wire("cancelled")
        case .refused(let value0): WireCase.wire("refused", value0.wire)
        }
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        var next = try WireCase(wire)
        switch next.name {
        case "answered": self = .answered(status: try next.next(), body: try (next.next() as WireBytes).bytes)
        case "unreachable": self = .unreachable(try next.next())
        case "cancelled": self = .cancelled
        case "refused": self = .refused(try next.next())
        default: throw next.unknown
        }
    }
}

extension InvocationError: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "type": type.wire, "message": message.wire, "trace": trace.wire, "isDoubtful": isDoubtful.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        type = try members["type"]
        message = try members["message"]
        trace = try members["trace"]
        isDoubtful = try members["isDoubtful"]
    }
}

extension InvocationResult: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "request": request.wire, "reply": reply.wire, "verdict": verdict.wire, "error": error.wire,
            "startedAt": startedAt.wire, "seconds": seconds.wire, "queuedSeconds": queuedSeconds.wire,
            "isCold": isCold.wire, "requestID": requestID.wire, "log": log.wire, "droppedLines": droppedLines.wire,
            "lastLines": lastLines.wire, "isLogBehind": isLogBehind.wire, "isLogLost": isLogLost.wire,
            "initMilliseconds": initMilliseconds.wire, "handlerMilliseconds": handlerMilliseconds.wire,
            "firstByteMilliseconds": firstByteMilliseconds.wire, "partialResponse": .bytes(partialResponse),
            "droppedBytes": droppedBytes.wire, "responseType": responseType.wire,
            "peakMemory": peakMemory.wire, "memoryLimit": memoryLimit.wire, "cpuSeconds": cpuSeconds.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        request = try members["request"]
        reply = try members["reply"]
        verdict = try members["verdict"]
        error = try members["error"]
        startedAt = try members["startedAt"]
        seconds = try members["seconds"]
        queuedSeconds = try members["queuedSeconds"]
        isCold = try members["isCold"]
        requestID = try members["requestID"]
        log = try members["log"]
        droppedLines = try members["droppedLines"]
        lastLines = try members["lastLines"]
        isLogBehind = try members["isLogBehind"]
        isLogLost = try members["isLogLost"]
        initMilliseconds = try members["initMilliseconds"]
        handlerMilliseconds = try members["handlerMilliseconds"]
        firstByteMilliseconds = try members["firstByteMilliseconds"]
        partialResponse = (try members["partialResponse"] as WireBytes?)?.bytes ?? []
        droppedBytes = try members["droppedBytes"] ?? 0
        responseType = try members["responseType"]
        peakMemory = try members["peakMemory"]
        memoryLimit = try members["memoryLimit"]
        cpuSeconds = try members["cpuSeconds"]
    }
}

extension HistoryRow: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "id": id.wire, "summary": summary.wire, "spec": spec.wire, "codeHash": codeHash.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        id = try members["id"]
        summary = try members["summary"]
        spec = try members["spec"]
        codeHash = try members["codeHash"]
    }
}

extension CallOrigin: WireCodable {
    /// The value as it is sent.
    public var wire: WireValue {
        .map([
            "address": address.wire, "userAgent": userAgent.wire, "port": port.wire, "function": function.wire,
            "authorizes": authorizes.wire,
        ])
    }

    /// Reads a value.
    public init(wire: WireValue) throws(WireError) {
        let members = try WireMembers(wire)
        address = try members["address"]
        userAgent = try members["userAgent"]
        port = try members["port"]
        function = try members["function"]
        authorizes = try members["authorizes"]
    }
}

extension Verdict: WireCodable {}
