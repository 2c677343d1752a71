import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Everything that a render may read, as sizes and dates.
///
/// That is every file of the site's folder but what Limn writes and what is hidden and every
/// file of the image library wherever it lies. Links are followed, each folder once.
struct InputInventory: Sendable {
    /// Stands for all of it; `nil` when a file is so new that it may still change within its date.
    let key: RenderKey?

    /// Looks at all files.
    init(_ configuration: SiteConfiguration) {
        var writer = ByteWriter()
        var isSettled = true
        func add(_ path: String, _ stamp: ContentStamp) {
            isSettled = isSettled && stamp.isSettled
            writer.add(path)
            writer.add(stamp)
        }
        let ignored = Set(
            [configuration.outputFolder, configuration.cacheFolder].map { Self.realPath($0.path) })
        let library = configuration.libraryFolders.map {
            URL(filePath: $0, relativeTo: configuration.root).standardizedFileURL.path
        }
        var seen: Set<String> = []
        var waiting = library.reversed() + [configuration.root.standardizedFileURL.path]
        while let folder = waiting.popLast() {
            let real = Self.realPath(folder)
            guard !ignored.contains(real), seen.insert(real).inserted else { continue }
            guard let stream = opendir(folder) else { continue }
            defer { closedir(stream) }
            for name in Self.names(in: stream) {
                let path = folder + "/" + name
                if let stamp = ContentStamp(name, in: dirfd(stream)) {
                    add(path, stamp)
                } else {
                    waiting.append(path)
                }
            }
        }
        let index = configuration.cacheFolder.path + "/library.sqlite"
        if let stamp = ContentStamp(index) { add(index, stamp) }
        key = isSettled ? writer.key : nil
    }

    private static func realPath(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Names that are not hidden, in order.
    private static func names(in stream: OpaquePointer) -> [String] {
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
