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

# Adobe's YCCK: 255 less each stored ink is transformed; what is stored is 255 less the ink. Pillow stores 255 less its values.
ycc = rgb.convert("CMYK").split()
ycc = Image.merge("RGB", ycc[:3]).convert("YCbCr").split() + (ycc[3].point(lambda v: 255 - v),)
Image.merge("CMYK", [band.point(lambda v: 255 - v) for band in ycc]).save(f"{out}/ycck.jpg", quality=95, subsampling=0)
jpeg = bytearray(open(f"{out}/ycck.jpg", "rb").read())
jpeg[jpeg.find(b"Adobe") + 11] = 2
open(f"{out}/ycck.jpg", "wb").write(jpeg)

few = rgb.quantize(16)
few.save(f"{out}/palette.tif")
index = few.load()
colours = [tuple(few.getpalette()[3 * i:3 * i + 3]) for i in range(16)]
png("palette4-alpha.png", w, h, 4, 3, [bytes(index[x, y] << 4 | index[x + 1, y] for x in range(0, w, 2)) for y in range(h)],
    extra=chunk(b"PLTE", bytes(v for c in colours for v in c)) + chunk(b"tRNS", bytes(range(0, 256, 17))))
for bits in (1, 2, 4):
    n = 8 // bits
    png(f"grey{bits}.png", w, h, bits, 0, [bytes(sum(g[x + i, y] >> 8 - bits << 8 - bits * (i + 1) for i in range(n)) for x in range(0, w, n)) for y in range(h)])
    grey.point(lambda v: (v >> 8 - bits) * 255 // (2 ** bits - 1)).save(f"{out}/grey{bits}-as-8.png")

def bmp(name, bits, compression, rows, extra=b"", header=40):
    data = b"".join(rows)
    at = 14 + header + (len(extra) if header == 40 else 0)
    info = struct.pack("<IiiHHIIiiII", header, w, h, 1, bits, compression, len(data), 2835, 2835, 16 if bits <= 8 else 0, 0)
    info += extra if header == 40 else extra.ljust(header - 40, b"\0")
    open(f"{out}/{name}", "wb").write(b"BM" + struct.pack("<IHHI", at + len(data), 0, 0, at) + info + data)

def runs(values, bits):
    text, x = b"", 0
    while x < len(values):
        n = 1
        while x + n < len(values) and values[x + n] == values[x] and n < 255:
            n += 1
        if n == 1 and x + 5 <= len(values):
            some = values[x:x + 5]
            text += bytes((0, 5)) + (bytes(some) + b"\0" if bits == 8 else bytes((some[0] << 4 | some[1], some[2] << 4 | some[3], some[4] << 4, 0)))
            x += 5
        else:
            text += bytes((n, values[x] if bits == 8 else values[x] * 17))
            x += n
    return text

palette = b"".join(struct.pack("BBBB", *c[::-1], 0) for c in colours)
for bits, compression in ((8, 1), (4, 2)):
    lines = [runs([index[x, y] for x in range(w)], bits) + b"\0\0" for y in range(h - 1, -1, -1)]
    bmp(f"rle{bits}.bmp", bits, compression, lines[:-1] + [lines[-1][:-2] + b"\0\1"], palette)
for name, r, gr, b, header in (("565", 11, 5, 0, 40), ("555", 10, 5, 0, 40), ("565-v4", 11, 5, 0, 108)):
    green = 6 if "565" in name else 5
    rows = [b"".join(struct.pack("<H", c[x, y][0] >> 3 << r | c[x, y][1] >> 8 - green << gr | c[x, y][2] >> 3) for x in range(w)) for y in range(h - 1, -1, -1)]
    masks = struct.pack("<III", 31 << r, (1 << green) - 1 << gr, 31) if green == 6 else b""
    bmp(f"rgb{name}.bmp", 16, 3 if masks else 0, rows, masks, header)

def tiff(name, strips, rows, *entries):
    tags = {256: [w], 257: [h], 258: [8], 259: [1], 273: [0] * len(strips), 277: [1], 278: [rows], 279: [len(s) for s in strips]}
    tags.update((tag, [value]) for tag, value in entries)
    tags[258] *= tags[277][0]
    long = (273, 279)
    pack = lambda tag: struct.pack(f"<{len(tags[tag])}{'I' if tag in long else 'H'}", *tags[tag])
    at = 8 + 2 + 12 * len(tags) + 4
    begin = at + sum(len(pack(t)) for t in tags if len(pack(t)) > 4)
    tags[273] = [begin + sum(map(len, strips[:i])) for i in range(len(strips))]
    text, behind = b"II*\0" + struct.pack("<IH", 8, len(tags)), b""
    for tag in sorted(tags):
        value = pack(tag)
        text += struct.pack("<HHI", tag, 4 if tag in long else 3, len(tags[tag]))
        text += value.ljust(4, b"\0") if len(value) <= 4 else struct.pack("<I", at + len(behind))
        behind += value if len(value) > 4 else b""
    open(f"{out}/{name}", "wb").write(text + bytes(4) + behind + b"".join(strips))

tiff("white-is-zero.tif", [bytes(255 - g[x, y] for y in range(h) for x in range(w))], h, (262, 0))
tiff("planar.tif", [bytes(v) for v in (band.tobytes() for band in rgb.split())], h, (262, 2), (277, 3), (284, 2))
packed = [bytes(v for x in range(0, w, 8) for v in (7,) + tuple(g[x + i, y] for i in range(8))) for y in range(h)]
tiff("packbits.tif", [b"".join(packed[y:y + 5]) for y in range(0, h, 5)], 5, (262, 1), (259, 32773))
