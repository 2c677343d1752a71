import CWebP
import Foundation

/// WebP through libwebp.
enum WebPCodec {
    /// - Parameter reduction: how many columns and rows become one.
    static func decode(
        _ data: Data, file: String, most: Int, reduction: Int = 1
    ) throws -> Bitmap {
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
            var config = WebPDecoderConfig()
            guard WebPInitDecoderConfig(&config) != 0 else {
                throw ImageError(.unsupported, file: file, "the WebP library has another version")
            }
            let (newWidth, newHeight) = (
                (width + reduction - 1) / reduction, (height + reduction - 1) / reduction
            )
            if reduction > 1 {
                config.options.use_scaling = 1
                config.options.scaled_width = Int32(newWidth)
                config.options.scaled_height = Int32(newHeight)
            }
            let stride = newWidth * layout.channels
            var bytes = [UInt8](repeating: 0, count: stride * newHeight)
            let status = bytes.withUnsafeMutableBufferPointer { target in
                config.output.colorspace = layout == .rgba ? MODE_RGBA : MODE_RGB
                config.output.is_external_memory = 1
                config.output.u.RGBA = WebPRGBABuffer(
                    rgba: target.baseAddress, stride: Int32(stride), size: target.count)
                return WebPDecode(start, raw.count, &config)
            }
            guard status == VP8_STATUS_OK else {
                throw ImageError(.malformed, file: file, "the WebP is truncated or damaged")
            }
            return Bitmap(trusted: bytes, width: newWidth, height: newHeight, layout: layout)
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
