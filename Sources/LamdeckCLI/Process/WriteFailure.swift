import Foundation

/// Why a file could not be written.
enum WriteFailure {
    /// What an error of Foundation means, in words: its own descriptions name neither the reason nor what to do.
    static func reason(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileWriteNoPermission: return "permission denied"
        case .fileWriteVolumeReadOnly: return "read-only file system"
        case .fileWriteOutOfSpace: return "the disk is full"
        case .fileWriteFileExists: return "a file of that name exists"
        default: break
        }
        if let system = (error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError {
            return String(cString: strerror(system.code.rawValue))
        }
        return (error as NSError).localizedDescription
    }
}
