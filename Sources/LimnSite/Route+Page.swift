import Foundation
import LimnArticles

extension Route {
    /// Where a page is published: by its path, or by what its front matter says.
    ///
    /// - Throws: a `Problem` when front matter asks for an address that no page can have
    init(
        of matter: PageMatter, name: ContentName, file: String, in configuration: SiteConfiguration
    ) throws {
        let isMain = name.language == configuration.defaultLanguage
        let prefix = isMain ? [] : [name.language.code]
        let place = SourceLocation(file: file, line: matter.addressLine)
        if let address = matter.address, name.role != .section {
            // As in Hugo, a slash in front means that the language is in the address already.
            let isRooted = address.hasPrefix("/")
            let segments = try Self.segments(of: address, at: place)
            self.init(isRooted || segments.first == prefix.first ? segments : prefix + segments)
            return
        }
        var segments = prefix + name.folder
        if let slug = matter.slug, name.role != .section {
            let parts = try Self.segments(of: slug, at: place)
            guard parts.count == 1 else {
                throw Problem(
                    at: place, "a slug is one part of an address, not '\(slug.prefix(80))'",
                    remedy: "Write the whole address with 'url'.")
            }
            if name.name == nil, !name.folder.isEmpty { segments.removeLast() }
            segments.append(parts[0])
        } else if let own = name.name {
            segments.append(own)
        }
        self.init(segments)
    }

    /// The folders of an address; the endings `.html` and `index.html` are no part of them.
    ///
    /// - Throws: a `Problem` when it could not be a folder of the site
    static func segments(of address: String, at place: SourceLocation) throws -> [String] {
        let path = address.removingPercentEncoding ?? address
        var segments = path.split(separator: "/").map(String.init)
        if let last = segments.last, last.hasSuffix(".html") || last.hasSuffix(".htm") {
            segments.removeLast()
            let stem = String(last.prefix(upTo: last.lastIndex(of: ".") ?? last.endIndex))
            if stem != "index" { segments.append(stem) }
        }
        let isUsable = segments.allSatisfy { segment in
            segment != "." && segment != ".." && segment.utf8.count <= 200
                && segment.unicodeScalars.allSatisfy { scalar in
                    scalar.value >= 0x20 && scalar.value != 0x7F && !"\\?#:*<>|".contains(scalar)
                }
        }
        guard isUsable, path.utf8.count <= 1_000 else {
            throw Problem(
                at: place, "'\(address.prefix(80))' cannot be the address of a page",
                remedy: "Write a path of the site, for instance /guides/savanna/.")
        }
        return segments
    }
}

extension String {
    fileprivate func contains(_ scalar: Unicode.Scalar) -> Bool { unicodeScalars.contains(scalar) }
}
