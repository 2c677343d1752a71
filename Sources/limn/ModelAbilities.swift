import Foundation
import LimnModelFiles
import LimnTextModels
import LimnVisionModels

/// What a model can do here, as far as its files tell.
enum ModelAbilities {
    /// Writing texts.
    static let write = "write"
    /// Comparing texts by meaning.
    static let embed = "embed"
    /// Looking at pictures.
    static let see = "see"

    /// Those of a catalog entry.
    static func of(_ entry: CatalogEntry) -> [String] {
        guard let architecture = entry.architecture else { return [] }
        if TextModel.supportedArchitectures.contains(architecture) { return [write] }
        if entry.role.contains("embedding") { return [embed] }
        return entry.role.contains("image classifier") ? [see] : []
    }

    /// Those of what was pulled from the hub: the folder as it is published, or a GGUF file.
    static func of(_ location: URL) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: location.path, isDirectory: &isFolder) else {
            return []
        }
        if isFolder.boolValue {
            return VisionLanguageModels.canLoad(folder: location) ? [write, see] : []
        }
        guard let file = try? GGUFFile(location),
            let architecture = try? file.string("general.architecture")
        else { return [] }
        if architecture == InternLMNames.architecture { return [write, see] }
        guard TextModel.supportedArchitectures.contains(architecture) else { return [] }
        let sees = (try? VisionLanguageModels.findProjector(beside: location)) != nil
        return sees ? [write, see] : [write]
    }
}
