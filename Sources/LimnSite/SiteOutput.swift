import Foundation
import LimnArticles
import Synchronization

/// A site that is built beside the old one and takes its place in one step.
///
/// Two trees stand on the disk: the site, and a spare beside it in `.limn` that shares its files by
/// hard links. Changed files are written into the spare while pages are rendered, by many threads;
/// ``commit(_:)`` then exchanges the two folders in one system call and brings the other one up to
/// date. So a render that fails, is killed or fills the disk, at any point, leaves the old site
/// whole, and a render that changes three files touches three files.
///
/// Hidden files at the top of the site, such as `.gitkeep` or `.git`, stay.
final class SiteOutput: Sendable {
    /// A file of the new site.
    struct File: Sendable {
        let path: String
        var entry: OutputManifest.Entry
        /// Whether its bytes are new.
        let isWritten: Bool
    }

    /// What a commit did.
    struct Result: Sendable {
        /// Paths whose contents are new.
        let written: Set<String>
        /// How many files stayed as they were.
        let unchanged: Int
        /// How many files of the old site are gone.
        let removed: Int
        /// The new state.
        let manifest: OutputManifest
    }

    private struct Spare {
        var isReady = false
        var folders: Set<String> = []
        var touched: Set<String> = []
        /// Whether a folder gave way to a file, which is not undone.
        var isReshaped = false
    }

    private let site: String
    private let work: String
    private let disk: OutputDisk
    private let lock: FolderLock
    private let old: OutputManifest
    /// Entries of the old manifest that hold what they held.
    private let known: [String: OutputManifest.Entry]
    /// Every file that stands in the site.
    private let existing: Set<String>
    /// Whether something in the site is not ours, or not as we left it.
    private let isTouchedByOthers: Bool
    private let spare = Mutex(Spare())

    private var next: String { work + "/site.next" }
    private var aside: String { work + "/site.old" }
    private var marker: String { work + "/site.spare" }

    /// Takes the lock and looks at what is there.
    ///
    /// - Parameters:
    ///   - site: the folder of the site
    ///   - work: the folder of everything else
    ///   - manifest: what the last render left, where that is known
    ///   - disk: how to write
    ///   - lock: the lock, where it was taken before
    /// - Throws: a `Problem` when another process is rendering the site
    init(
        site: URL, work: URL, manifest: OutputManifest?, disk: OutputDisk = OutputDisk(),
        lock: FolderLock? = nil
    ) throws {
        self.lock = try lock ?? Self.lock(work)
        try FileManager.default.createDirectory(
            at: site.deletingLastPathComponent(), withIntermediateDirectories: true)
        self.site = Self.plainPath(site)
        self.work = Self.plainPath(work)
        self.disk = disk
        old = manifest ?? .empty
        let folder = Self.plainPath(site)
        let isThere = manifest != nil && disk.stamp(folder)?.isFolder == true
        let (known, isWhole) = isThere ? Self.standing(old, in: folder, disk) : ([:], false)
        let isIntact = isThere && isWhole
        self.known = known
        isTouchedByOthers = !isIntact
        existing = isIntact ? Set(known.keys) : disk.walk(folder).files
        try recover()
    }

    /// Keeps other processes from rendering the site until it is gone.
    ///
    /// - Parameter work: the folder of everything else
    /// - Throws: a `Problem` when another process is rendering the site
    static func lock(_ work: URL) throws -> FolderLock {
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        return try FolderLock(work.appending(path: "site.lock"))
    }

    /// The files that stand as a manifest says, and whether all do, and the folders too.
    private static func standing(
        _ manifest: OutputManifest, in folder: String, _ disk: OutputDisk
    ) -> ([String: OutputManifest.Entry], Bool) {
        let folders = Array(manifest.folders)
        let areWhole = ParallelWork.slices(of: folders.count) { range in
            zip(folders[range], disk.stamps(of: folders[range].lazy.map(\.key), in: folder))
                .allSatisfy { $0.value == $1?.modified }
        }
        let files = Array(manifest.entries)
        let changed = ParallelWork.slices(of: files.count) { range in
            zip(range, disk.stamps(of: files[range].lazy.map(\.key), in: folder))
                .filter { files[$0].value.stamp != $1 }.map(\.0)
        }.joined()
        var known = manifest.entries
        for place in changed { known[files[place].key] = nil }
        return (known, changed.isEmpty && areWhole.allSatisfy { $0 })
    }

