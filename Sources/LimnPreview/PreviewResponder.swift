import Foundation

/// Answers requests: files of the site, the server's own script and messages, and routes.
struct PreviewResponder: Sendable {
    /// Everything of the server's own lives below this address.
    static let ownPath = "/_limn/"

    let files: SiteFiles
    let routes: [String: any PreviewRoute]
    let guardian: SameOriginGuard
    let channel: PreviewChannel

    private struct Token: Encodable {
        let token: String
    }

    func answer(_ request: PreviewRequest) async -> PreviewResponse {
        var response = await found(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Length"] = String(response.body.count)
        if request.method == "HEAD" { response.body = .data(Data()) }
        return response
    }

    private func found(_ request: PreviewRequest) async -> PreviewResponse {
        let isOwn = request.path.hasPrefix(Self.ownPath)
        if let objection = guardian.objection(to: request, isRoute: isOwn) { return objection }
        do {
            return isOwn ? try await own(request) : try file(request)
        } catch {
            return PreviewResponse(status: 500, "\(error.localizedDescription)\n")
        }
    }

    // MARK: The server's own

    private func own(_ request: PreviewRequest) async throws -> PreviewResponse {
        let rest = request.path.dropFirst(Self.ownPath.count)
        let name = String(rest.prefix { $0 != "/" })
        if let route = routes[name] {
            return try await route.respond(to: request, channel: channel)
        }
        guard ["GET", "HEAD"].contains(request.method) else { return Self.notAllowed }
        switch rest {
        case "preview.js":
            return Self.resource(PackageResources.preview_js, "preview.js")
        case "preview.css":
            return Self.resource(PackageResources.preview_css, "preview.css")
        case "token": return try .json(Token(token: guardian.token))
        case "page": return try fingerprint(request.query["path"] ?? "")
        default: return PreviewResponse(status: 404, "There is nothing here.\n")
        }
    }

    private static func resource(_ bytes: [UInt8], _ name: String) -> PreviewResponse {
        PreviewResponse(
            headers: ["Content-Type": ContentType.of(name)], body: .data(Data(bytes)))
    }

    /// What a page would look like now, for the script to compare.
    private func fingerprint(_ path: String) throws -> PreviewResponse {
        switch files.place(path) {
        case .file(let url, _) where Self.isPage(url):
            return try .json(PreviewPage(html: try Self.text(url)).fingerprint)
        case .file, .folderWithoutSlash, .malformed:
            return PreviewResponse(status: 404, "That is no page.\n")
        case .nothing:
            return try .json(notFoundPage(for: path).fingerprint)
        }
    }

    // MARK: Files

    private static let notAllowed = PreviewResponse(
        status: 405,
        headers: ["Allow": "GET, HEAD", "Content-Type": "text/plain; charset=utf-8"],
        body: .data(Data("Only GET and HEAD are answered here.\n".utf8)))

    private func file(_ request: PreviewRequest) throws -> PreviewResponse {
        guard ["GET", "HEAD"].contains(request.method) else { return Self.notAllowed }
        switch files.place(request.path) {
        case .malformed: return PreviewResponse(status: 400, "That is not an address.\n")
        case .folderWithoutSlash:
            return PreviewResponse(
                status: 302, headers: ["Location": request.path + "/"], body: .data(Data()))
        case .file(let url, _) where Self.isPage(url):
            return page(PreviewPage(html: try Self.text(url)), to: request)
        case .file(let url, let bytes): return Self.bytes(of: url, bytes, request)
        case .nothing:
            if request.path == "/", files.basePath != "/" {
                return PreviewResponse(
                    status: 302, headers: ["Location": files.basePath], body: .data(Data()))
            }
            return page(notFoundPage(for: request.path), status: 404, to: request)
        }
    }

    private func notFoundPage(for path: String) -> PreviewPage {
        if let url = files.notFoundPage(for: path), let text = try? Self.text(url) {
            return PreviewPage(html: text)
        }
        let isThere = FileManager.default.fileExists(atPath: files.root.path)
        return .placeholder(
            isThere ? "There is no such page." : "The site has not been rendered yet.")
    }

    private func page(
        _ page: PreviewPage, status: Int = 200, to request: PreviewRequest
    ) -> PreviewResponse {
        let origin = "http://\(request.header("Host") ?? "localhost")"
        let route = "/" + request.path.dropFirst(files.basePath.count)
        let html = page.withScript(
            origin: origin, script: Self.ownPath + "preview.js",
            review: routes.values.lazy.compactMap { $0.companion(ofPage: route) }.first)
        return PreviewResponse(status: status, type: ContentType.of("page.html"), html)
    }

    private static func isPage(_ url: URL) -> Bool { url.pathExtension.lowercased() == "html" }

    private static func text(_ url: URL) throws -> String {
        String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }

    private static func bytes(
        of url: URL, _ count: Int, _ request: PreviewRequest
    ) -> PreviewResponse {
        var headers = [
            "Content-Type": ContentType.of(url.lastPathComponent), "Accept-Ranges": "bytes",
        ]
        guard let header = request.header("Range"), let range = ByteRange.parse(header, of: count)
        else {
            return PreviewResponse(headers: headers, body: .file(url, 0..<count))
        }
        guard let part = range else {
            headers["Content-Range"] = "bytes */\(count)"
            return PreviewResponse(status: 416, headers: headers, body: .data(Data()))
        }
        headers["Content-Range"] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(count)"
        return PreviewResponse(status: 206, headers: headers, body: .file(url, part))
    }
}

/// A part of a file that a browser asks for (RFC 9110, section 14).
enum ByteRange {
    /// - Returns: the part; `nil` inside when the file has no such part, `nil` outside when the
    ///   header is not a single range of bytes and so does not count
    static func parse(_ header: String, of count: Int) -> Range<Int>?? {
        guard header.hasPrefix("bytes=") else { return .none }
        let ends = header.dropFirst(6).split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else { return .none }
        switch (ends[0].isEmpty, ends[1].isEmpty) {
        case (true, true): return .none
        case (true, false):
            guard let length = Int(ends[1]), length >= 0 else { return .none }
            return .some(length == 0 || count == 0 ? nil : max(0, count - length)..<count)
        case (false, _):
            guard let first = Int(ends[0]), first >= 0 else { return .none }
            let last = ends[1].isEmpty ? count - 1 : Int(ends[1])
            guard let last, ends[1].isEmpty || last >= first else { return .none }
            return .some(first < count ? first..<min(last + 1, count) : nil)
        }
    }
}
