import Foundation
import LimnArticles

#if canImport(Glibc)
    import Glibc
#endif

/// A site that is built beside the old one and takes its place in one step.
///
/// Files are collected first. ``commit()`` writes them to `.limn/site.next`, linking what has not
/// changed to the old site's files, and exchanges the two folders. A render that fails or is
/// killed, at any point, leaves the old site whole. Hidden files at the top of the old site, such
/// as `.gitkeep` or `.git`, stay.
struct AtomicOutput {
    enum Content: Sendable {
        case text(String)
        case data(Data)
        /// A copy of a file whose name tells its contents.
        case file(URL, bytes: Int)
    }

    /// What a commit did.
    struct Result: Sendable {
        /// Paths whose contents are new.
        let written: Set<String>
        /// How many files stayed as they were.
        let unchanged: Int
        /// How many files of the old site are gone.
        let removed: Int
    }

    let site: URL
    private let cache: URL
    private var contents: [String: Content] = [:]
    private var owners: [String: String] = [:]

    private var next: URL { cache.appending(path: "site.next", directoryHint: .isDirectory) }
    private var old: URL { cache.appending(path: "site.old", directoryHint: .isDirectory) }

    init(site: URL, cache: URL) {
        self.site = site
        self.cache = cache
    }

    /// Adds a file.
    ///
    /// - Parameters:
    ///   - path: the path in the site
    ///   - content: what is in it
    ///   - owner: the source, for messages
    /// - Throws: a `Problem` when another source already wrote there
    mutating func add(_ path: String, _ content: Content, owner: String) throws {
        if let other = owners[path], other != owner {
            throw Problem(
                at: SourceLocation(file: owner), "\(path) is already made by \(other)",
                remedy: "Rename one of the two.")
        }
        owners[path] = owner
        contents[path] = content
    }

    /// Puts the new site in the old one's place.
    func commit() throws -> Result {
        let manager = FileManager.default
        try manager.createDirectory(at: cache, withIntermediateDirectories: true)
        let lock = try FolderLock(cache.appending(path: "site.lock"))
        defer { lock.release() }
        try recover()

        let existing = Self.files(in: site)
        let written = Set(contents.filter { !isUnchanged($0.key, $0.value) }.keys)
        let removed = existing.subtracting(contents.keys).count
        let result = Result(
            written: written, unchanged: contents.count - written.count, removed: removed)
        if written.isEmpty, removed == 0, manager.fileExists(atPath: site.path) { return result }

        try manager.createDirectory(at: next, withIntermediateDirectories: true)
        var made: Set<String> = []
        for (path, content) in contents.sorted(by: { $0.key < $1.key }) {
            let target = next.appending(path: path)
            let parent = target.deletingLastPathComponent()
            if made.insert(parent.path).inserted {
                try manager.createDirectory(at: parent, withIntermediateDirectories: true)
            }
            if !written.contains(path),
                (try? manager.linkItem(at: site.appending(path: path), to: target)) != nil
            {
                continue
            }
            switch content {
            case .text(let text): try Data(text.utf8).write(to: target)
            case .data(let data): try data.write(to: target)
            case .file(let file, _): try manager.copyItem(at: file, to: target)
            }
        }
        for name in hiddenFiles(isFolder: false) {
            try? manager.linkItem(
                at: site.appending(path: name), to: next.appending(path: name))
        }
        try exchange()
        try moveHiddenFolders()
        try? manager.removeItem(at: next)
        return result
    }

    private func isUnchanged(_ path: String, _ content: Content) -> Bool {
        let file = site.appending(path: path)
        switch content {
        case .text(let text): return (try? Data(contentsOf: file)) == Data(text.utf8)
        case .data(let data): return (try? Data(contentsOf: file)) == data
        case .file(_, let bytes): return FileStamp(file)?.bytes == bytes
        }
    }

    /// Brings things in order after a render that was killed.
    private func recover() throws {
        let manager = FileManager.default
        if !manager.fileExists(atPath: site.path), manager.fileExists(atPath: old.path) {
            try manager.moveItem(at: old, to: site)
        }
        if manager.fileExists(atPath: next.path) {
            if manager.fileExists(atPath: site.path) { try moveHiddenFolders() }
            try manager.removeItem(at: next)
        }
        try? manager.removeItem(at: old)
    }

    private func exchange() throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: site.path) else {
            try manager.moveItem(at: next, to: site)
            return
        }
        #if os(Linux)
            if exchangeAtOnce() { return }
        #endif
        try manager.moveItem(at: site, to: old)
        try manager.moveItem(at: next, to: site)
        try manager.moveItem(at: old, to: next)
    }

    #if os(Linux)
        /// Exchanges the two folders in one system call, so that at no moment there is no site.
        ///
        /// Swift's Glibc module hides `renameat2`, which the C library has since 2.28.
        private func exchangeAtOnce() -> Bool {
            typealias Exchange =
                @convention(c) (
                    CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt
                ) -> CInt
            guard let symbol = dlsym(nil, "renameat2") else { return false }
            let exchange = unsafeBitCast(symbol, to: Exchange.self)
            let renameExchange: CUnsignedInt = 2
            return exchange(AT_FDCWD, next.path, AT_FDCWD, site.path, renameExchange) == 0
        }
    #endif

    /// After the exchange the old site stands in `next`; its hidden folders move to the new one.
    private func moveHiddenFolders() throws {
        let manager = FileManager.default
        let names = (try? manager.contentsOfDirectory(atPath: next.path)) ?? []
        for name in names where name.hasPrefix(".") {
            let target = site.appending(path: name)
            if !manager.fileExists(atPath: target.path) {
                try manager.moveItem(at: next.appending(path: name), to: target)
            }
        }
    }

    private func hiddenFiles(isFolder: Bool) -> [String] {
        let manager = FileManager.default
        let names = (try? manager.contentsOfDirectory(atPath: site.path)) ?? []
        return names.filter { name in
            guard name.hasPrefix(".") else { return false }
            var folder: ObjCBool = false
            return manager.fileExists(
                atPath: site.appending(path: name).path, isDirectory: &folder)
                && folder.boolValue == isFolder
        }
    }

    /// Files of a site, without those under hidden names at the top.
    private static func files(in site: URL) -> Set<String> {
        guard let walker = FileManager.default.enumerator(atPath: site.path) else { return [] }
        var found: Set<String> = []
        while let path = walker.nextObject() as? String {
            if path.hasPrefix(".") {
                walker.skipDescendants()
                continue
            }
            if walker.fileAttributes?[.type] as? FileAttributeType != .typeDirectory {
                found.insert(path)
            }
        }
        return found
    }
}

/// Keeps two renders of one site apart.
struct FolderLock {
    private let descriptor: Int32

    /// - Throws: a `Problem` when another process holds the lock
    init(_ file: URL) throws {
        descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CocoaError(.fileWriteNoPermission, userInfo: [NSFilePathErrorKey: file.path])
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Problem(
                at: SourceLocation(file: ".limn/site.lock"),
                "another limn is writing this site at the moment",
                remedy: "Wait until it is done.")
        }
    }

    func release() {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
