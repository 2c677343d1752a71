import LimnImages

/// Something that looks at a picture and says what it shows.
public protocol PictureDescriber {
    /// What it is, for people: noted beside what it says.
    var identity: String { get }

    /// What a picture shows, by language tag; languages in which it finds no words are left out.
    ///
    /// - Parameters:
    ///   - bitmap: the picture, upright
    ///   - languages: the languages wanted, as tags such as `en` and `zh`
    func describe(_ bitmap: Bitmap, in languages: [String]) throws -> [String: String]
}
