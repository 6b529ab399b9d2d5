import NIOCore

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Probes that the kernel sends over idle TCP connections. A peer that loses its network sends no reset. Its kernel
/// answers these probes as long as the connection exists, even if its process is paused.
public enum TCPProbes {
    /// The options of a socket that probes after two seconds, and breaks after three probes without an answer; none on
    /// systems without these options.
    public static let options:
        [(option: ChannelOptions.Types.SocketOption, value: ChannelOptions.Types.SocketOption.Value)] = {
            #if os(Linux)
                func option(_ name: CInt) -> ChannelOptions.Types.SocketOption {
                    .tcpOption(NIOBSDSocket.Option(rawValue: name))
                }
                return [
                    (.socketOption(.so_keepalive), 1), (option(TCP_KEEPIDLE), 2), (option(TCP_KEEPINTVL), 1),
                    (option(TCP_KEEPCNT), 3),
                ]
            #else
                return []
            #endif
        }()
}
