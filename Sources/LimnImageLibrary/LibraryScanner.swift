import Foundation
import LimnDigests
import LimnImages

/// Reads the header, the texts and the hash of found pictures into records.
struct LibraryScanner {
    /// The record of a picture, or nil if its texts exclude it.
    /// - Throws: `ImageError` or `LibraryProblem` if the picture cannot be used.
    func record(
        of picture: FoundPicture, problems: inout [LibraryProblem]
    ) throws -> ImageRecord? {
        let text = texts(about: picture, problems: &problems)
        guard text.isExcluded != true else { return nil }
        let header = try ImageHeader.read(picture.file)
        let contentHash = try ContentDigest.sha256(of: picture.file)
        let folders = picture.path.split(separator: "/").dropLast().map(String.init)
        let name: String
        let subjects: [String]
        if picture.package != nil {
            // NAME/contents/images/SIZE: the folder is the picture.
            name = folders.count >= 3 ? folders[folders.count - 3] : ""
            subjects = Array(folders.dropLast(3))
        } else {
            name = NameWords.stem(of: picture.path)
            subjects = folders
        }
        return ImageRecord(
            id: picture.id, path: picture.file.path, width: header.width, height: header.height,
            format: header.format.rawValue, contentHash: contentHash,
            captions: captions(text, of: picture, contentHash, problems: &problems),
            keywords: text.keywords, name: NameWords.words(of: name),
            folders: subjects.map(NameWords.words(of:)).filter { !$0.isEmpty },
            credit: text.credit, licence: text.licence, source: text.source,
            origin: text.origin.isEmpty ? nil : text.origin)
    }

    /// The captions, with those of a model in the languages in which nobody has given one.
    private func captions(
        _ text: PictureText, of picture: FoundPicture, _ contentHash: String,
        problems: inout [LibraryProblem]
    ) -> [String: String] {
        do {
            guard let seen = try SeenText(of: picture.file) else { return text.captions }
            return text.captions.merging(seen.captions(of: contentHash)) { person, _ in person }
        } catch {
            problems.append(
                LibraryFolder.problem(error, file: SeenText.file(of: picture.file)))
            return text.captions
        }
    }

    /// What is said about a picture, the writer's own words first: `library.yml`, `NAME.yml`,
    /// `NAME.txt`, the wallpaper's metadata, the file's own metadata, the folder's defaults.
    private func texts(
        about picture: FoundPicture, problems: inout [LibraryProblem]
    ) -> PictureText {
        let language = picture.settings.language
        var text = picture.settings.pictures[picture.path] ?? PictureText()
        if picture.package != nil {
            // `library.yml` may name a wallpaper by its folder.
            let folder = picture.path.split(separator: "/").dropLast(3).joined(separator: "/")
            text = text.over(picture.settings.pictures[folder] ?? PictureText())
        }
        func lay(_ url: URL, _ read: () throws -> PictureText) {
            do {
                text = text.over(try read())
            } catch {
                problems.append(LibraryFolder.problem(error, file: url))
            }
        }
        let yaml = picture.sidecar("yml")
        if FileStamp(yaml)?.isRegular == true {
            lay(yaml) {
                try PictureText.read(yaml, language: language, problems: &problems)
            }
        }
        let captions = picture.sidecar("txt")
        if FileStamp(captions)?.isRegular == true {
            lay(captions) { try CaptionFile.read(captions, language: language) }
        }
        if let package = picture.package { lay(package.metadata) { try package.text() } }
        if let embedded = try? EmbeddedMetadata.read(picture.file), !embedded.isEmpty {
            text = text.over(Self.text(of: embedded, language: language))
        }
        return text.over(picture.settings.defaults)
    }

    private static func text(of embedded: EmbeddedMetadata, language: String) -> PictureText {
        var text = PictureText()
        if let caption = embedded.caption ?? embedded.headline {
            text.captions[language] = String(caption.prefix(500))
        }
        text.keywords = embedded.keywords
        text.credit =
            embedded.creators.isEmpty
            ? embedded.copyright : embedded.creators.joined(separator: ", ")
        text.licence = embedded.licence
        text.origin = PictureOrigin(
            taken: embedded.taken,
            place: embedded.place.isEmpty ? nil : embedded.place.joined(separator: ", "),
            position: embedded.position)
        return text
    }
}
