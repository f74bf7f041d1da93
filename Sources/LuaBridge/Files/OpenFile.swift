import Glibc
import SystemFiles

/// A file descriptor with one owner, closed when that owner ends.
package struct OpenFile: ~Copyable, Sendable {
    /// Valid as long as this value lives.
    package let descriptor: Int32

    /// Takes over `descriptor`: nobody else may close it.
    package init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Gives the descriptor away: the caller must close it.
    package consuming func release() -> Int32 {
        let descriptor = descriptor
        discard self
        return descriptor
    }

    deinit {
        _ = close(descriptor)
    }
}

extension OpenFile {
    /// Writes all of `bytes`, however many calls that takes.
    ///
    /// Blocks.
    ///
    /// - Returns: nil, or `errno`; then a part may have been written.
    package func write(_ bytes: UnsafeRawBufferPointer) -> Int32? {
        do throws(SystemError) {
            try FileBytes.write(bytes, to: descriptor)
            return nil
        } catch {
            return error.number
        }
    }
}
