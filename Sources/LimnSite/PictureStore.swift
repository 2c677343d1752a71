import Foundation
import LimnArticles
import LimnDigests
import LimnImages

/// Makes the published sizes of pictures, once each.
///
/// Files are named by what went into them (the source's bytes and all settings), so that a name
/// never changes its meaning, browsers may keep them for ever, and a second render finds every one
/// in `.limn/pictures`. An index remembers sizes and dates of sources, which saves hashing them.
actor PictureStore {
    /// A picture that a page wants.
    struct Request: Sendable, Hashable {
        let file: URL
        /// Where it is wanted, for messages.
        let location: SourceLocation
    }

    /// How a request ended.
    enum Outcome: Sendable {
        case published(PublishedPicture)
        case failed(Problem)
    }

    private struct Source: Codable, Sendable {
        let bytes: Int
        let modified: Double
        let hash: String
    }

    private struct Index: Codable {
        var version = Index.current
        var sources: [String: Source] = [:]
        var pictures: [String: PublishedPicture] = [:]
        /// Grows by one whenever the site uses other pictures than before.
        var generation = 0
        /// The generation in which each picture was used last.
        var lastUse: [String: Int] = [:]

        static let current = 2
    }

    /// How many pictures were compressed, and how many were there already.
    private(set) var encoded = 0
    private(set) var reused = 0
    let folder: URL
    private let widths: [Int]
    private let quality: PictureQuality
    private var index: Index
    private var isChanged = false
    private var used: Set<String> = []
    private var pixelsAtWork = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// So many pixels are decoded at once, unless a single picture has more.
    private static let mostPixelsAtWork = 40_000_000
    /// Pictures that were not used in so many generations are thrown away: a draft that comes and
    /// goes, or a picture that is changed back, costs nothing.
    private static let keptGenerations = 8

    init(folder: URL, widths: [Int], quality: PictureQuality = .measured) throws {
        self.folder = folder
        self.widths = widths
        self.quality = quality
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let stored = (try? Data(contentsOf: folder.appending(path: "index.json")))
            .flatMap { try? JSONDecoder().decode(Index.self, from: $0) }
        index = stored?.version == Index.current ? stored ?? Index() : Index()
    }

    /// Prepares all pictures, a few at a time.
    ///
    /// - Parameters:
    ///   - requests: what pages want
    ///   - progress: called with the number done and the number in all
    func prepare(
        _ requests: [Request], progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async -> [URL: Outcome] {
        var wanted: [URL: Request] = [:]
        for request in requests where wanted[request.file] == nil {
            wanted[request.file] = request
        }
        let files = wanted.keys.sorted { $0.path < $1.path }
        var outcomes: [URL: Outcome] = [:]
        let atOnce = max(1, min(8, ProcessInfo.processInfo.activeProcessorCount))
        await withTaskGroup(of: (URL, Outcome).self) { group in
            var next = 0
            func start() {
                guard next < files.count, let request = wanted[files[next]] else { return }
                next += 1
                group.addTask { (request.file, await self.outcome(of: request)) }
            }
            for _ in 0..<atOnce { start() }
            while let (file, outcome) = await group.next() {
                outcomes[file] = outcome
                progress(outcomes.count, files.count)
                if encoded > 0, encoded.isMultiple(of: 16) { save() }
                start()
            }
        }
        prune()
        save()
        return outcomes
    }

    private func outcome(of request: Request) async -> Outcome {
        do {
            let key = try await key(of: request.file)
            used.insert(key)
            if let known = index.pictures[key], isWhole(known) {
                reused += 1
                return .published(known)
            }
            let weight = try Self.pixels(of: request.file)
            await begin(weight)
            defer { end(weight) }
            let maker = PictureMaker(folder: folder, widths: widths, quality: quality)
            let made = try await Task.detached { try maker.make(request.file, key: key) }.value
            index.pictures[key] = made
            isChanged = true
            encoded += 1
            return .published(made)
        } catch let error as ImageError {
            return .failed(
                Problem(
                    at: request.location,
                    "the picture \(request.file.lastPathComponent) cannot be published: "
                        + error.reason,
                    remedy: "The file is \(request.file.path). Replace it or choose another."))
        } catch {
            return .failed(
                Problem(
                    at: request.location,
                    "the picture \(request.file.lastPathComponent) cannot be published: \(error)",
                    remedy: "Check that \(request.file.path) can be read and the disk is not full.")
            )
        }
    }

    /// How many pixels are decoded of a file; none of a drawing.
    private static func pixels(of file: URL) throws -> Int {
        guard !VectorDrawing.isNamed(file) else { return 0 }
        let header = try ImageHeader.read(file)
        let (pixels, overflow) = header.width.multipliedReportingOverflow(by: header.height)
        return overflow ? mostPixelsAtWork : pixels
    }

    /// Waits until there is room for so many pixels.
    private func begin(_ pixels: Int) async {
        while pixelsAtWork > 0, pixelsAtWork + pixels > Self.mostPixelsAtWork {
            await withCheckedContinuation { waiting.append($0) }
        }
        pixelsAtWork += pixels
    }

    private func end(_ pixels: Int) {
        pixelsAtWork -= pixels
        let woken = waiting
        waiting = []
        for one in woken { one.resume() }
    }

    /// Throws away pictures that the site has not used for a while.
    private func prune() {
        let current = Set(index.lastUse.filter { $0.value == index.generation }.keys)
        guard used != current else { return }
        index.generation += 1
        for key in used { index.lastUse[key] = index.generation }
        isChanged = true
        let old = index.pictures.keys.filter { key in
            (index.lastUse[key] ?? index.generation) <= index.generation - Self.keptGenerations
        }
        for key in old {
            for file in index.pictures[key]?.files ?? [] {
                try? FileManager.default.removeItem(at: folder.appending(path: file.name))
            }
            index.pictures[key] = nil
            index.lastUse[key] = nil
        }
        for key in index.pictures.keys where index.lastUse[key] == nil {
            index.lastUse[key] = index.generation
        }
    }

    private func isWhole(_ picture: PublishedPicture) -> Bool {
        !picture.variants.isEmpty
            && picture.files.allSatisfy { variant in
                let file = folder.appending(path: variant.name)
                return FileStamp(file)?.bytes == variant.bytes
            }
    }

    /// The hash of the source and of everything that shapes the result.
    private func key(of file: URL) async throws -> String {
        let stamp = FileStamp(file)
        let hash: String
        if let known = index.sources[file.path], let stamp, known.bytes == stamp.bytes,
            known.modified == stamp.modified
        {
            hash = known.hash
        } else {
            hash = try await Task.detached { try PictureMaker.hash(of: file) }.value
            if let stamp {
                index.sources[file.path] = Source(
                    bytes: stamp.bytes, modified: stamp.modified, hash: hash)
                isChanged = true
            }
        }
        // Of GIFs more is published than in the third version.
        let version = file.pathExtension.lowercased() == "gif" ? "v4" : "v3"
        let settings = "\(version) \(widths) \(quality.description)"
        return ContentDigest.sha256("\(hash) \(settings)")
    }

    private func save() {
        guard isChanged else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A lost index costs time, never correctness.
        if let data = try? encoder.encode(index),
            (try? data.write(to: folder.appending(path: "index.json"), options: .atomic)) != nil
        {
            isChanged = false
        }
    }
}

/// Size and date of a file.
struct FileStamp: Sendable, Equatable {
    let bytes: Int
    let modified: Double

    init?(_ file: URL) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file.path),
            attributes[.type] as? FileAttributeType == .typeRegular,
            let size = attributes[.size] as? Int
        else { return nil }
        bytes = size
        modified = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    }
}
