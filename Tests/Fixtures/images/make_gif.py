"""Makes the GIFs that the decoder is tested with, and beside each the PNG that Pillow sees in its
first picture. Needs Pillow 12:  python3 make_gif.py"""
import random
import struct

from PIL import Image

random.seed(7)


def noise(size, colours):
    image = Image.new("P", size)
    image.putpalette([random.randrange(256) for _ in range(colours * 3)])
    # Runs of one colour and stretches of noise: long codes, short ones, and a full table.
    pixels = []
    while len(pixels) < size[0] * size[1]:
        pixels += [random.randrange(colours)] * random.choice([1, 1, 1, 2, 40])
    image.putdata(pixels[: size[0] * size[1]])
    return image


def keep(name, image, **options):
    image.save(name + ".gif", **options)
    with Image.open(name + ".gif") as seen:
        seen.seek(0)
        seen.convert("RGBA").save(name + "-gif.png")


keep("noise", noise((150, 110), 256), interlace=0)
keep("interlaced", noise((33, 21), 64), interlace=1)
keep("two-colours", noise((40, 9), 2), interlace=0)
keep("transparent", noise((30, 20), 8), transparency=3, interlace=0)
keep(
    "animated", noise((24, 16), 16), save_all=True, loop=0,
    append_images=[noise((24, 16), 16) for _ in range(3)],
)
whole = open("noise.gif", "rb").read()
open("truncated.gif", "wb").write(whole[: len(whole) // 2])
open("bomb.gif", "wb").write(whole[:6] + struct.pack("<HH", 65535, 65535) + whole[10:])
# The picture in a corner of a larger canvas.
placed = bytearray(open("two-colours.gif", "rb").read())
placed[6:10] = struct.pack("<HH", 60, 30)
frame = placed.index(b"\x2c", 13 + 6)
placed[frame + 1 : frame + 5] = struct.pack("<HH", 15, 20)
open("placed.gif", "wb").write(placed)
