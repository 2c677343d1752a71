import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Tells when files change, by inotify(7).
///
/// Changes are gathered until it has been quiet for a moment, so that saving many files at once,
/// or an editor's dance of writing beside and renaming, counts as one change. New folders are
/// watched from their first moment on; when events were lost, everything counts as changed.
final class FileWatcher: Sendable {
    /// Changes that came together.
    struct Changes: Sendable, Equatable {
        /// Paths of files and folders.
        var paths: Set<String> = []
        /// Whether some are missing, because there were too many.
        var isIncomplete = false
    }

    /// What changes, until the watcher is stopped.
    let changes: AsyncStream<Changes>
    private let continuation: AsyncStream<Changes>.Continuation
    /// The end of a pipe; when it is closed, the thread ends.
    private let stopping: FileHandle

    /// Begins to watch.
    ///
    /// - Parameters:
    ///   - tree: the folders
    ///   - quiet: how long it must be quiet before changes are told
    ///   - most: how long changes are gathered at the most
    /// - Throws: a ``PreviewError`` when the system refuses
    init(
        _ tree: FolderTree, quiet: Duration = .milliseconds(15),
        most: Duration = .milliseconds(150)
    ) throws {
        (changes, continuation) = AsyncStream.makeStream()
        let pipe = Pipe()
        stopping = pipe.fileHandleForWriting
        let watch = try FolderWatch(
            tree, stopping: pipe.fileHandleForReading, quiet: quiet, most: most)
        let continuation = continuation
        let thread = Thread {
            watch.run { continuation.yield($0) }
            continuation.finish()
        }
        thread.name = "limn file watcher"
        thread.start()
    }

    /// Stops; `changes` ends.
    func stop() {
        try? stopping.close()
    }

    deinit {
        stop()
    }
}

/// The state of a watcher, touched by its thread alone.
private final class FolderWatch: @unchecked Sendable {
    private let tree: FolderTree
    private let stopping: FileHandle
    private let quiet: Duration
    private let most: Duration
    private let descriptor: Int32
    private var folders: [Int32: String] = [:]

    private static let events = UInt32(
        IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF
            | IN_MOVE_SELF | IN_ONLYDIR)

    init(_ tree: FolderTree, stopping: FileHandle, quiet: Duration, most: Duration) throws {
        self.tree = tree
        self.stopping = stopping
        self.quiet = quiet
        self.most = most
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else {
            throw PreviewError(
                "files cannot be watched: \(String(cString: strerror(errno)))",
                remedy: "Raise the limit: sysctl fs.inotify.max_user_instances=512")
        }
        guard watchFolders() else {
            // `deinit` closes the descriptor, also after a throw.
            throw PreviewError(
                "there are too many folders to watch",
                remedy: "Raise the limit: sysctl fs.inotify.max_user_watches=524288")
        }
    }

    deinit {
        close(descriptor)
    }

    func run(_ tell: (FileWatcher.Changes) -> Void) {
        var gathered = FileWatcher.Changes()
        var first: ContinuousClock.Instant?
        while true {
            var waits = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopping.fileDescriptor, events: Int16(POLLIN), revents: 0),
            ]
            var time: Int32 = -1
            if let first {
                let left = min(quiet, most - (ContinuousClock.now - first))
                time = max(0, Int32(left / .milliseconds(1)))
            }
            let count = poll(&waits, 2, time)
            if count < 0, errno != EINTR { return }
            if waits[1].revents != 0 { return }
            if waits[0].revents != 0 {
                read(into: &gathered)
                if first == nil, !gathered.paths.isEmpty || gathered.isIncomplete { first = .now }
            }
            guard let start = first else { continue }
            if count == 0 || ContinuousClock.now - start >= most {
                tell(gathered)
                gathered = FileWatcher.Changes()
                first = nil
            }
        }
    }

    private func read(into gathered: inout FileWatcher.Changes) {
        var isChanged = false
        let size = 64 << 10
        withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, size)
                guard count > 0 else { return }
                var place = 0
                while place + MemoryLayout<inotify_event>.size <= count {
                    let event = buffer.load(fromByteOffset: place, as: inotify_event.self)
                    place += MemoryLayout<inotify_event>.size
                    let name = Self.name(
                        UnsafeRawBufferPointer(buffer)[place..<place + Int(event.len)])
                    place += Int(event.len)
                    if take(event, name, &gathered) { isChanged = true }
                }
            }
        }
        // What appeared in a new folder before it was watched is found by whoever is told.
        if isChanged, !watchFolders() { gathered.isIncomplete = true }
    }

    private static func name(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// - Returns: whether folders came or went
    private func take(
        _ event: inotify_event, _ name: String, _ gathered: inout FileWatcher.Changes
    ) -> Bool {
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
            gathered.isIncomplete = true
            return true
        }
        guard let folder = folders[event.wd] else { return false }
        if event.mask & UInt32(IN_IGNORED) != 0 {
            folders[event.wd] = nil
            return false
        }
        if name.isEmpty { return true }
        guard !FolderTree.isNoise(name) else { return false }
        let isFolder = event.mask & UInt32(IN_ISDIR) != 0
        // A file that was just created is told when it is closed; a link is never closed.
        let path = folder + "/" + name
        if event.mask & UInt32(IN_CREATE) != 0, !isFolder, !Self.isLink(path) { return false }
        gathered.paths.insert(path)
        return isFolder || Self.isLink(path)
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
            && (status.st_mode & S_IFMT == S_IFLNK || status.st_nlink > 1)
    }

    /// Watches all folders that there are now, and no others.
    private func watchFolders() -> Bool {
        var known: [Int32: String] = [:]
        for path in tree.folders() where !tree.ignored.contains(where: { $0.path == path }) {
            let watch = inotify_add_watch(descriptor, path, Self.events)
            if watch >= 0 {
                known[watch] = path
            } else if errno == ENOSPC {
                return false
            }
        }
        for watch in folders.keys where known[watch] == nil {
            inotify_rm_watch(descriptor, watch)
        }
        folders = known
        return true
    }
}
