import Foundation
import LimnImages

/// What was seen in the library's pictures, each looked at once and kept in the index by the hash
/// of its content.
struct LookStore {
    /// What a picture that was just looked at gave.
    struct Fresh {
        let sight: Sight?
        let traits: PictureTraits
    }

    let library: ImageLibrary
    /// The model that looks; without one, only traits are measured.
    let looker: (any PictureLooker)?

    /// Looks at the library's pictures that were not looked at yet.
    ///
    /// Pictures are decoded one at a time and no larger than needed, so memory does not grow with
    /// the library; what was seen is stored after every few, so an interruption loses little.
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
        var fresh: [String: Fresh] = [:]
        var problems: [LibraryProblem] = []
        var looked = 0
        for (done, id) in missing.enumerated() {
            if let record = try library.record(id: id) {
                do {
                    let bitmap = try bitmap(of: record)
                    fresh[record.contentHash] = Fresh(
                        sight: try looker?.look(at: bitmap), traits: PictureTraits(bitmap))
                    looked += 1
                } catch let error as ImageError {
                    problems.append(Self.problem(error, record))
                }
            }
            if fresh.count == 16 || done == missing.count - 1 {
                try library.store(fresh, seenBy: looker?.modelHash)
                fresh = [:]
            }
            progress(done + 1, missing.count)
        }
        return (looked, problems)
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

    /// The picture no larger than needed.
    /// - Throws: `ImageError` if it cannot be decoded within the memory that indexing may take. JPEGs
    ///   are shrunk as they are decoded, so they may be larger than others.
    private func bitmap(of record: ImageRecord) throws -> Bitmap {
        let least = looker?.leastWidth(ofPicture: record.width, record.height) ?? 224
        return try ImageDecoder(mostPixels: Self.mostPixels(record))
            .decode(URL(filePath: record.path), leastWidth: least).bitmap
    }

    private static func mostPixels(_ record: ImageRecord) -> Int {
        record.format == ImageFormat.jpeg.rawValue ? 120_000_000 : 36_000_000
    }

    private static func problem(_ error: ImageError, _ record: ImageRecord) -> LibraryProblem {
        var message = "\(error.reason); only its texts are searched"
        if error.kind == .tooLarge {
            let most = mostPixels(record) / 1_000_000
            message =
                "\(record.width) × \(record.height) pixels are too many to look at in a "
                + "\(record.format) file, so only its texts are searched. Make it smaller than "
                + "\(most) megapixels" + (most < 120 ? ", or save it as a JPEG of at most 120" : "")
        }
        return LibraryProblem(file: record.path, line: nil, message: message)
    }
}