    private static func plainPath(_ url: URL) -> String {
        let path = url.standardizedFileURL.path
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Whether the site is just as the last render left it.
    var isIntact: Bool { !isTouchedByOthers }

    // MARK: Files

    /// The file at a path, when it was made from the same.
    func kept(_ path: String, key: RenderKey) -> File? {
        guard let entry = known[path], entry.key == key else { return nil }
        return File(path: path, entry: entry, isWritten: false)
    }

    /// Files that were made together of the same inputs as now, if none of them is missing.
    func kept(_ paths: [String], inputs: RenderKey) -> [File]? {
        var files: [File] = []
        files.reserveCapacity(paths.count)
        for path in paths {
            guard let entry = known[path], entry.inputs == inputs else { return nil }
            files.append(File(path: path, entry: entry, isWritten: false))
        }
        return files
    }

    /// The files below a folder, when all of them were made from the same and none is missing.
    func kept(inFolder folder: String, key: RenderKey) -> [File]? {
        let entries = known.filter { $0.key.hasPrefix(folder) }
        let isWhole = entries.count == old.entries.count { $0.key.hasPrefix(folder) }
        guard isWhole, !entries.isEmpty, entries.allSatisfy({ $0.value.key == key }) else {
            return nil
        }
        return entries.map { File(path: $0.key, entry: $0.value, isWritten: false) }
    }

    /// Writes a text, unless the site holds it already.
    func write(_ text: String, to path: String, key: RenderKey?) throws -> File {
        var text = text
        return try text.withUTF8 { try write(UnsafeRawBufferPointer($0), to: path, key: key) }
    }

    /// Writes bytes, unless the site holds them already.
    func write(_ bytes: UnsafeRawBufferPointer, to path: String, key: RenderKey?) throws -> File {
        if existing.contains(path), let stamp = disk.stamp(site + "/" + path),
            stamp.bytes == bytes.count, !stamp.isFolder, disk.holds(site + "/" + path, bytes)
        {
            return File(path: path, entry: .init(key: key, stamp: stamp), isWritten: false)
        }
        try prepare(path)
        let target = next + "/" + path
        let stamp: OutputDisk.Stamp
        do {
            stamp = try disk.write(bytes, to: target)
        } catch {
            guard disk.stamp(target)?.isFolder == true else { throw error }
            spare.withLock { $0.isReshaped = true }
            try disk.removeTree(target)
            stamp = try disk.write(bytes, to: target)
        }
        return File(path: path, entry: .init(key: key, stamp: stamp), isWritten: true)
    }

    /// Copies a file whose name and size tell its contents, unless the site holds it already.
    func copy(_ file: URL, bytes: Int, to path: String) throws -> File {
        if existing.contains(path), let stamp = disk.stamp(site + "/" + path),
            stamp.bytes == bytes, !stamp.isFolder
        {
            return File(path: path, entry: .init(key: nil, stamp: stamp), isWritten: false)
        }
        return try Data(contentsOf: file, options: .alwaysMapped).withUnsafeBytes {
            try write($0, to: path, key: nil)
        }
    }

    /// Makes sure that the spare is there, and the folder of a path in it.
    private func prepare(_ path: String) throws {
        try spare.withLock { spare in
            if !spare.isReady {
                try makeSpare()
                spare.isReady = true
            }
            spare.touched.insert(path)
            guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return }
            if spare.folders.insert(String(path[..<slash])).inserted {
                try disk.makeFolder(next + "/" + path[..<slash])
            }
        }
    }

    /// Makes the spare the same as the site, which it mostly is.
    private func makeSpare() throws {
        let isGood = Self.mark(of: marker) == old.generation && !isTouchedByOthers
        try disk.removeFile(marker)
        if isGood { return }
        try disk.removeTree(next)
        try disk.makeFolder(next)
        let (files, folders) = disk.walk(site)
        for folder in folders.sorted() { try disk.makeFolder(next + "/" + folder) }
        try link(files.sorted())
    }

    /// Gives files of the site a second name in the spare, all processors at once.
    private func link(_ paths: [String]) throws {
        for folder in OutputManifest.folders(of: paths).sorted() {
            try disk.makeFolder(folder.isEmpty ? next : next + "/" + folder)
        }
        let failures = ParallelWork.slices(of: paths.count) { range -> (any Error)? in
            do {
                for path in paths[range] {
                    try disk.link(site + "/" + path, to: next + "/" + path)
                }
                return nil
            } catch {
                return error
            }
        }
        if let failure = failures.compactMap({ $0 }).first { throw failure }
    }

    private static func mark(of file: String) -> UInt64? {
        (try? String(contentsOfFile: file, encoding: .utf8)).flatMap { UInt64($0) }
    }

