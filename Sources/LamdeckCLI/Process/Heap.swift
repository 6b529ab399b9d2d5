import Foundation

/// How the C library keeps memory.
enum Heap {
    /// Blocks from this size on are mapped each for itself, so that they go back to the system when they are freed.
    private static let largeBlock: Int32 = 1 << 20

    /// Lets large blocks go back to the system. glibc raises its own limit to the size of what was freed, up to 32 MB: then
    /// bodies of some megabytes come from its heaps, which keep them.
    static func returnLargeBlocks() {
        #if os(Linux)
            // Swift's module of glibc has no <malloc.h>. `M_MMAP_THRESHOLD` is -3 there.
            guard let symbol = dlsym(nil, "mallopt") else { return }
            let mallopt = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
            _ = mallopt(-3, largeBlock)
        #endif
    }
}
