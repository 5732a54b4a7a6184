"""Makes the pictures of this folder from rgb.png with Pillow 9.4 and zlib alone; the values follow from rgb.png."""
import struct, sys, zlib
from PIL import Image
src, out = sys.argv[1], sys.argv[2]
rgb = Image.open(src).convert("RGB")
grey = rgb.convert("L")
rgb.save(f"{out}/rgb.tif")
rgb.save(f"{out}/rgb-lzw.tif", compression="tiff_lzw")
rgb.save(f"{out}/rgb-deflate.tif", compression="tiff_adobe_deflate")
grey.save(f"{out}/grey.tif")
grey.convert("I").point(lambda v: v * 257).convert("I;16").save(f"{out}/grey16.tif")
rgb.convert("CMYK").save(f"{out}/cmyk.tif")
rgb.convert("CMYK").save(f"{out}/cmyk-high.jpg", quality=95, subsampling=0)
rgb.save(f"{out}/rgb.bmp")
rgb.convert("RGBA").save(f"{out}/rgba.bmp")
rgb.quantize(16).save(f"{out}/palette.bmp")
rgb.quantize(16).save(f"{out}/palette.gif")
rgb.quantize(16).convert("RGB").save(f"{out}/palette-as-rgb.png")
rgb.quantize(200).save(f"{out}/one.gif")
grey.convert("1").save(f"{out}/bilevel.tif")
grey.convert("1").save(f"{out}/bilevel.bmp")
grey.convert("1").convert("RGB").save(f"{out}/bilevel-as-rgb.png")
flips = {1: None, 2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM, 5: Image.TRANSPOSE,
         6: Image.ROTATE_90, 7: Image.TRANSVERSE, 8: Image.ROTATE_270}
for n, flip in flips.items():
    stored = rgb if flip is None else rgb.transpose(flip)
    exif = Image.Exif(); exif[274] = n
    stored.save(f"{out}/exif{n}.jpg", exif=exif, quality=95, subsampling=0)
    stored.save(f"{out}/exif{n}.png", exif=exif)
    stored.save(f"{out}/exif{n}.tif", tiffinfo={274: n})

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

def png(name, w, h, depth, colour, rows, interlace=0, extra=b""):
    raw = b"".join(b"\0" + r for r in rows)
    open(f"{out}/{name}", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, interlace))
        + extra + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))

w, h = rgb.size
g = grey.load(); c = rgb.load()
png("grey-alpha16.png", w, h, 16, 4, [b"".join(struct.pack(">HH", g[x, y] * 257, 1000 * (x % 60)) for x in range(w)) for y in range(h)])
png("grey-transparent.png", w, h, 8, 0, [bytes(g[x, y] for x in range(w)) for y in range(h)], extra=chunk(b"tRNS", struct.pack(">H", 115)))
png("rgb-transparent.png", w, h, 8, 2, [bytes(v for x in range(w) for v in c[x, y]) for y in range(h)], extra=chunk(b"tRNS", struct.pack(">HHH", 151, 106, 65)))
passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
png("interlaced.png", w, h, 8, 2, [bytes(v for x in range(x0, w, dx) for v in c[x, y]) for x0, y0, dx, dy in passes for y in range(y0, h, dy)], interlace=1)
