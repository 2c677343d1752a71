import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnSite

@Suite("Related pages")
struct RelatedPagesTests {
    /// The same by the definition: scores by file, then everything sorted.
    private static func plainly(
        _ page: ContentPage, _ index: LanguageIndex, count: Int
    ) -> [String] {
        var scores: [String: Int] = [:]
        var pages: [String: ContentPage] = [:]
        for taxonomy in index.taxonomies {
            for slug in Set((page.matter.terms[taxonomy.name] ?? []).map { Slug.readable($0) }) {
                guard let term = taxonomy.term(slug),
                    let place = term.pages.firstIndex(where: { $0 === page })
                else { continue }
                for (other, candidate) in term.pages.enumerated()
                where other != place && abs(other - place) <= LanguageIndex.reach {
                    scores[candidate.file, default: 0] += 1_000_000 / term.pages.count
                    pages[candidate.file] = candidate
                }
            }
        }
        let order = ListOrder.date.sorted(Array(pages.values)).map(\.file)
        return order.enumerated().sorted {
            (-(scores[$0.element] ?? 0), $0.offset) < (-(scores[$1.element] ?? 0), $1.offset)
        }.prefix(count).map(\.element)
    }

    @Test("are those that share most with a page, the newer first")
    func related() async throws {
        var random = SeededRandom(seed: 4)
        var files: [String: String] = [:]
        for number in 0..<150 {
            let tags = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                "t\(Int.random(in: 0..<6, using: &random))"
            }
            let day = Int.random(in: 10...20, using: &random)
            let date = number % 9 == 0 ? "" : "date: 2024-05-\(day)\n"
            files["content/p\(number).md"] =
                "---\ntitle: Page \(number)\n\(date)tags: [\(tags.joined(separator: ", "))]\n---\nText.\n"
        }
        let site = try SiteSandbox.containing(files)
        let configuration = try SiteConfiguration.read(in: site.root)
        let paths = ContentPaths(ContentCollection.markdownFiles(in: configuration.contentFolder))
        let pages = try paths.all.map {
            try ParsedPage(path: $0, among: paths, in: configuration).outcome.get().page
        }
        let content = try ContentCollection(pages, selection: PageSelection())
        let index = LanguageIndex(content, language: .english, configuration: configuration)
        var found = 0
        for page in content.pages {
            let related = index.related(to: page).map(\.file)
            #expect(related == Self.plainly(page, index, count: 4), "\(page.file)")
            found += related.count
        }
        #expect(found > 300)
    }
}
