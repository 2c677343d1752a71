import CWebP
import Foundation

/// WebP through libwebp.
enum WebPCodec {
    static func decode(
        _ data: Data, file: String, most: Int
    ) throws -> (Bitmap, profile: Data?) {
        try data.withUnsafeBytes { raw in
            let start = raw.bindMemory(to: UInt8.self).baseAddress
            var features = WebPBitstreamFeatures()
            guard WebPGetFeatures(start, raw.count, &features) == VP8_STATUS_OK,
                features.width > 0, features.height > 0
            else {
                throw ImageError(.malformed, file: file, "the WebP cannot be decoded")
            }
            guard features.has_animation == 0 else {
                throw ImageError(.unsupported, file: file, "animated WebP is not supported")
            }
            let width = Int(features.width)
            let height = Int(features.height)
            guard width * height <= most else {
                throw ImageError(
                    .tooLarge, file: file, "\(width) × \(height) pixels are more than allowed")
            }
            let layout: Bitmap.Layout = features.has_alpha != 0 ? .rgba : .rgb
            let stride = width * layout.channels
            var bytes = [UInt8](repeating: 0, count: stride * height)
            let size = bytes.count
            let decoded =
                layout == .rgba
                ? WebPDecodeRGBAInto(start, raw.count, &bytes, size, Int32(stride))
                : WebPDecodeRGBInto(start, raw.count, &bytes, size, Int32(stride))
            guard decoded != nil else {
                throw ImageError(.malformed, file: file, "the WebP is truncated or damaged")
            }
            return (Bitmap(trusted: bytes, width: width, height: height, layout: layout), nil)
        }
    }

    static func encode(_ bitmap: Bitmap, quality: Int) throws -> Data {
        var config = WebPConfig()
        var picture = WebPPicture()
        var writer = WebPMemoryWriter()
        guard WebPConfigInit(&config) != 0, WebPPictureInit(&picture) != 0 else {
            throw ImageError(.encoding, file: "WebP", "the library has another version")
        }
        config.quality = Float(min(max(quality, 1), 100))
        // Halved colour shows at the hard edges of cut-outs; in photographs it costs time for nothing.
        config.use_sharp_yuv = bitmap.layout == .rgba ? 1 : 0
        picture.width = Int32(clamping: bitmap.width)
        picture.height = Int32(clamping: bitmap.height)
        WebPMemoryWriterInit(&writer)
        defer {
            WebPMemoryWriterClear(&writer)
            WebPPictureFree(&picture)
        }
        let stride = Int32(clamping: bitmap.width * bitmap.layout.channels)
        let imported =
            bitmap.layout == .rgba
            ? WebPPictureImportRGBA(&picture, bitmap.bytes, stride)
            : WebPPictureImportRGB(&picture, bitmap.bytes, stride)
        guard imported != 0 else {
            throw ImageError(.encoding, file: "WebP", "not enough memory, or sides over 16383")
        }
        let status = withUnsafeMutablePointer(to: &writer) { target in
            picture.writer = WebPMemoryWrite
            picture.custom_ptr = UnsafeMutableRawPointer(target)
            return WebPEncode(&config, &picture)
        }
        guard status != 0, let bytes = writer.mem else {
            throw ImageError(
                .encoding, file: "WebP", "the encoder reports error \(picture.error_code.rawValue)")
        }
        return Data(bytes: bytes, count: writer.size)
    }
}
