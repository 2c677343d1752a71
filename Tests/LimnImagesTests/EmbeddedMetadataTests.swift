import Foundation
import LimnImages
import Testing

@Suite("Texts inside pictures")
struct EmbeddedMetadataTests {
    @Test("reads what agencies write as IPTC")
    func iptc() throws {
        let found = try EmbeddedMetadata.read(Fixture.url("iptc.jpg"))
        #expect(found.headline == "Morning at the ford")
        #expect(found.caption == "Zebras cross a river.")
        #expect(found.keywords == ["zebra", "río"])
        #expect(found.creators == ["Ana Pérez"])
        #expect(found.copyright == "© 2020 Ana Pérez")
    }

    @Test("reads XMP in any script")
    func xmp() throws {
        let found = try EmbeddedMetadata.read(Fixture.url("xmp.jpg"))
        #expect(found.caption == "清晨的斑马")
        #expect(found.creators == ["Li Wei", "Chen Jing"])
        #expect(found.keywords == ["斑马", "animals"])
        #expect(found.licence == "CC BY 4.0")
    }

    @Test("a camera's placeholder is no caption")
    func placeholder() throws {
        #expect(try EmbeddedMetadata.read(Fixture.url("exif-placeholder.jpg")).isEmpty)
    }

    @Test("old IPTC in Latin-1 is understood")
    func latin() throws {
        let found = try EmbeddedMetadata.read(Fixture.url("iptc-latin1.jpg"))
        #expect(found.creators == ["Jörg"])
    }

    @Test("where and when a camera took a picture")
    func camera() throws {
        let found = try EmbeddedMetadata.read(Fixture.url("located.jpg"))
        #expect(found.taken == "2020-05-14T10:22:31")
        let position = try #require(found.position)
        #expect(abs(position.latitude - 38.712) < 1e-6 && abs(position.longitude + 9.13) < 1e-6)
        #expect(position.description == "38.71200 N, 9.13000 W")
    }

    @Test("where and when an agency says that it was taken")
    func agency() throws {
        let found = try EmbeddedMetadata.read(Fixture.url("iptc-place.jpg"))
        #expect(found.taken == "2020-05-14")
        #expect(found.place == ["Alfama", "Lisbon", "Portugal"])
        #expect(found.position == nil)
    }

    @Test("a camera that knows neither time nor place says nothing")
    func unset() throws {
        #expect(try EmbeddedMetadata.read(Fixture.url("unset-clock.jpg")).isEmpty)
    }

    @Test(
        "a moment is read from EXIF and ISO 8601",
        arguments: [
            ("2020:05:14 10:22:31", "2020-05-14T10:22:31"), ("2020-05-14", "2020-05-14"),
            ("2020-05-14T10:22+02:00", "2020-05-14T10:22:00"),
            ("2020:05:14 25:00:00", "2020-05-14"), ("2020:13:14 10:22:31", nil),
            ("0000:00:00 00:00:00", nil), ("May 2020", nil), ("", nil), ("2020:05:14x", nil),
        ] as [(String, String?)])
    func moment(text: String, read: String?) {
        #expect(EmbeddedMetadata.moment(text) == read)
    }

    @Test(
        "a place outside the globe is none", arguments: [(91.0, 0.0), (0, 181), (0, 0), (.nan, 1)])
    func nowhere(latitude: Double, longitude: Double) {
        #expect(GeographicPosition(latitude: latitude, longitude: longitude) == nil)
    }

    @Test("a picture without texts says nothing", arguments: ["plain.webp", "palette.png"])
    func nothing(name: String) throws {
        #expect(try EmbeddedMetadata.read(Fixture.url(name)).isEmpty)
    }

    @Test("what is not a picture never reaches the metadata library")
    func notAPicture() {
        #expect(throws: ImageError.self) { try EmbeddedMetadata.read(Fixture.url("text.jpg")) }
    }
}
