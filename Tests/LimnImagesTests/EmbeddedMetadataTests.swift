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

    @Test("a picture without texts says nothing", arguments: ["plain.webp", "palette.png"])
    func nothing(name: String) throws {
        #expect(try EmbeddedMetadata.read(Fixture.url(name)).isEmpty)
    }

    @Test("what is not a picture never reaches the metadata library")
    func notAPicture() {
        #expect(throws: ImageError.self) { try EmbeddedMetadata.read(Fixture.url("text.jpg")) }
    }
}
