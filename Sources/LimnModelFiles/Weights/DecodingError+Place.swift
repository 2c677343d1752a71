extension DecodingError {
    /// Where JSON is wrong and how, for the people whose file it is: “layers[2].width” is missing.
    public var place: String {
        switch self {
        case .keyNotFound(let key, let context):
            return "\(Self.name(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context):
            return "\(Self.name(context.codingPath)) is null"
        case .typeMismatch(let type, let context):
            return "\(Self.name(context.codingPath)) is not \(Self.kind(type))"
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            // What Foundation says where not even the form is right.
            return context.debugDescription.hasPrefix("The given data")
                ? "it is no JSON, or cut off" : context.debugDescription
        case .dataCorrupted(let context):
            return "\(Self.name(context.codingPath)): \(context.debugDescription)"
        @unknown default:
            return "it is not what is expected"
        }
    }

    private static func name(_ path: [any CodingKey]) -> String {
        guard !path.isEmpty else { return "the whole" }
        let steps = path.map { step in step.intValue.map { "[\($0)]" } ?? "." + step.stringValue }
        let name = steps.joined()
        return "“\((name.hasPrefix(".") ? name.dropFirst() : name[...]).prefix(200))”"
    }

    private static func kind(_ type: any Any.Type) -> String {
        switch type {
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "a group of keys"
        default: "what is expected there"
        }
    }
}
