import Foundation
import LimnImages
import LimnModelFiles
import LimnTensors
import LimnTestSupport
import LimnVisionModels

/// The tiny InternLM-XComposer of Tests/Fixtures/xcomposer, and what the official code computed with
/// it: see the README there.
enum XComposerFixture {
    static let folder = GoldenFile.fixtures.appending(path: "xcomposer")
    static let tiny = folder.appending(path: "tiny")

    static func model(threads: Int = 1) throws -> XComposer {
        try XComposer.load(tiny, threads: threads)
    }

    static func golden(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(tiny.appending(path: name + ".safetensors"))
    }

    static func picture(_ number: Int) throws -> Bitmap {
        try ImageDecoder().decode(tiny.appending(path: "image\(number).png")).bitmap
    }

    static func ids(_ name: String, in file: SafetensorsFile) throws -> [Int32] {
        try file.integers(name).map { Int32($0) }
    }
}

extension [Float] {
    /// The largest difference to numbers that should be the same; infinite if there are not as many.
    func distance(to other: [Float]) -> Float {
        guard count == other.count else { return .infinity }
        var largest: Float = 0
        for (left, right) in zip(self, other) {
            let difference = abs(left - right)
            guard difference.isFinite else { return .infinity }
            largest = Swift.max(largest, difference)
        }
        return largest
    }
}
