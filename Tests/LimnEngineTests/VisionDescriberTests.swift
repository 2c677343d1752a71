import Foundation
import LimnImages
import LimnTestSupport
import LimnVisionModels
import Testing

@testable import LimnEngine

/// A model that sees as the library's describer.
@Suite struct VisionDescriberTests {
    @Test("Questions are put in the language of the answer, or name it")
    func questions() {
        #expect(VisionDescriber.question(in: "zh-Hant").contains("图片"))
        #expect(VisionDescriber.question(in: "en-GB").hasSuffix("cannot see it."))
        #expect(VisionDescriber.question(in: "fr").hasSuffix("Answer in French."))
        #expect(DescriptionTranslator.question("A lion.", "zh").hasSuffix("：\n\nA lion."))
        #expect(DescriptionTranslator.question("A lion.", "de").contains("into German"))
    }

    @Test("A model answers in each language, the same whenever it is asked")
    func describes() throws {
        let folder = GoldenFile.fixtures.appending(path: "vision/smolvlm")
        let model = try VisionLanguageModels.load(folder, splits: false, threads: 2)
        let describer = VisionDescriber(model)
        #expect(describer.identity == "SmolVLM (smolvlm)")
        let bitmap = try ImageDecoder().decode(folder.appending(path: "wide.png")).bitmap
        let said = try describer.describe(bitmap, in: ["en", "zh"])
        #expect(said.keys.sorted() == ["en", "zh"])
        #expect(try describer.describe(bitmap, in: ["zh"])["zh"] == said["zh"])
    }
}
