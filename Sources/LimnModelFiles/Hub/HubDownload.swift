import Foundation
import LimnDigests

/// Fetches models of the Hugging Face hub into a store.
///
/// A pull can be interrupted at any point and goes on where it stopped. Large files come in several ranges
/// at once; a file counts only when its hash is the one that the hub announces.
public struct HubDownload: Sendable {
    /// The hub's public address.
    public static let publicAddress = "https://huggingface.co"

    /// How transfers are made.
    public struct Settings: Sendable {
        /// How many ranges of a file come at once.
        public var connections = 4
        /// Files below this come in one.
        public var leastBytesOfRange: UInt64 = 32 << 20
        /// How often a transfer is tried again when nothing arrives.
        public var attempts = 6
        /// The pause before the second attempt, in seconds; each further one is twice as long.
        public var pause = 0.5

        /// Usual settings.
        public init() {}
    }

    private let store: ModelStore
    private let client: HubClient
    private let settings: Settings

    /// A downloader for a store.
    ///
    /// - Parameters:
    ///   - environment: `HF_ENDPOINT` is the hub's address if it is not the public one, `HF_TOKEN` what
    ///     models that are not for everybody ask for.
    /// - Throws: `ModelStoreError` with `fetchFailed` if `HF_ENDPOINT` is no address.
    public init(
        store: ModelStore,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        settings: Settings = Settings()
    ) throws {
        let address = environment["HF_ENDPOINT"].flatMap { $0.isEmpty ? nil : $0 }
        guard let base = URL(string: address ?? Self.publicAddress),
            ["http", "https"].contains(base.scheme?.lowercased() ?? ""), base.host != nil
        else {
            throw ModelStoreError(
                reason: .fetchFailed, message: "HF_ENDPOINT is no address: \(address ?? "")",
                remedy: "Give one that begins with https://, or unset it.")
        }
        self.store = store
        self.settings = settings
        let token = environment["HF_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        client = HubClient(base: base, token: token)
    }

    /// A model as it was pulled.
    public struct Pulled: Sendable {
        /// The folder, or the one file that was named.
        public let location: URL
        /// What the hub says of it.
        public let model: HubModel
        /// The files that were wanted.
        public let files: [HubFile]
        /// How many of them were not there yet.
        public let fetched: Int
    }

    /// Gets what a reference names.
    ///
    /// - Parameter report: Called often, from the calling task.
    /// - Throws: `ModelStoreError`. After `wrongHash` the refused file is kept as `NAME.rejected`.
    public func pull(
        _ reference: HubReference, report: (ModelDownload.Progress) -> Void = { _ in }
    ) async throws -> Pulled {
        let model = try await patiently(for: "\(reference)") {
            try await client.model(reference)
        }
        let files = try model.needed(of: reference)
        let folder = store.folder.appendingPathComponent(reference.folder)
        try createFolder(folder)
        let lock = try FolderLock(folder)
        defer { withExtendedLifetime(lock) {} }
        try checkDisk(for: files, in: folder)
        var fetched = 0
        for file in files {
            let place = folder.appendingPathComponent(file.path)
            if try isRight(place, file, report: report) { continue }
            try createFolder(place.deletingLastPathComponent())
            try await fetch(file, reference, commit: model.commit, to: place, report: report)
            fetched += 1
        }
        try note(model, files, in: folder)
        return Pulled(
            location: reference.file.map { folder.appendingPathComponent($0) } ?? folder,
            model: model, files: files, fetched: fetched)
    }

    private func fetch(
        _ file: HubFile, _ reference: HubReference, commit: String, to place: URL,
        report: (ModelDownload.Progress) -> Void
    ) async throws {
        let partial = place.appendingPathExtension("part")
        let parts = Int(
            min(
                UInt64(max(1, settings.connections)),
                file.bytes / max(1, settings.leastBytesOfRange)))
        let book: TransferBook
        do {
            book = try TransferBook(
                partial: partial, mark: file.mark, bytes: file.bytes, segments: parts)
        } catch { throw unwritable(partial, "\(error)") }
        // What is shown belongs to the calling task, so that the numbers go through a stream.
        let (numbers, continuation) = AsyncStream<UInt64>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        let transfer = Task {
            defer {
                book.close()
                continuation.finish()
            }
            do {
                try await fetchSegments(of: file, reference, commit: commit, into: book) {
                    continuation.yield(book.done)
                }
            } catch is HubClient.RangeIgnored {
                try await fetchWhole(file, reference, commit: commit, into: book) {
                    continuation.yield(book.done)
                }
            }
        }
        do {
            try await withTaskCancellationHandler {
                for await done in numbers { report(progress(file, .fetching(""), done)) }
                try await transfer.value
            } onCancel: {
                transfer.cancel()
            }
        } catch let error as CocoaError { throw unwritable(partial, "\(error)") }
        guard try isRight(partial, file, report: report) else {
            book.remove()
            throw refusal(of: file, partial, place)
        }
        guard rename(partial.path, place.path) == 0 else {
            throw unwritable(place, String(cString: strerror(errno)))
        }
        book.remove()
        if let sha256 = file.sha256, let stamp = FileReceipt.stamp(of: place) {
            store.write(
                FileReceipt(
                    path: place.path, bytes: stamp.bytes, modified: stamp.modified, sha256: sha256))
        }
    }

    private func fetchSegments(
        of file: HubFile, _ reference: HubReference, commit: String, into book: TransferBook,
        arrived: @escaping @Sendable () -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in book.segments.indices {
                group.addTask {
                    try await patiently(for: file.path, progress: { book.done }) {
                        let segment = book.segments[index]
                        guard segment.start < segment.end else { return }
                        try await client.bytes(
                            of: file, reference, commit: commit, range: segment.start..<segment.end
                        ) {
                            try book.write($0, to: index)
                            arrived()
                        }
                        // A body that ends early and says so is asked for again.
                        guard book.segments[index].start == segment.end else {
                            throw URLError(.networkConnectionLost)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func fetchWhole(
        _ file: HubFile, _ reference: HubReference, commit: String, into book: TransferBook,
        arrived: @escaping @Sendable () -> Void
    ) async throws {
        try await patiently(for: file.path) {
            try book.reset()
            try await client.bytes(of: file, reference, commit: commit, range: nil) {
                try book.write($0, to: 0)
                arrived()
            }
            guard book.done == file.bytes else { throw URLError(.networkConnectionLost) }
        }
    }

    /// Tries again after what may pass, as long as something arrives between two failures.
    private func patiently<Value: Sendable>(
        for what: String, progress: () -> UInt64 = { 0 }, _ body: () async throws -> Value
    ) async throws -> Value {
        var failures = 0
        var reached = progress()
        while true {
            do {
                return try await body()
            } catch let error as ModelStoreError {
                throw error
            } catch let error as CocoaError {
                throw error
            } catch let error as HubClient.RangeIgnored {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                try Task.checkCancellation()
                let now = progress()
                failures = now > reached ? 1 : failures + 1
                reached = now
                guard failures < settings.attempts else {
                    throw ModelStoreError(
                        reason: .fetchFailed,
                        message: "\(what) does not arrive: \(Self.words(error))",
                        remedy:
                            "Check the network, then run the same again: what has arrived is kept.")
                }
                try await Task.sleep(
                    for: .seconds(settings.pause * Double(1 << min(failures - 1, 6))))
            }
        }
    }

    private static func words(_ error: any Error) -> String {
        let system = error as NSError
        return system.userInfo[NSLocalizedDescriptionKey] as? String
            ?? (system.userInfo[NSUnderlyingErrorKey] as? NSError)?.userInfo[
                NSLocalizedDescriptionKey] as? String ?? "the server answered with an error"
    }
}

extension HubDownload {
    /// Whether a file is there with the length and hash that the hub announces.
    private func isRight(
        _ place: URL, _ file: HubFile, report: (ModelDownload.Progress) -> Void
    ) throws -> Bool {
        guard FileReceipt.stamp(of: place)?.bytes == file.bytes else { return false }
        if let expected = file.sha256 {
            return try store.sha256(of: place) { done in
                report(progress(file, .checking, done))
            } == expected
        }
        guard let expected = file.gitBlob else { return true }
        return try ContentDigest.gitBlob(of: place) == expected
    }

    /// Writes beside the files what they are.
    private func note(_ model: HubModel, _ files: [HubFile], in folder: URL) throws {
        let file = folder.appendingPathComponent(HubModel.noteName)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            // Files that were named one by one come together in one note.
            let known = HubModel.noted(in: folder).flatMap { $0.commit == model.commit ? $0 : nil }
            let others = (known?.files ?? []).filter { !files.contains($0) }
            let note = HubModel(
                commit: model.commit, licence: model.licence,
                files: (others + files).sorted { $0.path < $1.path })
            try encoder.encode(note).write(to: file, options: .atomic)
        } catch { throw unwritable(file, "\(error)") }
    }

    private func progress(
        _ file: HubFile, _ phase: ModelDownload.Progress.Phase, _ done: UInt64
    ) -> ModelDownload.Progress {
        ModelDownload.Progress(file: file.path, phase: phase, done: done, total: file.bytes)
    }

    private func checkDisk(for files: [HubFile], in folder: URL) throws {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.uint64Value else { return }
        var needed: UInt64 = 64 << 20
        for file in files {
            let place = folder.appendingPathComponent(file.path)
            guard FileReceipt.stamp(of: place)?.bytes != file.bytes else { continue }
            let (sum, overflow) = needed.addingReportingOverflow(file.bytes)
            needed = overflow ? .max : sum
        }
        guard free < needed else { return }
        throw ModelStoreError(
            reason: .diskFull,
            message: "the files need \(needed >> 20) MiB in \(folder.path), and \(free >> 20) MiB "
                + "are free",
            remedy: "Make room, or set LIMN_MODELS to a folder on a larger disk.")
    }

    private func refusal(of file: HubFile, _ partial: URL, _ place: URL) -> ModelStoreError {
        let rejected = place.appendingPathExtension("rejected")
        _ = rename(partial.path, rejected.path)
        return ModelStoreError(
            reason: .wrongHash,
            message:
                "\(file.path) was refused: its hash is not \(file.mark), which the hub announces",
            remedy: "It is kept as \(rejected.path) for a look at it, and is not used.\n"
                + "Run the same again to download it anew.")
    }

    private func createFolder(_ url: URL) throws {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch { throw unwritable(url, error.localizedDescription) }
    }

    private func unwritable(_ url: URL, _ detail: String) -> ModelStoreError {
        ModelStoreError(
            reason: .inputOutput, message: "cannot write \(url.path): \(detail)",
            remedy: "Check the folder's permissions and the room on the disk, "
                + "or set LIMN_MODELS to another folder.")
    }
}

extension HubModel {
    /// The file in a model's folder that says what its files are.
    static let noteName = ".limn-hub.json"

    /// What was pulled into a folder; `nil` if nothing was.
    public static func noted(in folder: URL) -> HubModel? {
        let file = folder.appendingPathComponent(noteName)
        return (try? Data(contentsOf: file)).flatMap {
            try? JSONDecoder().decode(HubModel.self, from: $0)
        }
    }
}
