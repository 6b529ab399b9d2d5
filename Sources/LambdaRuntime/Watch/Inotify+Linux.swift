#if os(Linux)
    import Foundation

    /// inotify(7). One instance has the watches of all functions, because a user may have only 128 instances.
    struct Inotify: FolderNotifier {
        let descriptor: Int32

        /// Nil if the system grants no more instances.
        init?() {
            descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
            guard descriptor >= 0 else { return nil }
        }

        /// Attributes are left out: reading and `chmod` do not count as changes.
        private static let names = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO
        private static let contents = IN_MODIFY | IN_CLOSE_WRITE | IN_EXCL_UNLINK

        func watch(_ folder: String, content: Bool) -> FolderWatchResult {
            // A folder may be watched for its content and as a step to another one: IN_MASK_ADD keeps both masks.
            let mask = UInt32(Self.names | (content ? Self.contents : 0) | IN_ONLYDIR) | UInt32(IN_MASK_ADD)
            let watch = inotify_add_watch(descriptor, folder, mask)
            if watch >= 0 { return .watching(watch) }
            // inotify_add_watch(2): the limit of watches, or no memory in the kernel for one.
            return errno == ENOSPC || errno == ENOMEM ? .exhausted : .unavailable
        }

        func unwatch(_ watch: Int32) {
            // This fails, without harm, if the watch has ended by itself.
            _ = inotify_rm_watch(descriptor, watch)
        }

        func read() -> [FolderEvent] {
            withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
                var count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                while count < 0, errno == EINTR { count = Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
                var events: [FolderEvent] = []
                var at = 0
                let head = MemoryLayout<inotify_event>.size
                while at + head <= count {
                    let event = buffer.loadUnaligned(fromByteOffset: at, as: inotify_event.self)
                    let bytes = buffer[(at + head)..<(at + head + Int(event.len))].prefix { $0 != 0 }
                    at += head + Int(event.len)
                    events.append(
                        FolderEvent(
                            watch: event.wd, name: String(decoding: bytes, as: UTF8.self),
                            kind: Self.kind(Int32(bitPattern: event.mask))))
                }
                return events
            }
        }

        private static func kind(_ mask: Int32) -> FolderEvent.Kind {
            var kind: FolderEvent.Kind = []
            if mask & (IN_CREATE | IN_MOVED_TO) != 0 { kind.insert(.appeared) }
            if mask & IN_DELETE != 0 { kind.insert(.deleted) }
            if mask & IN_MOVED_FROM != 0 { kind.insert(.movedOut) }
            if mask & IN_CREATE != 0 { kind.insert(.made) }
            if mask & (IN_MODIFY | IN_CLOSE_WRITE) != 0 { kind.insert(.written) }
            if mask & IN_CLOSE_WRITE != 0 { kind.insert(.closed) }
            if mask & IN_ISDIR != 0 { kind.insert(.folder) }
            if mask & IN_IGNORED != 0 { kind.insert(.ended) }
            if mask & IN_Q_OVERFLOW != 0 { kind.insert(.lost) }
            return kind
        }

        func close() { _ = Glibc.close(descriptor) }
    }
#endif
