import Foundation
import LimnImages
import Synchronization

/// What was seen in the library's pictures, each looked at once and kept in the index by the hash
/// of its content.
struct LookStore {
    /// What a picture that was just looked at gave.
    struct Fresh {
        let sight: Sight?
        let traits: PictureTraits
    }

    /// How many pictures are looked at before what was seen is stored.
    private static let batch = 32
    /// The most bytes that the pictures in memory may take while they are decoded and looked at: with the
    /// models, the whole stays under 400 MB.
    private static let mostMemory = 200_000_000
    /// About what a model's own buffers take beside a picture.
    private static let lookingMemory = 12_000_000

    let library: ImageLibrary
    /// The model that looks; without one, only traits are measured.
    let looker: (any PictureLooker)?

    /// Looks at the library's pictures that were not looked at yet.
    ///
    /// Pictures are decoded no larger than needed, and as many at once as the bound on memory allows;
    /// what was seen is stored after every few, so an interruption loses little.
    /// - Parameter progress: called with the number of pictures looked at and their total.
    /// - Returns: how many pictures were looked at, and those that could not be.
    func look(
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> (looked: Int, problems: [LibraryProblem]) {
        var known = try library.measuredHashes()
        if let looker {
            try library.forgetLooks(except: looker.modelHash)
            known.formIntersection(try library.hashes(seenBy: looker.modelHash))
        }
        var missing: [String] = []
        try library.inBatches { records in
            for record in records where known.insert(record.contentHash).inserted {
                missing.append(record.id)
            }
        }
        known = []
        var problems: [LibraryProblem] = []
        var looked = 0
        for start in stride(from: 0, to: missing.count, by: Self.batch) {
            let ids = missing[start..<min(missing.count, start + Self.batch)]
            let records = try ids.compactMap { try library.record(id: $0) }
            let outcomes = look(at: records)
            var fresh: [String: Fresh] = [:]
            for (record, outcome) in zip(records, outcomes) {
                do {
                    fresh[record.contentHash] = try outcome.get()
                    looked += 1
                } catch let error as ImageError {
                    problems.append(Self.problem(error, record))
                } catch {
                    // What was seen before a model failed is kept all the same.
                }
            }
            try library.store(fresh, seenBy: looker?.modelHash)
            for case .failure(let error) in outcomes where !(error is ImageError) { throw error }
            progress(ids.endIndex, missing.count)
        }
        return (looked, problems)
    }

    /// Looks at some pictures, several at once as long as memory allows it.
    private func look(at records: [ImageRecord]) -> [Result<Fresh, any Error>] {
        let outcomes = Mutex([Result<Fresh, any Error>?](repeating: nil, count: records.count))
        let next = Atomic(0)
        let memory = MemoryGate(bytes: Self.mostMemory)
        let looker = looker
        let workers =
            looker?.usesAllProcessors == true ? 1 : ProcessInfo.processInfo.activeProcessorCount
        DispatchQueue.concurrentPerform(iterations: min(workers, records.count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < records.count else { return }
                let outcome = Result { try Self.look(at: records[index], with: looker, memory) }
                outcomes.withLock { $0[index] = outcome }
            }
        }
        return outcomes.withLock { $0.compactMap { $0 } }
    }

    /// Decodes a picture no larger than needed, and looks at it.
    /// - Throws: `ImageError` if it cannot be decoded within the memory that indexing may take, and what the
    ///   model throws.
    private static func look(
        at record: ImageRecord, with looker: (any PictureLooker)?, _ memory: MemoryGate
    ) throws -> Fresh {
        let file = URL(filePath: record.path)
        let least = looker?.leastWidth(ofPicture: record.width, record.height) ?? 224
        let decoder = ImageDecoder(mostMemory: mostMemory)
        let needed = try decoder.memoryNeeded(file, leastWidth: least)
        return try memory.withBytes(needed + lookingMemory) {
            let picture = try decoder.decode(file, leastWidth: least)
            let header = picture.header
            // The measures were learnt on JPEGs as they are decoded and on others as they are stored.
            let shorterSide =
                header.format == .jpeg ? nil : min(header.storedWidth, header.storedHeight)
            return Fresh(
                sight: try looker?.look(at: picture.bitmap),
                traits: PictureTraits(picture.bitmap, shorterSide: shorterSide))
        }
    }

    /// The measures of pictures that were looked at, in order; `nil` for those that cannot be decoded.
    func traits(of records: [ImageRecord]) throws -> [PictureTraits?] {
        let traits = try library.traits()
        return records.map { traits[$0.contentHash] }
    }

    /// The classes seen in pictures that were looked at, in order.
    func classes(of records: [ImageRecord]) throws -> [[SeenClass]] {
        let classes = try looker.map { try library.classes(seenBy: $0.modelHash) } ?? [:]
        return records.map { classes[$0.contentHash] ?? [] }
    }

    private static func problem(_ error: ImageError, _ record: ImageRecord) -> LibraryProblem {
        var message = "\(error.reason); only its texts are searched"
        if error.kind == .tooLarge {
            let most = mostMemory / 1_000_000
            message =
                "\(record.width) × \(record.height) pixels in \(record.format.uppercased()) take more "
                + "than the \(most) MB that looking at a picture may take, so only its texts are "
                + "searched. Make it smaller"
                + (record.format == ImageFormat.jpeg.rawValue
                    ? ", or save it without progressive scans" : ", or save it as a JPEG")
        }
        return LibraryProblem(file: record.path, line: nil, message: message)
    }
}
