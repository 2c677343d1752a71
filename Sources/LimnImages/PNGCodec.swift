import CPNG
import Foundation

/// PNG through libpng's simplified interface, which converts every depth, palette and gamma to
/// 8-bit sRGB and keeps its own long jumps inside.
enum PNGCodec {
    static func decode(_ url: URL, most: Int) throws -> Bitmap {
        let file = url.path
        var image = png_image()
        image.version = CPNG_VERSION
        defer { png_image_free(&image) }
        guard png_image_begin_read_from_file(&image, file) != 0 else {
            throw failure(image, file: file)
        }
        let layout: Bitmap.Layout = image.format & CPNG_HAS_ALPHA != 0 ? .rgba : .rgb
        image.format = layout == .rgba ? CPNG_RGBA : CPNG_RGB
        let width = Int(image.width)
        let height = Int(image.height)
        guard width * height <= most else {
            throw ImageError(
                .tooLarge, file: file, "\(width) × \(height) pixels are more than allowed")
        }
        var bytes = [UInt8](repeating: 0, count: width * height * layout.channels)
        guard png_image_finish_read(&image, nil, &bytes, 0, nil) != 0 else {
            throw failure(image, file: file)
        }
        return Bitmap(trusted: bytes, width: width, height: height, layout: layout)
    }

    private static func failure(_ image: png_image, file: String) -> ImageError {
        let message = withUnsafeBytes(of: image.message) { raw in
            String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        }
        return ImageError(.malformed, file: file, "the PNG cannot be decoded: \(message)")
    }
}
