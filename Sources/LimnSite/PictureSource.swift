import Foundation

/// Where the pictures behind `library:ID` come from.
public protocol PictureSource: Sendable {
    /// The picture with an ID; `nil` when there is none.
    func picture(id: String) throws -> SitePicture?
}

/// A picture of the library, as far as publishing needs to know it.
public struct SitePicture: Sendable, Hashable {
    /// The file.
    public var file: URL
    /// Who made it.
    public var credit: String?
    /// Where it is from.
    public var creditURL: String?
    /// The terms under which it is published.
    public var licence: String?
    /// Where the terms stand.
    public var licenceURL: String?
    /// What it shows.
    public var alternativeText: String?

    /// Makes a picture.
    public init(
        file: URL, credit: String? = nil, creditURL: String? = nil, licence: String? = nil,
        licenceURL: String? = nil, alternativeText: String? = nil
    ) {
        self.file = file
        self.credit = credit
        self.creditURL = creditURL
        self.licence = licence
        self.licenceURL = licenceURL
        self.alternativeText = alternativeText
    }
}

/// Finds pictures by path alone, with no credits: for sites without a library index, and tests.
public struct FolderPictureSource: PictureSource {
    private let folders: [String: URL]

    /// Serves some folders; an ID is a folder's own name, a slash and the path in it.
    public init(_ folders: [URL]) {
        self.folders = Dictionary(
            folders.map { ($0.lastPathComponent, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The picture with an ID, where the file exists inside its folder.
    public func picture(id: String) -> SitePicture? {
        let parts = id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, let folder = folders[parts[0]] else { return nil }
        let path = parts.dropFirst().joined(separator: "/")
        return ContainedPath.resolve(path, in: folder).map { SitePicture(file: $0) }
    }
}

/// Paths that may not leave a folder, whatever they contain.
enum ContainedPath {
    /// The existing file behind a path, or `nil` when there is none inside the folder.
    static func resolve(_ path: String, in folder: URL, from start: URL? = nil) -> URL? {
        guard !path.isEmpty, !path.hasPrefix("/"), !path.contains("\0"), !path.contains("\\") else {
            return nil
        }
        // Dots in a path must not lead out; a symbolic link is the owner's own wish.
        let file = (start ?? folder).appending(path: path).standardizedFileURL
        let inside = folder.standardizedFileURL.path
        guard file.path.hasPrefix(inside.hasSuffix("/") ? inside : inside + "/"),
            FileManager.default.fileExists(atPath: file.path)
        else { return nil }
        return file
    }
}
