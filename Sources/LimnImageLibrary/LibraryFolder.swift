import Foundation

/// A picture found in a library folder, with all that decides what its record will say.
struct FoundPicture {
    let id: String
    let file: URL
    /// The path in the library folder.
    let path: String
    /// The wallpaper package that it stands for.
    let package: WallpaperPackage?
    let settings: FolderSettings

    /// The file that a sidecar of this ending would be.
    func sidecar(_ ending: String) -> URL {
        file.deletingPathExtension().appendingPathExtension(ending)
    }

    /// Changes whenever the picture or anything said about it does.
    var fingerprint: String {
        let files = [
            file, sidecar("yml"), sidecar("txt"), package?.metadata, SeenText.file(of: file),
        ]
        return "3|" + files.map { $0.map(FileStamp.text(of:)) ?? "-" }.joined(separator: "|")
            + settings.stamp
    }
}

/// One folder of the library: finds the pictures in it.
struct LibraryFolder: Sendable {
    /// The last component of the folder; ids begin with it.
    let name: String
    let url: URL
    /// Where it is, without a slash at the end.
    let path: String
    let excludes: [String]

    /// How deep folders are followed.
    private static let depthLimit = 32

    init(_ url: URL, excludes: [String]) {
        self.url = url.standardizedFileURL
        path = self.url.path
        self.excludes = excludes
        name = self.url.lastPathComponent
    }

    /// All pictures in the order of their paths.
    /// - Throws: `LibraryError` if the folder itself cannot be read.
    func pictures(problems: inout [LibraryProblem]) throws -> [FoundPicture] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
            isFolder.boolValue
        else {
            throw LibraryError(
                message: "the image library folder \(url.path) does not exist",
                remedy: "Create it, or correct 'library: folders:' in limn.yml.")
        }
        var found: [FoundPicture] = []
        walk(
            url, path: "", depth: 0, settings: FolderSettings(excludes: excludes), into: &found,
            problems: &problems)
        return found
    }

    private func walk(
        _ folder: URL, path: String, depth: Int, settings inherited: FolderSettings,
        into found: inout [FoundPicture], problems: inout [LibraryProblem]
    ) {
        guard depth <= Self.depthLimit,
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        else {
            problems.append(
                LibraryProblem(
                    file: folder.path, line: nil, message: "this folder cannot be read; skipped"))
            return
        }
        var settings = inherited
        if names.contains("library.yml") {
            let url = folder.appendingPathComponent("library.yml")
            do {
                settings = try inherited.reading(url, folder: path, problems: &problems)
            } catch {
                problems.append(Self.problem(error, file: url))
            }
        }
        if let package = WallpaperPackage(folder: folder) {
            if let file = largest(in: package.images) {
                let inside = join(join(path, "contents/images"), file)
                add(inside, package: package, settings: settings, to: &found)
            }
            return
        }
        for name in names.sorted(by: Self.byScalars) where !name.hasPrefix(".") {
            let child = folder.appendingPathComponent(name)
            let childPath = join(path, name)
            // Links are not followed: they could leave the folder or turn in circles.
            guard let stamp = FileStamp(child) else { continue }
            if stamp.isFolder {
                guard !settings.excludes(childPath) else { continue }
                walk(
                    child, path: childPath, depth: depth + 1, settings: settings, into: &found,
                    problems: &problems)
            } else if stamp.isRegular, Self.endings.contains(child.pathExtension.lowercased()) {
                add(childPath, package: nil, settings: settings, to: &found)
            }
        }
    }

    private func add(
        _ path: String, package: WallpaperPackage?, settings: FolderSettings,
        to found: inout [FoundPicture]
    ) {
        guard !settings.excludes(path) else { return }
        found.append(
            FoundPicture(
                id: "\(name)/\(path)", file: url.appendingPathComponent(path), path: path,
                package: package, settings: settings))
    }

    /// Of one picture in several sizes the one with most pixels, landscape before portrait; sizes
    /// are read off the names, `5120x2880.jpg`.
    private func largest(in folder: URL) -> String? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let sizes = names.compactMap { name -> (name: String, wide: Bool, pixels: Int)? in
            let numbers = NameWords.stem(of: name).split(separator: "x").map { Int($0) ?? 0 }
            guard Self.endings.contains((name as NSString).pathExtension.lowercased()),
                numbers.count == 2, numbers.allSatisfy({ (1...100_000).contains($0) })
            else { return nil }
            return (name, numbers[0] >= numbers[1], numbers[0] * numbers[1])
        }
        return sizes.max {
            ($0.wide ? 1 : 0, $0.pixels, $1.name) < ($1.wide ? 1 : 0, $1.pixels, $0.name)
        }?.name
    }

    private func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : "\(folder)/\(name)"
    }

    static func problem(_ error: any Error, file: URL) -> LibraryProblem {
        error as? LibraryProblem
            ?? LibraryProblem(file: file.path, line: nil, message: "\(error); skipped")
    }

    private static let endings: Set<String> = ["jpg", "jpeg", "jpe", "png", "webp", "gif"]

    private static func byScalars(_ first: String, _ second: String) -> Bool {
        first.utf8.lexicographicallyPrecedes(second.utf8)
    }
}
