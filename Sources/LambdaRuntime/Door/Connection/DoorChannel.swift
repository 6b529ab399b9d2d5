import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Sets a connection up: Hummingbird's own way for HTTP/1, with ``ConnectionGuard`` where it counts idle seconds.
struct DoorChannel: ServerChildChannel, HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let limits: DoorLimits
    let registry: ConnectionRegistry
    let callers: IPv4Subnet?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var decoder = NIOHTTPDecoderLimitConfiguration()
            decoder.maxHeaderFieldSize = limits.headerBytes
            decoder.maxHeaderListSize = limits.headersBytes
            decoder.maxHeaderFieldCount = limits.headerCount
            let pipeline = channel.pipeline.syncOperations
            let watcher = ConnectionGuard(
                limits: limits, registry: registry, refusal: refusal(of: channel.remoteAddress?.ipAddress))
            try pipeline.addHandler(ByteWatch(watcher))
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: true, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoder)
            try pipeline.addHandler(watcher)
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    /// What a caller is told who is not let in.
    private func refusal(of address: String?) -> String? {
        guard let callers, !(address.map(callers.contains) ?? false) else { return nil }
        return "callers from \(address ?? "nowhere") are refused here; allowed: \(callers)"
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}

/// Keeps a listener alive when no connection can be accepted for a while, such as for want of file descriptors: NIO tries
/// again by itself, but what reads the connections would take the error for the end.
final class AcceptErrors: ChannelInboundHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel

    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.warning("a connection could not be accepted: \(error)")
    }
}
