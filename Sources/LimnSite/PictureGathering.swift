import Foundation
import LimnArticles

/// Finds the pictures that pages name, and has them prepared.
struct PictureGathering: Sendable {
    let content: ContentCollection
    let parsed: [String: ParsedPage.Content]
    let configuration: SiteConfiguration
    let source: any PictureSource

    private struct Wanted {
        let page: String
        let address: String
        let picture: SitePicture
        let line: Int
    }

    /// - Returns: by page and address, every picture that could be prepared; and what is wrong
    func prepare(
        _ store: PictureStore, progress: @escaping @Sendable (Int, Int) -> Void
    ) async -> ([String: [String: SiteContext.Picture]], [Problem]) {
        var problems: [Problem] = []
        var wanted: [Wanted] = []
        for page in content.pages {
            if let address = page.picture {
                find(
                    address, for: page, line: page.pictureLine ?? 1,
                    alt: page.pictureText ?? "", &wanted, &problems)
            }
            for reference in parsed[page.file]?.outline.pictures ?? [] {
                find(
                    reference.address, for: page, line: reference.line,
                    alt: reference.alternativeText, &wanted, &problems)
                let caption = reference.caption
                if !caption.isEmpty, caption == reference.alternativeText {
                    problems.append(
                        Problem(
                            at: SourceLocation(file: page.file, line: reference.line),
                            "the caption and the description of the picture are the same",
                            remedy: "A screen reader says both. Describe what is to be seen.",
                            severity: .warning))
                }
            }
        }
        let requests = wanted.map { one in
            PictureStore.Request(
                file: one.picture.file, location: SourceLocation(file: one.page, line: one.line))
        }
        let outcomes = await store.prepare(requests, progress: progress)
        var found: [String: [String: SiteContext.Picture]] = [:]
        var noted: Set<URL> = []
        for one in wanted {
            switch outcomes[one.picture.file] {
            case .published(let published):
                found[one.page, default: [:]][one.address] = SiteContext.Picture(
                    source: one.picture, published: published)
                if let note = published.colourNote, noted.insert(one.picture.file).inserted {
                    problems.append(
                        Problem(
                            at: SourceLocation(file: one.page, line: one.line),
                            "\(one.picture.file.lastPathComponent): \(note)",
                            remedy: "Convert the file to sRGB to be sure.", severity: .warning))
                }
            case .failed(let problem):
                problems.append(configuration.leniency.pictures ? problem.asWarning : problem)
            case nil: break
            }
        }
        var seen: Set<Problem> = []
        return (found, problems.filter { seen.insert($0).inserted })
    }

    private func find(
        _ address: String, for page: ContentPage, line: Int, alt: String, _ wanted: inout [Wanted],
        _ problems: inout [Problem]
    ) {
        let place = SourceLocation(file: page.file, line: line)
        do {
            let picture = try resolve(address, for: page, at: place)
            if alt.isEmpty, !configuration.leniency.pictures,
                picture.alternativeText?.isEmpty != false
            {
                problems.append(
                    Problem(
                        at: place, "the picture '\(address.prefix(120))' is not described",
                        remedy: "Say between the brackets what it shows: ![A zebra](…)"))
            }
            wanted.append(
                Wanted(page: page.file, address: address, picture: picture, line: line))
        } catch let problem as Problem {
            problems.append(configuration.leniency.pictures ? problem.asWarning : problem)
        } catch {
            problems.append(
                Problem(at: place, "the picture '\(address.prefix(120))' cannot be used: \(error)"))
        }
    }

    /// A picture beside the page, in `content/`, or in `static/`.
    private func file(at path: String, for page: ContentPage) -> URL? {
        let statics = configuration.root.appending(path: "static", directoryHint: .isDirectory)
        if path.hasPrefix("/") {
            let inside = String(path.drop { $0 == "/" })
            return ContainedPath.resolve(inside, in: statics)
                ?? ContainedPath.resolve(inside, in: configuration.contentFolder)
        }
        let folder = page.url.deletingLastPathComponent()
        if let file = ContainedPath.resolve(path, in: configuration.contentFolder, from: folder) {
            return file
        }
        // Hugo's writers address what lies in static/ as seen from the page's address.
        return LinkFinder.joined(page.route.segments, path)
            .flatMap { ContainedPath.resolve($0, in: statics) }
    }

    private func resolve(
        _ address: String, for page: ContentPage, at place: SourceLocation
    ) throws -> SitePicture {
        let address = PictureLayout.split(address).address
        switch SafeAddress.scheme(of: address) {
        case "library":
            let written = String(address.dropFirst("library:".count))
            let id = written.removingPercentEncoding ?? written
            if let picture = try source.picture(id: id) {
                guard !configuration.libraryRequiresLicence || picture.licence?.isEmpty == false
                else {
                    throw Problem(
                        at: place,
                        "the picture '\(id.prefix(120))' has no licence, which limn.yml requires",
                        remedy: "Note it in the folder's library.yml, or choose another picture.")
                }
                return picture
            }
            throw Problem(
                at: place, "the image library has no picture '\(id.prefix(120))'",
                remedy: "Find one with: limn library search")
        case nil:
            let path = address.removingPercentEncoding ?? address
            if let file = file(at: path, for: page) { return SitePicture(file: file) }
            throw Problem(
                at: place, "there is no picture '\(path.prefix(120))' beside the page",
                remedy: "Put it into content/, or write library: and an ID of the library.")
        case let scheme?:
            throw Problem(
                at: place, "a picture may not begin with '\(scheme):'",
                remedy: "Pages load nothing from elsewhere; save the picture and name its file.")
        }
    }
}
