/// How addresses within the site are written.
enum AddressStyle: Sendable {
    /// As seen from a page, so that the site also works below any folder and from a disk.
    case relative(from: Route)
    /// From the top of the host, for a page that is served at any address.
    case rooted(basePath: String)
    /// With scheme and host, for feeds and metadata.
    case full(base: String)

    /// The address of a file, or of a folder that ends with a slash; empty for the top.
    func url(to path: String) -> String {
        switch self {
        case .relative(let route): route.relativeURL(to: path)
        case .rooted(let basePath): basePath + Route.encoded(path)
        case .full(let base): base + Route.encoded(path)
        }
    }
}
