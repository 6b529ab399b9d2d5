#if os(Linux)
    import Foundation

    /// Finds folders on file systems whose files another machine, or the host of a virtual machine, may change.
    enum NetworkFolder {
        /// The kernel's names of these file systems. Those in user space (`fuse.sshfs`) are found by their prefix.
        private static let kinds: Set<Substring> = [
            "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "virtiofs", "vboxsf", "vmhgfs", "prl_fs",
            "fakeowner", "afs", "ceph", "lustre", "coda",
        ]

        /// Whether a folder is on such a file system; no if that is not known.
        @Sendable static func isRemote(_ folder: String) -> Bool {
            var status = stat()
            guard stat(folder, &status) == 0, let mounts = KernelFile.text("/proc/self/mountinfo") else { return false }
            return isRemote(device: UInt64(status.st_dev), mounts: mounts)
        }

        /// Whether a device is such a file system.
        ///
        /// - Parameter mounts: the kernel's list of mounts, proc_pid_mountinfo(5).
        static func isRemote(device: UInt64, mounts: String) -> Bool {
            // gnu_dev_makedev(3)
            let major = (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF)
            let minor = (device & 0xFF) | (device >> 12 & ~0xFF)
            let number = "\(major):\(minor)"
            for line in mounts.split(separator: "\n") {
                let fields = line.split(separator: " ")
                guard fields.count > 2, fields[2] == number, let dash = fields.firstIndex(of: "-"),
                    dash + 1 < fields.endIndex
                else { continue }
                let kind = fields[dash + 1]
                return kinds.contains(kind) || kind == "fuse" || kind.hasPrefix("fuse.")
            }
            return false
        }
    }
#endif
