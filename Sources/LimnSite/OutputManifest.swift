/// What the site's folder holds, and from what each file was made.
struct OutputManifest: Sendable, Codable {
    /// A file of the site.
    struct Entry: Sendable, Codable {
        /// What it was made from; `nil` where that is not followed.
        var key: RenderKey?
        /// What stands for that as far as it is declared, see ``DeclaredInputs``; `nil` where more
        /// may have gone in.
        var inputs: RenderKey?
        let stamp: OutputDisk.Stamp
    }

    /// Differs from one published state to the next.
    var generation: UInt64
    /// By the path in the site.
    var entries: [String: Entry]
    /// When names last came to or went from the folders, by path.
    var folders: [String: Int64]

    static let empty = OutputManifest(generation: 0, entries: [:], folders: [:])

    /// The folders in which files stand; the empty path is the site's own.
    static func folders(of paths: some Sequence<String>) -> Set<String> {
        var found: Set<String> = [""]
        for path in paths {
            var rest = path.utf8[...]
            while let slash = rest.lastIndex(of: UInt8(ascii: "/")) {
                rest = rest[..<slash]
                guard found.insert(String(path[..<slash])).inserted else { break }
            }
        }
        return found
    }
}
