import Foundation
import LimnArticles
import LimnComposer
import LimnPreview
import LimnSite

/// The review page of `limn serve`: read an article beside what could be otherwise, and change it.
///
/// `/_limn/review/` shows the list of articles, `/_limn/review/?article=NAME` one of them; below
/// `api/` is what the page asks and tells. Everything is written to the files of the article, as an
/// editor and the command line would, and what is replaced goes to the history.
public struct ReviewRoute: PreviewRoute {
    /// The page lives below `/_limn/review/`.
    public let name = "review"

    private let root: URL
    private let models: any ReviewModels
    private let addresses: PageAddresses
    private let desk: ReviewDesk
    private let jobs: ReviewJobs

    /// Makes a route.
    ///
    /// - Parameters:
    ///   - root: the folder of the site
    ///   - models: what writes and what finds pictures
    ///   - addresses: where articles are published
    public init(root: URL, models: any ReviewModels, addresses: PageAddresses) {
        let languages: @Sendable () throws -> [LanguageTag] = {
            try SiteConfiguration.read(in: root).languages
        }
        self.root = root
        self.models = models
        self.addresses = addresses
        desk = ReviewDesk(root: root, models: models, addresses: addresses, languages: languages)
        jobs = ReviewJobs(models, languages: languages)
    }

    /// The review page of the article that a page of the site shows.
    public func companion(ofPage route: String) -> String? {
        guard let article = addresses.article(at: route),
            FileManager.default.fileExists(
                atPath: root.appending(path: article + Brief.suffix).path)
        else { return nil }
        let name = article.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return "/_limn/review/?article=\(name)"
    }

    /// Answers a request.
    public func respond(
        to request: PreviewRequest, channel: PreviewChannel
    ) async throws -> PreviewResponse {
        let prefix = "/_limn/review"
        let rest = String(request.path.dropFirst(prefix.count))
        if rest.isEmpty {
            return PreviewResponse(status: 302, headers: ["Location": prefix + "/"])
        }
        let isReading = ["GET", "HEAD"].contains(request.method)
        if isReading, let resource = ReviewResource(path: rest) { return resource.response }
        do {
            return isReading
                ? try await read(rest, request) : try await change(rest, request, channel)
        } catch {
            let told = ReviewError(error, file: request.query["name"] ?? "request")
            return try .json(told.answer, status: told.status)
        }
    }

    // MARK: Reading

    private func read(_ path: String, _ request: PreviewRequest) async throws -> PreviewResponse {
        let query = request.query
        switch path {
        case "/api/articles": return try .json(await desk.contents())
        case "/api/article": return try .json(await desk.article(query["name"] ?? ""))
        case "/api/search":
            let found = try await desk.search(
                query["query"] ?? "", language: query["language"] ?? "", for: query["name"] ?? "")
            return try .json(["candidates": found])
        case "/api/jobs":
            return try .json(["jobs": await jobs.messages(of: query["name"] ?? "")])
        case "/api/thumbnail":
            guard let data = try await models.thumbnail(of: query["id"] ?? "", width: 320) else {
                throw ReviewError(404, file: query["id"] ?? "", "the library has no such picture")
            }
            return PreviewResponse(headers: ["Content-Type": "image/jpeg"], body: .data(data))
        default: throw ReviewError(404, file: path, "there is nothing here")
        }
    }

    // MARK: Changing

    private func change(
        _ path: String, _ request: PreviewRequest, _ channel: PreviewChannel
    ) async throws -> PreviewResponse {
        let body = Body(data: try await request.body)
        switch path {
        case "/api/decide": return try .json(await desk.decide(try body.decoded()))
        case "/api/ban": return try .json(await desk.ban(try body.decoded()))
        case "/api/pin":
            return try .json(await desk.pin(try body.decoded(), try body.decoded()))
        case "/api/agree":
            return try .json(await desk.agree(try body.decoded()))
        case "/api/edit":
            return try .json(await desk.edit(try body.decoded(), try body.decoded()))
        case "/api/caption":
            return try .json(await desk.caption(try body.decoded(), try body.decoded()))
        case "/api/undo": return try .json(await desk.undo(try body.decoded(), redo: false))
        case "/api/redo": return try .json(await desk.undo(try body.decoded(), redo: true))
        case "/api/compose":
            let wanted: ReviewRequest.Article = try body.decoded()
            let article = try await desk.files(wanted.name)
            return try .json(["job": await jobs.start(article, wish: nil, telling: channel)])
        case "/api/retry":
            let (article, wish) = try await desk.wish(try body.decoded())
            return try .json(["job": await jobs.start(article, wish: wish, telling: channel)])
        case "/api/accept":
            let job: ReviewRequest.Job = try body.decoded()
            let article = try await jobs.accept(job.job, alternative: job.alternative ?? 0)
            return try .json(await desk.reviewed(article))
        case "/api/discard":
            let job: ReviewRequest.Job = try body.decoded()
            return try .json(await desk.reviewed(try await jobs.discard(job.job)))
        case "/api/cancel":
            let job: ReviewRequest.Job = try body.decoded()
            try await jobs.cancel(job.job)
            return try .json([String: String]())
        default: throw ReviewError(404, file: path, "there is nothing here")
        }
    }

    private struct Body {
        let data: Data

        func decoded<Value: Decodable>() throws -> Value {
            try JSONDecoder().decode(Value.self, from: data)
        }
    }
}
