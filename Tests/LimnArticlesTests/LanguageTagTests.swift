import Foundation
import LimnArticles
import Testing

struct LanguageTagTests {
    @Test(arguments: [
        ("en", "en"), ("EN", "en"), ("pt-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"),
        ("yue", "yue"), ("de-1996", "de-1996"),
    ])
    func tagsTakeTheirUsualCase(text: String, code: String) {
        #expect(LanguageTag(text)?.code == code)
    }

    @Test(arguments: [
        "", "e", "engl", "en-", "-en", "en--US", "e1", "en US", "英", "en-x", "en-us-a1-b2-c3",
        "../etc", "en/..", "en\n",
    ])
    func whatIsNoTagIsNone(text: String) {
        #expect(LanguageTag(text) == nil)
    }

    @Test func languagesWithoutSpacesAreCountedInCharacters() throws {
        #expect(LanguageTag.chinese.countsCharacters)
        #expect(try #require(LanguageTag("zh-Hant-TW")).countsCharacters)
        #expect(try #require(LanguageTag("zh-Hant-TW")).primary == "zh")
        #expect(!LanguageTag.english.countsCharacters)
    }

    @Test func tagsAreStringsInJSON() throws {
        let data = try JSONEncoder().encode([LanguageTag.english])
        #expect(String(decoding: data, as: UTF8.self) == "[\"en\"]")
        #expect(try JSONDecoder().decode([LanguageTag].self, from: data) == [.english])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([LanguageTag].self, from: Data("[\"../x\"]".utf8))
        }
    }
}
