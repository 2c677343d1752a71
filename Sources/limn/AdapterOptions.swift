import ArgumentParser
import Foundation
import LimnTextModels

/// Which LoRA adapters a command applies to its model.
struct AdapterOptions: ParsableArguments {
    @Option(
        name: .customLong("adapter"),
        help: ArgumentHelp(
            "A LoRA adapter of the model, a GGUF file, with a factor on what it adds or without; "
                + "may be given several times.", valueName: "file[=scale]"))
    var adapters: [String] = []

    /// The adapters in the order given.
    func references() throws -> [AdapterReference] { try adapters.map(Self.reference) }

    private static func reference(_ text: String) throws -> AdapterReference {
        func file(_ path: some StringProtocol) -> URL {
            URL(filePath: (String(path) as NSString).expandingTildeInPath)
        }
        // A file may have the sign in its name.
        guard let sign = text.lastIndex(of: "="),
            !FileManager.default.fileExists(atPath: file(text).path)
        else { return AdapterReference(file: file(text)) }
        guard let scale = Double(text[text.index(after: sign)...]), scale.isFinite else {
            throw ValidationError(
                "'\(text[text.index(after: sign)...])' is no factor for an adapter; "
                    + "give --adapter FILE or --adapter FILE=NUMBER")
        }
        return AdapterReference(file: file(text[..<sign]), scale: scale)
    }
}
