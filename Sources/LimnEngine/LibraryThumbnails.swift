import Foundation
import LimnImageLibrary
import LimnImages

/// Small versions of the library's pictures, for pages that show many of them.
public struct LibraryThumbnails: Sendable {
    private let library: ImageLibrary

    /// Thumbnails of an indexed library.
    public init(_ library: ImageLibrary) {
        self.library = library
    }

    /// A picture as a JPEG on white.
    ///
    /// - Parameters:
    ///   - id: the picture
    ///   - width: columns at most
    /// - Returns: `nil` where the library has no such picture
    /// - Throws: `ImageError` for a file that cannot be decoded
    public func jpeg(of id: String, width: Int) throws -> Data? {
        guard let record = try library.record(id: id) else { return nil }
        var bitmap = try ImageDecoder().decode(URL(filePath: record.path), leastWidth: width)
            .bitmap
        if bitmap.width > width {
            let height = max(1, bitmap.height * width / bitmap.width)
            bitmap = bitmap.resized(width: width, height: height)
        }
        return try ImageEncoder().encode(bitmap, as: .jpeg)
    }
}
