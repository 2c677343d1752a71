/// What a text is embedded for. Models of the E5 family were trained with a word before each text
/// that says so, and rank worse without it.
public enum EmbeddingRole: String, Sendable, CaseIterable, Codable {
    /// Something searched for.
    case query
    /// Something to be found.
    case passage
    /// Neither: the text alone.
    case plain

    /// What is put before the text.
    var prefix: String {
        switch self {
        case .query: "query: "
        case .passage: "passage: "
        case .plain: ""
        }
    }
}
