import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Reads small files without the detours of `Data` and `URL`, which cost more than the reading.
enum InputFile {
    /// The text of a file; `nil` where it cannot be read, is longer, or is not UTF-8.
    static func text(_ path: String, mostBytes: Int) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size <= mostBytes else { return nil }
        // One byte more than there should be tells whether the file has grown.
        return withUnsafeTemporaryAllocation(byteCount: Int(status.st_size) + 1, alignment: 1) {
            var filled = 0
            while filled < $0.count {
                let count = read(
                    descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
                guard count >= 0 else { return nil }
                if count == 0 { break }
                filled += count
            }
            guard filled < $0.count else { return nil }
            return String(validating: $0[..<filled], as: UTF8.self)
        }
    }
}
