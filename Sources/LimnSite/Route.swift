/// The folder of the site in which a page lives, as names without slashes.
public struct Route: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The names of the folders, from the top.
    public let segments: [String]
    /// The folder, `a/b/`; empty for the top.
    public let folder: String

    /// Makes a route.
    public init(_ segments: [String]) {
        self.segments = segments
        var folder = ""
        for segment in segments {
            folder += segment
            folder += "/"
        }
        self.folder = folder
    }

    /// The top of the site.
    public static let top = Route([])

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
        var path = path
        return path.withUTF8 { target in
            var own = folder
            return own.withUTF8 { own in
                // What both have in common ends with a slash.
                var shared = 0
                var place = 0
                while place < own.count, place < target.count, own[place] == target[place] {
                    place += 1
                    if own[place - 1] == UInt8(ascii: "/") { shared = place }
                }
                var url: [UInt8] = []
                url.reserveCapacity(3 * segments.count + target.count)
                for byte in own[shared...] where byte == UInt8(ascii: "/") {
                    url.append(contentsOf: "../".utf8)
                }
                Self.encode(UnsafeBufferPointer(rebasing: target[shared...]), into: &url)
                return url.isEmpty ? "./" : String(decoding: url, as: UTF8.self)
            }
        }
    }

    /// Percent-encodes a path as UTF-8, slashes kept.
    public static func encoded(_ path: String) -> String {
        var text = path
        return text.withUTF8 { bytes in
            if bytes.allSatisfy({ isPlain[Int($0)] }) { return path }
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count + bytes.count / 2)
            encode(bytes, into: &result)
            return String(decoding: result, as: UTF8.self)
        }
    }

    private static func encode(_ bytes: UnsafeBufferPointer<UInt8>, into result: inout [UInt8]) {
        for byte in bytes {
            if isPlain[Int(byte)] {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            }
        }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Which bytes stand for themselves (RFC 3986, unreserved), and the slash.
    private static let isPlain: [Bool] = (0..<256).map { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~/".utf8.contains(UInt8(byte))
        }
    }

    /// Orders by the folders' names.
    public static func < (left: Route, right: Route) -> Bool { left.folder < right.folder }
}
