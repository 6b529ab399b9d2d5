#if os(Linux)
    import Testing

    @testable import LambdaRuntime

    @Suite struct NetworkFolderTests {
        /// Lines of proc_pid_mountinfo(5), as the kernel writes them.
        private static let mounts = """
            22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
            31 22 0:45 / /home/me/share rw,relatime shared:21 master:2 - nfs4 server:/share rw,vers=4.2
            32 22 0:46 / /mnt/c rw,noatime - 9p C:\\134 rw,dirsync,aname=drvfs
            33 22 0:47 / /mnt/ssh rw,nosuid - fuse.sshfs me@host:/ rw,user_id=0
            34 22 8:17 / /mnt/ntfs rw - fuseblk /dev/sdb1 rw
            35 22 0:1048577 / /mnt/far rw - cifs //server/share rw
            36 22 0:48 / /tmp/x rw - tmpfs tmpfs rw
            """

        @Test(
            arguments: [
                (254 << 8 | 1, false), (45, true), (46, true), (47, true), (8 << 8 | 17, false), (48, false),
                (99, false),
                // The minor number has more than eight bits.
                (1 | 0x100000 << 12, true),
            ] as [(UInt64, Bool)])
        func `a file system is known by its device`(device: UInt64, isRemote: Bool) {
            #expect(NetworkFolder.isRemote(device: device, mounts: Self.mounts) == isRemote)
        }

        @Test func `kernel and temporary folders are of this machine`() {
            #expect(!NetworkFolder.isRemote("/proc") && !NetworkFolder.isRemote("/tmp"))
            #expect(!NetworkFolder.isRemote("/nowhere/at/all"))
        }
    }
#endif
