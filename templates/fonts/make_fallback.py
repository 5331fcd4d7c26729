"""Makes NotoSansFallback-Regular.ttf: common names in Chinese, Japanese, Korean, Arabic and Hebrew."""
import sys
from fontTools.ttLib import TTFont
from fontTools.subset import Subsetter, Options
from fontTools.merge import Merger

def table(codec, leads, trails):
    out = set()
    for a in leads:
        for b in trails:
            try:
                c = bytes([a, b]).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(c) == 1 and ord(c) < 0x10000:
                out.add(ord(c))
    return out

gb1 = table("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
jis1 = table("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF))
big5 = table("big5", range(0xA4, 0xC7), range(0x40, 0xFF))
hanzi = {c for c in gb1 | jis1 | big5 if 0x4E00 <= c <= 0x9FFF}
kana = set(range(0x3041, 0x3100)) | set(range(0x3000, 0x3020)) | set(range(0xFF01, 0xFF60))
hangul = {c for c in table("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF)) if 0xAC00 <= c <= 0xD7A3}
arabic = set(range(0x600, 0x700)) | set(range(0xFB50, 0xFC00)) | set(range(0xFE70, 0xFF00))
hebrew = set(range(0x591, 0x5F5)) | set(range(0xFB1D, 0xFB50))

def cut(path, wanted, to):
    font = TTFont(path)
    o = Options(); o.hinting = False; o.layout_features = []; o.name_IDs = []; o.notdef_outline = True
    o.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "STAT", "gasp", "prep", "fpgm", "cvt "]
    o.glyph_names = False
    have = set(font.getBestCmap())
    s = Subsetter(o); s.populate(unicodes=wanted & have); s.subset(font)
    font.save(to)
    return have & wanted

base = sys.argv[1]
taken = cut(f"{base}/sc/package/400Regular/NotoSansSC_400Regular.ttf", hanzi | kana | {0x20}, "a.ttf")
jp = cut(f"{base}/jp/package/400Regular/NotoSansJP_400Regular.ttf", hanzi - taken, "b.ttf") if hanzi - taken else set()
cut(f"{base}/kr/package/400Regular/NotoSansKR_400Regular.ttf", hangul, "c.ttf")
cut(f"{base}/arabic/package/400Regular/NotoSansArabic_400Regular.ttf", arabic, "d.ttf")
cut(f"{base}/hebrew/package/400Regular/NotoSansHebrew_400Regular.ttf", hebrew, "e.ttf")
parts = ["a.ttf"] + (["b.ttf"] if jp else []) + ["c.ttf", "d.ttf", "e.ttf"]
print(len(hanzi), len(hanzi - taken), len(jp), [TTFont(p)["head"].unitsPerEm for p in parts])
m = Merger(); f = m.merge(parts)
name = f["name"]; name.names = []
for i, v in ((0, "Copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'; Copyright 2022 The Noto Project Authors (https://github.com/notofonts)"), (1, "Noto Sans Fallback"), (2, "Regular"), (4, "Noto Sans Fallback"), (6, "NotoSansFallback-Regular"), (13, "SIL Open Font License, Version 1.1"), (14, "https://scripts.sil.org/OFL")):
    name.setName(v, i, 3, 1, 0x409)
f["head"].created = f["head"].modified = 3786825600
f.recalcTimestamp = False
f["post"].formatType = 3.0
f.save("NotoSansFallback-Regular.ttf")
print(f["maxp"].numGlyphs)
