#if canImport(Darwin)
    import Darwin

    extension ProcessIdentity {
        /// This process; nil if the system does not say.
        static let own: ProcessIdentity? = {
            guard case .started(let start) = inspect(getpid()) else { return nil }
            var text = [CChar](repeating: 0, count: 64)
            var size = text.count
            guard sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0) == 0 else { return nil }
            let boot = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            return ProcessIdentity(process: getpid(), start: start, boot: boot, namespace: "")
        }()

        /// Asks the system about a process number.
        @Sendable static func inspect(_ process: Int32) -> Sight {
            guard process > 0, kill(process, 0) == 0 || errno != ESRCH else { return .none }
            var info = proc_bsdinfo()
            let size = Int32(MemoryLayout<proc_bsdinfo>.size)
            guard proc_pidinfo(process, PROC_PIDTBSDINFO, 0, &info, size) == size else { return .hidden }
            guard info.pbi_status != UInt32(SZOMB) else { return .none }
            return .started(info.pbi_start_tvsec * 1_000_000 + info.pbi_start_tvusec)
        }
    }
#endif
