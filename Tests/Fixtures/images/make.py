#!/usr/bin/env python3
"""Makes the picture fixtures of LimnImagesTests. Needs Pillow; the results are committed.

The basic picture is 24 x 16 with a coloured quarter in each corner:
    red   | green
    blue  | yellow
so that a test can tell which way is up by looking at four pixels.
"""
import io
import os
import struct
import zlib

from PIL import Image, ImageCms, PngImagePlugin

os.chdir(os.path.dirname(os.path.abspath(__file__)))
RED, GREEN, BLUE, YELLOW = (230, 30, 30), (30, 200, 60), (40, 60, 220), (240, 220, 40)


def quarters(width=24, height=16):
    picture = Image.new("RGB", (width, height))
    for x in range(width):
        for y in range(height):
            top, left = y < height // 2, x < width // 2
            colour = (RED if left else GREEN) if top else (BLUE if left else YELLOW)
            picture.putpixel((x, y), colour)
    return picture


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour, rows, extra=b""):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
        + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    )


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


upright = quarters()

# The stored pixels are the upright picture with the inverse of what EXIF asks for.
inverse = {
    1: None, 2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM,
    5: Image.TRANSPOSE, 6: Image.ROTATE_90, 7: Image.TRANSVERSE, 8: Image.ROTATE_270,
}
for value, operation in inverse.items():
    stored = upright if operation is None else upright.transpose(operation)
    exif = Image.Exif()
    exif[0x0112] = value
    stored.save(f"orientation-{value}.jpg", quality=95, subsampling=0, exif=exif)
exif = Image.Exif()
exif[0x0112] = 6
upright.transpose(Image.ROTATE_90).save("orientation-6.png", exif=exif)
upright.transpose(Image.ROTATE_90).save("orientation-6.webp", exif=exif, lossless=True)

upright.save("progressive.jpg", quality=95, subsampling=0, progressive=True)
upright.convert("CMYK").save("cmyk.jpg", quality=95)
upright.convert("L").save("grey.jpg", quality=95)
upright.quantize(4).save("palette.png")
upright.save("plain.webp", lossless=True)

# Large once decoded, small as files; neither side is a multiple of what they are averaged by.
large = upright.resize((2401, 2402), Image.NEAREST)
large.save("large.png", optimize=True)
large.save("large.webp", lossless=True)
large.quantize(4).save("large.gif")

alpha = upright.convert("RGBA")
for x in range(24):
    for y in range(8):
        r, g, b, _ = alpha.getpixel((x, y))
        alpha.putpixel((x, y), (r, g, b, 0))
alpha.save("alpha.png")
alpha.save("alpha.webp", lossless=True, exact=True)
upright.convert("RGBA").save("opaque-alpha.png")

rows = b"".join(b"\0" + b"".join(struct.pack(">HH", 0x8080, 0xFFFF if x < 4 else 0) for x in range(8)) for _ in range(8))
write("grey-alpha-16.png", png(8, 8, 16, 4, rows))
rows = b"".join(b"\0" + struct.pack(">HHH", 0xE6E6, 0x1E1E, 0x1E1E) * 8 for _ in range(8))
write("rgb-16.png", png(8, 8, 16, 2, rows, chunk(b"sRGB", b"\0")))

