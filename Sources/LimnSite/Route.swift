import Foundation

/// The folder of the site in which a page lives, as names without slashes.
public struct Route: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The names of the folders, from the top.
    public let segments: [String]

    /// Makes a route.
    public init(_ segments: [String]) {
        self.segments = segments
    }

    /// The top of the site.
    public static let top = Route([])

    /// The folder, `a/b/`; empty for the top.
    public var folder: String { segments.map { $0 + "/" }.joined() }

    /// A file in the folder.
    public func file(_ name: String) -> String { folder + name }

    /// The address within the site as it is linked to: percent-encoded, `/a/b/`.
    public var description: String { "/" + Self.encoded(folder) }

    /// A folder below.
    public func appending(_ segment: String) -> Route { Route(segments + [segment]) }

    /// The address of a file or folder of the site, seen from this page.
    ///
    /// - Parameter path: `assets/theme.css`, or a folder that ends with a slash
    public func relativeURL(to path: String) -> String {
        let target = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        var shared = 0
        while shared < segments.count, shared < target.count - 1, segments[shared] == target[shared]
        {
            shared += 1
        }
        let up = String(repeating: "../", count: segments.count - shared)
        let down = target[shared...].joined(separator: "/")
        let url = up + Self.encoded(down)
        return url.isEmpty ? "./" : url
    }

    /// Percent-encodes a path as UTF-8, slashes kept.
    public static func encoded(_ path: String) -> String {
        path.utf8.map { byte in
            let isPlain =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || "-._~/".utf8.contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : String(format: "%%%02X", byte)
        }.joined()
    }

    /// Orders by the folders' names.
    public static func < (left: Route, right: Route) -> Bool { left.folder < right.folder }
}
