import Foundation

/// Finds the file behind an address, and never one outside the site's folder.
struct SiteFiles: Sendable {
    /// Where an address leads.
    enum Place: Equatable {
        case file(URL, bytes: Int)
        /// The address of a folder, written without the slash at its end.
        case folderWithoutSlash
        case nothing
        /// Not an address of this site at all.
        case malformed
    }

    /// The folder of the rendered site.
    let root: URL
    /// Where the site is mounted: begins and ends with a slash.
    let basePath: String

    /// - Parameter path: the path of a request, percent-encoded
    func place(_ path: String) -> Place {
        guard let segments = segments(path) else { return .malformed }
        guard let names = segments, let realRoot = Self.realPath(root.path) else { return .nothing }
        let isFolder = path.hasSuffix("/")
        var file = realRoot
        for name in names { file += "/" + name }
        guard let real = Self.realPath(file), real == realRoot || real.hasPrefix(realRoot + "/")
        else { return .nothing }
        switch Self.kind(real) {
        case .folder where isFolder:
            guard let index = Self.realPath(real + "/index.html"),
                index.hasPrefix(realRoot + "/"), case .file(let bytes) = Self.kind(index)
            else { return .nothing }
            return .file(URL(filePath: index), bytes: bytes)
        case .folder: return .folderWithoutSlash
        case .file(let bytes) where !isFolder: return .file(URL(filePath: real), bytes: bytes)
        default: return .nothing
        }
    }

    /// The page for addresses that lead nowhere: that of the language's folder, or the site's.
    func notFoundPage(for path: String) -> URL? {
        var names = (segments(path) ?? nil) ?? []
        while true {
            let folder = names.map { $0 + "/" }.joined()
            if case .file(let url, _) = place(basePath + Self.encoded(folder) + "404.html") {
                return url
            }
            guard names.popLast() != nil else { return nil }
        }
    }

    /// The decoded names below the base path; `nil` inside for an address beside it, `nil` outside
    /// for what is no address.
    private func segments(_ path: String) -> [String]?? {
        guard path.hasPrefix("/"), path.utf8.count <= 8192 else { return .none }
        guard path.hasPrefix(basePath) else { return .some(nil) }
        var names: [String] = []
        for part in path.dropFirst(basePath.count).split(separator: "/") {
            guard let name = part.removingPercentEncoding else { return .none }
            guard name != ".", name != "..", !name.contains("/"), !name.contains("\\"),
                !name.contains("\0")
            else { return .none }
            // Hidden files at the top of a site are the owner's, a .git for example.
            guard !name.hasPrefix(".") || name == ".well-known" else { return .some(nil) }
            names.append(name)
        }
        return .some(names)
    }

    private static func encoded(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    }

    private enum Kind {
        case file(Int)
        case folder
        case other
    }

    private static func kind(_ path: String) -> Kind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .other }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(Int(status.st_size))
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// The path with every symbolic link followed; `nil` where nothing is.
    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