# Broken on purpose.
photo = Image.effect_noise((96, 64), 80).convert("RGB")
buffer = io.BytesIO()
photo.save(buffer, "JPEG", quality=90)
jpeg = buffer.getvalue()
write("truncated.jpg", jpeg[: len(jpeg) // 2])
frame = jpeg.index(b"\xff\xc0") + 5
write("lying-height.jpg", jpeg[:frame] + struct.pack(">H", 6000) + jpeg[frame + 2:])
write("zero-height.jpg", jpeg[:frame] + struct.pack(">H", 0) + jpeg[frame + 2:])
write("bomb.jpg", jpeg[:frame] + struct.pack(">HH", 65000, 65000) + jpeg[frame + 4:])
write("no-frame.jpg", jpeg[:2] + b"\xff\xd9")
buffer = io.BytesIO()
photo.save(buffer, "PNG")
write("truncated.png", buffer.getvalue()[: buffer.getbuffer().nbytes // 2])
rows = b"\0" + bytes(24)
write("lying-height.png", png(8, 4000, 8, 2, rows * 2))
write("bomb.png", png(60000, 60000, 1, 0, bytes(100)))
# Whole, small on the disk, and 350 MB as pixels.
write("swelling.png", png(10900, 10900, 1, 0, bytes(1 + 10900 // 8 + 1) * 10900))
write("zero-width.png", png(0, 8, 8, 2, rows))
buffer = io.BytesIO()
photo.save(buffer, "WEBP", quality=80)
write("truncated.webp", buffer.getvalue()[: buffer.getbuffer().nbytes // 2])
write("empty.jpg", b"")
write("text.jpg", b"This is not a picture.\n")

# A profile that is not sRGB: sRGB's own with its name replaced.
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
upright.save("profile-srgb.jpg", quality=90, icc_profile=profile)
other = profile.replace(b"sRGB", b"wide").replace("sRGB".encode("utf-16-be"), "wide".encode("utf-16-be"))
upright.save("profile-other.jpg", quality=90, icc_profile=other)

# Metadata as agencies write it.
def iptc(record, dataset, text):
    data = text.encode("utf-8")
    return b"\x1c" + bytes([record, dataset]) + struct.pack(">H", len(data)) + data


records = (
    iptc(1, 90, "\x1b%G") + iptc(2, 105, "Morning at the ford") + iptc(2, 120, "Zebras cross a river.")
    + iptc(2, 25, "zebra") + iptc(2, 25, "río") + iptc(2, 80, "Ana Pérez") + iptc(2, 116, "© 2020 Ana Pérez")
)
resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(records)) + records + (b"\0" if len(records) % 2 else b"")
app13 = b"Photoshop 3.0\0" + resource
buffer = io.BytesIO()
upright.save(buffer, "JPEG", quality=90)
plain = buffer.getvalue()
write("iptc.jpg", plain[:2] + b"\xff\xed" + struct.pack(">H", len(app13) + 2) + app13 + plain[2:])

latin = b"\x1c\x02\x50\x00\x04J\xf6rg"
resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(latin)) + latin + b"\0"
app13 = b"Photoshop 3.0\0" + resource
write("iptc-latin1.jpg", plain[:2] + b"\xff\xed" + struct.pack(">H", len(app13) + 2) + app13 + plain[2:])

packet = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">清晨的斑马</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Li Wei</rdf:li><rdf:li>Chen Jing</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>斑马</rdf:li><rdf:li>animals</rdf:li></rdf:Bag></dc:subject>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Li Wei</rdf:li></rdf:Alt></dc:rights>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">CC BY 4.0</rdf:li></rdf:Alt></xmpRights:UsageTerms>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
body = b"http://ns.adobe.com/xap/1.0/\0" + packet.encode("utf-8")
write("xmp.jpg", plain[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + plain[2:])

exif = Image.Exif()
exif[0x010E] = "OLYMPUS DIGITAL CAMERA"
upright.save("exif-placeholder.jpg", quality=90, exif=exif)

# When and where, as cameras and agencies write it.
def located(name, latitude, longitude, taken):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken
    position = exif.get_ifd(0x8825)
    position[1], position[2] = "S" if latitude[0] < 0 else "N", tuple(abs(part) for part in latitude)
    position[3], position[4] = "W" if longitude[0] < 0 else "E", tuple(abs(part) for part in longitude)
    upright.save(name, quality=90, exif=exif)


located("located.jpg", (38, 42, 43.2), (-9, 7, 48.0), "2020:05:14 10:22:31")
located("unset-clock.jpg", (0, 0, 0), (0, 0, 0), "0000:00:00 00:00:00")
records = iptc(2, 55, "20200514") + iptc(2, 92, "Alfama") + iptc(2, 90, "Lisbon") + iptc(2, 101, "Portugal")
resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(records)) + records + (b"\0" if len(records) % 2 else b"")
app13 = b"Photoshop 3.0\0" + resource
write("iptc-place.jpg", plain[:2] + b"\xff\xed" + struct.pack(">H", len(app13) + 2) + app13 + plain[2:])
