/// What a scan of the library folders found.
public struct ScanReport: Equatable, Sendable {
    /// Pictures that are new.
    public internal(set) var added = 0
    /// Pictures that changed, or whose sidecars did.
    public internal(set) var updated = 0
    /// Pictures that are as they were.
    public internal(set) var unchanged = 0
    /// Pictures that are gone or excluded now.
    public internal(set) var removed = 0
    /// What could not be read, in the order of the paths.
    public internal(set) var problems: [LibraryProblem] = []

    /// The number of pictures in the library.
    public var total: Int { added + updated + unchanged }
}
