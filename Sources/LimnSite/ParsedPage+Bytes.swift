import LimnArticles
import LimnDigests

extension ByteWriter {
    mutating func add(_ stamp: ContentStamp) {
        add(stamp.bytes)
        add(stamp.inode)
        add(Int(stamp.modified))
        add(Int(stamp.changed))
    }

    mutating func add(_ name: ContentName) {
        add(name.language.code)
        add(name.key)
        add(name.role.rawValue)
        add(texts: name.folder)
        add(optional: name.name)
        add(optional: name.day)
        add(name.isDraft)
    }

    /// Adds all that is known from a page's file but its text.
    mutating func add(_ page: ContentPage, _ outline: MarkdownOutline) {
        add(page.kind.rawValue)
        add(texts: page.section)
        add(texts: page.route.segments)
        add(page.matter)
        add(page.title)
        add(optional: page.authorship) { writer, authorship in
            writer.add(authorship.paragraphs)
            writer.add(authorship.lines) { $0.add($1) }
        }
        add(page.warnings) { $0.add($1) }
        add(outline)
    }

    private mutating func add(_ outline: MarkdownOutline) {
        add(outline.headings) { writer, heading in
            writer.add(heading.level)
            writer.add(heading.text)
            writer.add(heading.id)
        }
        add(texts: outline.terms)
        add(texts: outline.anchorsInHTML.sorted())
        add(outline.pictures) { writer, picture in
            writer.add(picture.address)
            writer.add(picture.alternativeText)
            writer.add(picture.caption)
            writer.add(picture.line)
            writer.add(picture.isFigure)
        }
        add(outline.opensWithFigure)
        add(optional: outline.summary)
        add(outline.words)
        add(outline.ideographs)
        add(outline.hasLocalLinks)
        add(outline.standsAlone)
    }

    /// Adds a page that was read without a problem.
    mutating func add(_ path: String, _ parsed: ParsedPage) {
        guard let stamp = parsed.stamp, let name = parsed.name,
            case .success(let content) = parsed.outcome
        else { return }
        add(path)
        add(stamp)
        add(optional: parsed.record) { $0.add($1) }
        add(name)
        for key in [
            content.keys.text, content.keys.facts, content.keys.link, content.keys.address,
        ] { add(key) }
        add(content.facts)
    }
}

extension ByteReader {
    mutating func stamp() throws -> ContentStamp {
        ContentStamp(
            bytes: try integer(), inode: try number(), modified: Int64(try integer()),
            changed: Int64(try integer()))
    }

    private mutating func name(in configuration: SiteConfiguration) throws -> ContentName {
        let code = try text()
        guard let language = configuration.languages.first(where: { $0.code == code }) else {
            throw Malformed()
        }
        let key = try text()
        guard let role = ContentName.Role(rawValue: try text()) else { throw Malformed() }
        return ContentName(
            language: language, key: key, role: role, folder: try texts(),
            name: try optionalText(), day: try optionalText(), isDraft: try flag())
    }

    private mutating func outline() throws -> MarkdownOutline {
        MarkdownOutline(
            headings: try list {
                TableOfContents.Heading(
                    level: try $0.integer(), text: try $0.text(), id: try $0.text())
            },
            terms: try texts(), anchorsInHTML: Set(try texts()),
            pictures: try list {
                MarkdownOutline.Picture(
                    address: try $0.text(), alternativeText: try $0.text(),
                    caption: try $0.text(), line: try $0.integer(), isFigure: try $0.flag())
            },
            opensWithFigure: try flag(), summary: try optionalText(), words: try integer(),
            ideographs: try integer(), hasLocalLinks: try flag(), standsAlone: try flag())
    }

    /// Reads a page with its path in `content/`.
    mutating func page(
        in configuration: SiteConfiguration
    ) throws -> (path: String, page: ParsedPage) {
        let path = try text()
        let stamp = try stamp()
        let record = try optional { try $0.stamp() }
        let name = try name(in: configuration)
        let keys = PageKeys(
            text: try key(), facts: try key(), link: try key(), address: try key())
        let facts = try slice()
        var reader = ByteReader(facts)
        guard let kind = ContentPage.Kind(rawValue: try reader.text()) else { throw Malformed() }
        let section = try reader.texts()
        let route = Route(try reader.texts())
        let matter = try reader.matter()
        let title = try reader.text()
        let authorship = try reader.optional {
            Authorship(
                paragraphs: try $0.integer(), lines: try $0.list { try $0.integer() })
        }
        let warnings = try reader.list { try $0.problem() }
        let page = ContentPage(
            path: path, name: name, kind: kind, section: section, route: route, matter: matter,
            title: title, authorship: authorship, warnings: warnings, textKey: keys.text,
            in: configuration)
        let outline = try reader.outline()
        guard reader.isAtEnd else { throw Malformed() }
        return (
            path,
            ParsedPage(
                stamp: stamp, record: record, name: name, page: page, outline: outline,
                keys: keys, facts: Array(facts))
        )
    }
}
