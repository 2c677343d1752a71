/// Keeps other people's pages away from the preview server.
///
/// A page elsewhere may send requests here, and by a trick with host names (“DNS rebinding”) even
/// read the answers. So only names of this machine are answered, and what changes something needs
/// a token that a foreign page cannot read.
struct SameOriginGuard: Sendable {
    /// The token of this run.
    let token: String
    /// A host name that the user asked for, beside addresses and `localhost`.
    let host: String

    init(host: String) {
        self.host = host.lowercased()
        var generator = SystemRandomNumberGenerator()
        token = (0..<2).map { _ in
            let part = String(UInt64.random(in: 0...UInt64.max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - part.count) + part
        }.joined()
    }

    /// What is wrong with a request; `nil` when it may pass.
    func objection(to request: PreviewRequest, isRoute: Bool) -> PreviewResponse? {
        guard let asked = request.header("Host"), isOwn(asked) else {
            return PreviewResponse(
                status: 421, "This server answers only to the names of this machine.\n")
        }
        guard isRoute else { return nil }
        if let origin = request.header("Origin"), origin.lowercased() != "http://\(asked)" {
            return PreviewResponse(status: 403, "Pages of other sites may not ask this.\n")
        }
        guard ["GET", "HEAD"].contains(request.method) else {
            return request.header("X-Limn-Token") == token
                ? nil
                : PreviewResponse(
                    status: 403, "The header X-Limn-Token must hold the token of this run.\n")
        }
        return nil
    }

    /// Whether a host header names this machine: an address, `localhost`, or the chosen name.
    private func isOwn(_ header: String) -> Bool {
        var name = header.lowercased()
        if name.hasPrefix("[") {
            guard let end = name.firstIndex(of: "]") else { return false }
            let address = name[name.index(after: name.startIndex)..<end]
            return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" }
        }
        if let colon = name.lastIndex(of: ":") { name = String(name[..<colon]) }
        if name == "localhost" || name.hasSuffix(".localhost") || name == host { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
