import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The few things that writing a site does to a disk, each of which may fail.
///
/// Paths are plain strings: a site has tens of thousands of files, and `URL` costs more than the
/// system calls do.
struct OutputDisk: Sendable {
    /// Called before each change with what is about to happen; tests let it throw.
    var willChange: @Sendable (_ operation: String, _ path: String) throws -> Void = { _, _ in }

    /// What tells one state of a file from another.
    struct Stamp: Sendable, Hashable, Codable {
        let bytes: Int
        /// Nanoseconds since 1970.
        let modified: Int64
        let inode: UInt64
        var isFolder = false
    }

    /// The state of a regular file or a folder; `nil` for anything else.
    func stamp(_ path: String) -> Stamp? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return Self.stamp(status)
    }

    /// The same of many paths in a folder, which is looked up once; the empty path is the folder's own.
    func stamps(of paths: some Sequence<String>, in folder: String) -> [Stamp?] {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return paths.map { _ in nil } }
        defer { close(descriptor) }
        return paths.map { path in
            var status = stat()
            let name = path.isEmpty ? "." : path
            guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
            return Self.stamp(status)
        }
    }

    private static func stamp(_ status: stat) -> Stamp? {
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFDIR else { return nil }
        return stamp(status, isFolder: kind == S_IFDIR)
    }

    private static func stamp(_ status: stat, isFolder: Bool) -> Stamp {
        Stamp(
            bytes: Int(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
            inode: UInt64(status.st_ino), isFolder: isFolder)
    }

    /// Whether a file has exactly these bytes.
    func holds(_ path: String, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
            var place = 0
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { return count == 0 && place == bytes.count }
                guard place + count <= bytes.count, let old = buffer.baseAddress,
                    let new = bytes.baseAddress, memcmp(old, new + place, count) == 0
                else { return false }
                place += count
            }
        }
    }

    /// Writes a new file; whatever stood there is replaced, not written into, since other names may
    /// lead to it.
    func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws -> Stamp {
        try willChange("write", path)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        var descriptor = open(path, flags, 0o644)
        if descriptor < 0, errno == EEXIST, unlink(path) == 0 {
            descriptor = open(path, flags, 0o644)
        }
        guard descriptor >= 0 else { throw OutputError("write", path, errno) }
        defer { close(descriptor) }
        var place = 0
        while place < bytes.count, let base = bytes.baseAddress {
            let count = Glibc.write(descriptor, base + place, bytes.count - place)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw OutputError("write", path, count < 0 ? errno : ENOSPC) }
            place += count
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw OutputError("write", path, errno) }
        return Self.stamp(status, isFolder: false)
    }

    /// Gives a file a second name; whatever stood there is replaced.
    func link(_ source: String, to path: String) throws {
        try willChange("link", path)
        if Glibc.link(source, path) == 0 { return }
        guard errno == EEXIST, unlink(path) == 0, Glibc.link(source, path) == 0 else {
            throw OutputError("link", path, errno)
        }
    }

    /// Makes a folder and those above it.
    func makeFolder(_ path: String) throws {
        try willChange("make", path)
        if mkdir(path, 0o755) == 0 { return }
        if errno == EEXIST {
            guard stamp(path)?.isFolder != true else { return }
            guard unlink(path) == 0, mkdir(path, 0o755) == 0 else {
                throw OutputError("make", path, errno)
            }
            return
        }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw OutputError("make", path, errno)
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw OutputError("make", path, errno)
        }
    }

    /// Removes a file that may be gone already.
    func removeFile(_ path: String) throws {
        try willChange("remove", path)
        guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
            throw OutputError("remove", path, errno)
        }
    }

    /// Removes a folder if nothing is in it.
    func removeEmptyFolder(_ path: String) -> Bool { rmdir(path) == 0 }

    /// Removes a folder with everything in it.
    func removeTree(_ path: String) throws {
        try willChange("remove", path)
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    /// Renames.
    func move(_ source: String, to path: String) throws {
        try willChange("move", path)
        guard rename(source, path) == 0 else { throw OutputError("move", path, errno) }
    }

    /// Exchanges two folders, so that at no moment one of the names leads nowhere.
    ///
    /// - Returns: whether the file system can do that
    func exchange(_ one: String, _ other: String) throws -> Bool {
        try willChange("exchange", other)
        #if os(Linux)
            // Swift's Glibc module hides `renameat2`, which the C library has since 2.28.
            typealias Exchange =
                @convention(c) (
                    CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt
                ) -> CInt
            guard let symbol = dlsym(nil, "renameat2") else { return false }
            let exchange = unsafeBitCast(symbol, to: Exchange.self)
            let renameExchange: CUnsignedInt = 2
            return exchange(AT_FDCWD, one, AT_FDCWD, other, renameExchange) == 0
        #else
            return false
        #endif
    }

    /// Names in a folder with whether each is a folder, in order; none where there is no folder.
    func entries(_ path: String) -> [(name: String, isFolder: Bool)] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var found: [(name: String, isFolder: Bool)] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            var isFolder = entry.pointee.d_type == UInt8(DT_DIR)
            if entry.pointee.d_type == UInt8(DT_UNKNOWN) {
                isFolder = stamp(path + "/" + name)?.isFolder == true
            }
            found.append((name, isFolder))
        }
        return found.sorted { $0.name < $1.name }
    }

    /// All files below a folder, and the folders, as paths within it; hidden names at the top are
    /// left out.
    func walk(_ root: String) -> (files: Set<String>, folders: Set<String>) {
        var files: Set<String> = []
        var folders: Set<String> = []
        var waiting = [""]
        while let folder = waiting.popLast() {
            for entry in entries(folder.isEmpty ? root : root + "/" + folder) {
                if folder.isEmpty, entry.name.hasPrefix(".") { continue }
                let path = folder.isEmpty ? entry.name : folder + "/" + entry.name
                if entry.isFolder {
                    folders.insert(path)
                    waiting.append(path)
                } else {
                    files.insert(path)
                }
            }
        }
        return (files, folders)
    }
}
