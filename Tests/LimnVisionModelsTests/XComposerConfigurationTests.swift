import Foundation
import LimnModelFiles
import LimnTextModels
import LimnVisionModels
import Testing

@Suite struct XComposerConfigurationTests {
    private func read(_ text: String) throws -> XComposerConfiguration {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "limn-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        return try XComposerConfiguration(file)
    }

    @Test("A configuration that says little is that of the 7B release")
    func defaults() throws {
        let configuration = try read(#"{"model_type": "InternLMXComposer"}"#)
        #expect(configuration == XComposerConfiguration())
        #expect(configuration.picturePositions == 66 && configuration.vision.patches == 256)
        #expect(configuration.language.headSize == 128)
    }

    @Test("What a configuration says is taken")
    func values() throws {
        let configuration = try XComposerConfiguration(
            XComposerFixture.tiny.appending(path: "config.json"))
        #expect(configuration.language.width == 64 && configuration.language.adapterAlpha == 8)
        #expect(configuration.vision.inner == 139 && configuration.sampler.layers == 3)
        #expect(configuration.endsOfTurn == [120, 121] && configuration.picturePositions == 6)
    }

    @Test(
        "Values that make no sense are refused",
        arguments: [
            "", "[]", #"{"hidden_size": "4096"}"#, #"{"hidden_size": 0}"#,
            #"{"hidden_size": -4096}"#, #"{"hidden_size": 1000000000}"#,
            #"{"num_attention_heads": 3}"#, #"{"num_attention_heads": 4096}"#,
            #"{"vocab_size": 100}"#, #"{"rope_base": 0}"#, #"{"rms_norm_eps": 2}"#,
            #"{"bos_token_id": -5}"#, #"{"eos_token_id": 103168}"#,
            #"{"internlm_lora": {"lora_r": -1}}"#,
            #"{"internlm_lora": {"learn_param": ["head"]}}"#, #"{"model_type": "llama"}"#,
            #"{"num_query_token": 0}"#, #"{"tiny_extra": {"vision": {"patch_size": 15}}}"#,
        ])
    func nonsense(text: String) {
        #expect(throws: ModelFileError.self) { try read(text) }
    }
}
