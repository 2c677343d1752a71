import Foundation
import LimnModelFiles
import LimnTokenizers

/// The tokenizer and chat template in a folder of the Hugging Face hub.
enum PublishedTokenizer {
    /// An id, or several of which the first counts.
    private struct Identifier: Decodable {
        let id: Int32?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let id = try? container.decode(Int32.self) {
                self.id = id
            } else {
                id = try? container.decode([Int32].self).first
            }
        }
    }

    private struct Generation: Decodable {
        let end: Identifier?
        let begin: Int32?

        private enum CodingKeys: String, CodingKey {
            case end = "eos_token_id"
            case begin = "bos_token_id"
        }
    }

    private struct Settings: Decodable {
        /// Older files have a list of named templates, which no model here uses.
        let template: String?
        let addsBeginning: Bool?

        private enum CodingKeys: String, CodingKey {
            case template = "chat_template"
            case addsBeginning = "add_bos_token"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            template = try? container.decodeIfPresent(String.self, forKey: .template)
            addsBeginning = try? container.decodeIfPresent(Bool.self, forKey: .addsBeginning)
        }
    }

    static func vocabulary(
        _ folder: URL, model: PublishedVisionModel
    ) throws -> BytePairVocabulary {
        let file = folder.appending(path: "tokenizer.json")
        let bytes = try PublishedFile.bytes(file)
        let generation = try PublishedFile.readIfThere(
            Generation.self, folder.appending(path: "generation_config.json"))
        let settings = try PublishedFile.readIfThere(
            Settings.self, folder.appending(path: "tokenizer_config.json"))
        do {
            var vocabulary = try BytePairVocabulary(json: bytes, size: model.text.vocabularySize)
            vocabulary.beginningOfText = generation?.begin ?? model.text.beginningOfText
            vocabulary.endOfText = generation?.end?.id ?? model.text.endOfText
            vocabulary.addsBeginningOfText = settings?.addsBeginning ?? false
            // Vocabularies that make no sense are refused here, not when they have been written.
            _ = try BytePairTokenizer(vocabulary)
            return vocabulary
        } catch let error as TokenizerError {
            throw ModelFileError(
                file: file, message: "the tokenizer cannot be used: \(error)",
                remedy: "choose a SmolVLM with the tokenizer of SmolLM2")
        }
    }

    /// The template, from whichever of the three files has it.
    static func chatTemplate(_ folder: URL) throws -> String? {
        let plain = folder.appending(path: "chat_template.jinja")
        if FileManager.default.fileExists(atPath: plain.path) {
            return String(decoding: try PublishedFile.bytes(plain), as: UTF8.self)
        }
        for name in ["chat_template.json", "tokenizer_config.json"] {
            let file = folder.appending(path: name)
            if let template = try PublishedFile.readIfThere(Settings.self, file)?.template {
                return template
            }
        }
        return nil
    }
}