    // MARK: Exchange

    /// Puts the new site in the old one's place.
    ///
    /// - Parameter files: every file of the new site
    func commit(_ files: [File]) throws -> Result {
        var entries: [String: OutputManifest.Entry] = [:]
        entries.reserveCapacity(files.count)
        for file in files { entries[file.path] = file.entry }
        let written = Set(files.lazy.filter(\.isWritten).map(\.path))
        let removed = existing.filter { entries[$0] == nil }
        let isThere = disk.stamp(site)?.isFolder == true
        if written.isEmpty, removed.isEmpty, isThere {
            return result(entries, written, removed, generation: old.generation)
        }
        // A new number each time, also after states that nobody remembers.
        let generation = max(old.generation, Self.now()) &+ 1
        if let first = written.first ?? removed.first { try prepare(first) }
        for path in removed.sorted() { try remove(path) }
        try linkHiddenFiles()
        if !isThere {
            try disk.move(next, to: site)
        } else if try !disk.exchange(next, site) {
            try disk.move(site, to: aside)
            try disk.move(next, to: site)
            try disk.move(aside, to: next)
        }
        // From here on the new site is served. What follows only saves time to the next render.
        try moveHiddenFolders()
        try? refresh(isNew: !isThere, entries, written: written, removed: removed, generation)
        return result(entries, written, removed, generation: generation)
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private func result(
        _ entries: [String: OutputManifest.Entry], _ written: Set<String>, _ removed: Set<String>,
        generation: UInt64
    ) -> Result {
        var folders: [String: Int64] = [:]
        if written.isEmpty, removed.isEmpty, !isTouchedByOthers {
            folders = old.folders
        } else {
            let paths = Array(OutputManifest.folders(of: entries.keys))
            let times = ParallelWork.slices(of: paths.count) { range in
                disk.stamps(of: paths[range], in: site).map { $0?.modified }
            }
            for (path, time) in zip(paths, times.joined()) { folders[path] = time }
        }
        return Result(
            written: written, unchanged: entries.count - written.count, removed: removed.count,
            manifest: OutputManifest(
                generation: generation, entries: entries, folders: folders))
    }

    private func remove(_ path: String) throws {
        if disk.stamp(next + "/" + path)?.isFolder == true { return }
        try disk.removeFile(next + "/" + path)
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            guard disk.removeEmptyFolder(next + "/" + rest) else { break }
        }
    }

    /// After the exchange the spare is the old site; this makes it the new one.
    private func refresh(
        isNew: Bool, _ entries: [String: OutputManifest.Entry], written: Set<String>,
        removed: Set<String>, _ generation: UInt64
    ) throws {
        let isWhole = existing.count > entries.count / 2 && !isTouchedByOthers && !isNew
        if !isWhole { try disk.removeTree(next) }
        for path in removed where isWhole { try remove(path) }
        try link(isWhole ? written.sorted() : entries.keys.sorted())
        try Data(String(generation).utf8).write(to: URL(filePath: marker))
    }

    /// Forgets what was written, after a render that failed; a disk that fails too is left alone.
    func abandon() {
        spare.withLock { spare in
            guard spare.isReady else { return }
            do {
                for path in spare.touched {
                    if existing.contains(path) {
                        try disk.link(site + "/" + path, to: next + "/" + path)
                    } else {
                        try remove(path)
                    }
                }
            } catch {
                return
            }
            if !spare.isReshaped, !isTouchedByOthers {
                try? Data(String(old.generation).utf8).write(to: URL(filePath: marker))
            }
        }
    }

    // MARK: What is not ours

    /// Brings things in order after a render that was killed.
    private func recover() throws {
        if disk.stamp(site) == nil, disk.stamp(aside) != nil {
            try disk.move(aside, to: site)
        }
        if disk.stamp(next) != nil, disk.stamp(site) != nil { try moveHiddenFolders() }
        if disk.stamp(aside) != nil { try disk.removeTree(aside) }
    }

    private func linkHiddenFiles() throws {
        for entry in disk.entries(site) where entry.name.hasPrefix(".") && !entry.isFolder {
            try disk.link(site + "/" + entry.name, to: next + "/" + entry.name)
        }
    }

    /// After the exchange the old site stands in `next`; its hidden folders move to the new one.
    private func moveHiddenFolders() throws {
        for entry in disk.entries(next) where entry.name.hasPrefix(".") && entry.isFolder {
            let target = site + "/" + entry.name
            if disk.stamp(target) == nil {
                try disk.move(next + "/" + entry.name, to: target)
            }
        }
    }
}
