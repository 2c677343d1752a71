/// A picture in all its sizes, with its texts.
public struct FigureView: TemplateView {
    /// The address for browsers that do not choose.
    public var src: String
    /// All sizes, as the attribute `srcset` wants them.
    public var srcset: String
    /// All sizes as WebP, where `srcset` has another format.
    public var webpSrcset: String?
    /// Columns of the largest size.
    public var width: String
    /// Rows of the largest size.
    public var height: String
    /// What the picture shows, for those who do not see it.
    public var alt: String
    /// What the picture says in the article.
    public var caption: String?
    /// Who made it.
    public var credit: String?
    /// Where it is from.
    public var creditURL: String?
    /// Under which terms it is published.
    public var licence: String?
    /// Where the terms stand.
    public var licenceURL: String?
    /// Whether it is an object on a transparent background.
    public var isCutout: Bool
    /// Whether it is clearly higher than wide.
    public var isPortrait: Bool
    /// Whether it has too few pixels to fill the column.
    public var isSmall: Bool
    /// Whether it has so few pixels that it must not be drawn much larger.
    public var isTiny: Bool
    /// Whether the browser should fetch it at once.
    public var isEager: Bool
    /// Whether it reaches from edge to edge of the window.
    public var isFull: Bool
    /// Whether it stands in the margin, where there is one.
    public var isSide: Bool
    /// Whether it is only as wide as the text.
    public var isText: Bool
    /// Three class names for the mean colour, as in `r3 g12 b7`: red, green and blue, 0 to 15.
    public var colour: String?
    /// The address of the same picture in motion, for readers who do not mind that.
    public var movingSrc: String?
    /// Whether it is drawn anew at any size, and may let the background through.
    public var isDrawing: Bool

    /// Makes a view.
    public init(
        src: String, srcset: String, webpSrcset: String? = nil, width: String, height: String,
        alt: String,
        caption: String? = nil, credit: String? = nil, creditURL: String? = nil,
        licence: String? = nil, licenceURL: String? = nil, isCutout: Bool = false,
        isPortrait: Bool = false, isSmall: Bool = false, isTiny: Bool = false,
        isEager: Bool = false,
        isFull: Bool = false, isSide: Bool = false, isText: Bool = false, colour: String? = nil,
        movingSrc: String? = nil, isDrawing: Bool = false
    ) {
        self.src = src
        self.srcset = srcset
        self.webpSrcset = webpSrcset
        self.width = width
        self.height = height
        self.alt = alt
        self.caption = caption
        self.credit = credit
        self.creditURL = creditURL
        self.licence = licence
        self.licenceURL = licenceURL
        self.isCutout = isCutout
        self.isPortrait = isPortrait
        self.isSmall = isSmall
        self.isTiny = isTiny
        self.isEager = isEager
        self.isFull = isFull
        self.isSide = isSide
        self.isText = isText
        self.colour = colour
        self.movingSrc = movingSrc
        self.isDrawing = isDrawing
    }

    /// The names for templates.
    public static let fields = TemplateFields<Self>()
        .text("src") { $0.src }
        .text("srcset") { $0.srcset }
        .optional("webp_srcset") { $0.webpSrcset }
        .text("width") { $0.width }
        .text("height") { $0.height }
        .text("alt") { $0.alt }
        .optional("caption") { $0.caption }
        .optional("credit") { $0.credit }
        .optional("credit_url") { $0.creditURL }
        .optional("licence") { $0.licence }
        .optional("licence_url") { $0.licenceURL }
        .flag("is_cutout") { $0.isCutout }
        .flag("is_portrait") { $0.isPortrait }
        .flag("is_small") { $0.isSmall }
        .flag("is_tiny") { $0.isTiny }
        .flag("is_eager") { $0.isEager }
        .flag("is_full") { $0.isFull }
        .flag("is_side") { $0.isSide }
        .flag("is_text") { $0.isText }
        .optional("colour") { $0.colour }
        .optional("moving_src") { $0.movingSrc }
        .flag("is_drawing") { $0.isDrawing }
}
