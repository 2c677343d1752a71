import Foundation
import LimnModelFiles

/// What `tokenizer_config.json`, `generation_config.json` and the template's own file say of a
/// tokenizer, so far as it matters.
struct CheckpointTokenizerSettings {
    /// A token that was added to the vocabulary.
    struct Added {
        let content: String
        /// Whether it steers the model: it is said to, or looks like it, as llama.cpp's converter sees it.
        let isControl: Bool
    }

    /// A token by its text: plain, or with settings beside it.
    private struct Name: Decodable {
        let text: String?

        private enum CodingKeys: String, CodingKey {
            case content
        }

        init(from decoder: any Swift.Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self.text = text
            } else {
                text = try? decoder.container(keyedBy: CodingKeys.self)
                    .decode(String.self, forKey: .content)
            }
        }
    }

    private struct AddedDocument: Decodable {
        let content: String
        let special: Bool?
    }

    private struct Document: Decodable {
        /// Older files have a list of named templates, the first of which is the usual one.
        let template: String?
        let addsBeginning: Bool?
        let names: [String: Name]
        let added: [String: AddedDocument]?

        private enum CodingKeys: String, CodingKey {
            case template = "chat_template"
            case addsBeginning = "add_bos_token"
            case added = "added_tokens_decoder"
            case bos = "bos_token"
            case eos = "eos_token"
            case unk = "unk_token"
            case pad = "pad_token"
        }

        init(from decoder: any Swift.Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            template = try? values.decodeIfPresent(String.self, forKey: .template)
            addsBeginning = try values.decodeIfPresent(Bool.self, forKey: .addsBeginning)
            added = try values.decodeIfPresent([String: AddedDocument].self, forKey: .added)
            var names: [String: Name] = [:]
            for (role, key) in [
                ("bos", CodingKeys.bos), ("eos", .eos), ("unk", .unk), ("pad", .pad),
            ] {
                names[role] = try values.decodeIfPresent(Name.self, forKey: key)
            }
            self.names = names
        }
    }

    private struct Generation: Decodable {
        let bos: TokenIdentifier?
        let eos: TokenIdentifier?

        private enum CodingKeys: String, CodingKey {
            case bos = "bos_token_id"
            case eos = "eos_token_id"
        }
    }

    /// Whether prompts begin with the beginning-of-text token, where it is said.
    var addsBeginning: Bool? { document?.addsBeginning }

    /// The added tokens by id.
    let added: [Int: Added]

    private let folder: URL
    private let document: Document?
    private let generation: Generation?

    /// - Throws: `ModelFileError` if a file is there and cannot be read.
    init(_ folder: URL) throws {
        self.folder = folder
        document = try PublishedFile.readIfThere(
            Document.self, folder.appending(path: "tokenizer_config.json"))
        generation = try PublishedFile.readIfThere(
            Generation.self, folder.appending(path: "generation_config.json"))
        var added: [Int: Added] = [:]
        for (id, token) in document?.added ?? [:] {
            guard let id = Int(id) else { continue }
            let text = token.content
            let isControl =
                token.special == true || text.hasPrefix("<|") && text.hasSuffix("|>")
                || text.hasPrefix("<unused") || ["<pad>", "<mask>", "<2mass>"].contains(text)
            added[id] = Added(content: text, isControl: isControl)
        }
        self.added = added
    }

    /// The ids of the tokens with a role (`bos`, `eos`, `unk`, `pad`): by their names, or else as
    /// `generation_config.json` or `config.json` gives them.
    func roles(
        _ configuration: CheckpointConfiguration, find: (String) -> Int32?
    ) -> [String: Int32] {
        var roles: [String: Int32] = [:]
        for (role, name) in document?.names ?? [:] { roles[role] = name.text.flatMap(find) }
        roles["bos"] = roles["bos"] ?? generation?.bos?.id ?? configuration.beginningOfText?.id
        roles["eos"] = roles["eos"] ?? generation?.eos?.id ?? configuration.endOfText?.id
        return roles
    }

    /// The template, from whichever of the three files has it.
    ///
    /// - Throws: `ModelFileError` if a file is there and cannot be read.
    func chatTemplate() throws -> String? {
        let plain = folder.appending(path: "chat_template.jinja")
        if FileManager.default.fileExists(atPath: plain.path) {
            return String(decoding: try PublishedFile.bytes(plain), as: UTF8.self)
        }
        let other = folder.appending(path: "chat_template.json")
        return try PublishedFile.readIfThere(Document.self, other)?.template ?? document?.template
    }
}
