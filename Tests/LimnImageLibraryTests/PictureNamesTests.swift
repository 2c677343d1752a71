import Testing

@testable import LimnImageLibrary

@Suite struct PictureNamesTests {
    private func record(_ captions: [String: String], name: String) -> ImageRecord {
        ImageRecord(
            id: "p/x.png", path: "/x.png", width: 1, height: 1, format: "png", contentHash: "0",
            captions: captions, keywords: [], name: name, folders: [], credit: nil, licence: nil,
            source: nil)
    }

    @Test(arguments: [
        ("A lion.", "lion"),
        ("A drop of water splashing into a still pool", "drop of water splashing"),
        ("An albino peahen (a female peafowl)", "albino peahen"),
        ("Mercury—the planet closest to the Sun.", "Mercury"), ("A “Fuji” apple.", "Fuji apple"),
        ("Two wild boars.", "wild boars"), ("The", "The"), ("麦哲伦企鹅，在草坡上", "麦哲伦企鹅"),
        ("Remember to flush the toilet and wash your hands", "Remember to flush the toilet and"),
        ("", ""), ("…", ""),
    ])
    func theSubjectIsWhatACaptionBeginsWith(caption: String, subject: String) {
        #expect(ImageRecord.subject(of: caption) == subject)
    }

    @Test func englishCaptionsComeBeforeOthersAndNamesAreNotRepeated() {
        #expect(
            record(["zh": "狮子", "en": "A lion."], name: "lion two").names == ["lion", "lion two"])
        #expect(record(["zh": "狮子"], name: "").names == ["狮子"])
        #expect(record(["en": "A lion."], name: "lion").names == ["lion"])
        #expect(record([:], name: "").names.isEmpty)
        #expect(record(["en": "!"], name: "42").names.isEmpty)
    }

    @Test func likelihoodsAreKeptByKeyAndBadOnesAreNot() throws {
        let fixture = try LibraryFixture()
        let library = try fixture.library()
        let one = NameLikelihoods(library: library, key: "model 1")
        try one.keep(["lion": -2.5, "zebra": .nan])
        #expect(try one.known(["lion", "zebra", "gnu"]) == ["lion": -2.5])
        #expect(try NameLikelihoods(library: library, key: "model 2").known(["lion"]).isEmpty)
        try one.keep(["lion": -3])
        #expect(try one.known(["lion"]) == ["lion": -3])
    }
}
