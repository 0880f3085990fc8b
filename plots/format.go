package plots

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"html"
	"image"
	"image/png"
	"io"
	"math"
	"strings"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

func writePNG(w io.Writer, fig Figure, provenance string) error {
	c := vgimg.NewWith(vgimg.UseWH(fig.Width, fig.Height), vgimg.UseDPI(dpi))
	fig.Draw(draw.New(c))
	var buf bytes.Buffer
	if err := png.Encode(&buf, c.Image().(image.Image)); err != nil {
		return err
	}
	_, err := w.Write(tagPNG(buf.Bytes(), provenance))
	return err
}

// tagPNG puts the resolution (pHYs, without which journals assume 72 dpi) and the provenance
// (iTXt) behind the header of a PNG: 8 bytes of signature and 25 of IHDR.
func tagPNG(p []byte, provenance string) []byte {
	chunk := func(kind string, data []byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		b = append(append(b, kind...), data...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	perMetre := uint32(math.Round(dpi / 0.0254))
	phys := binary.BigEndian.AppendUint32(nil, perMetre)
	phys = append(binary.BigEndian.AppendUint32(phys, perMetre), 1)
	out := append([]byte(nil), p[:33]...)
	out = append(out, chunk("pHYs", phys)...)
	if provenance != "" {
		// Keyword, NUL, not compressed, method 0, no language, no translated keyword, text.
		text := "Comment\x00\x00\x00\x00\x00" + printable(provenance)
		out = append(out, chunk("iTXt", []byte(text))...)
	}
	return append(out, p[33:]...)
}

// printable is valid UTF-8 without control characters other than the line break.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}

func writeSVG(w io.Writer, fig Figure, provenance string) error {
	c := &spotter{Canvas: vgsvg.NewWith(vgsvg.UseWH(fig.Width, fig.Height), vgsvg.EmbedFonts(false))}
	fig.Draw(draw.New(c))
	var buf bytes.Buffer
	if _, err := c.WriteTo(&buf); err != nil {
		return err
	}
	s := svgFixes.Replace(c.held(buf.String()))
	head := ""
	if fig.Caption != "" {
		head += "<desc>" + html.EscapeString(printable(fig.Caption)) + "</desc>\n"
	}
	if provenance != "" {
		head += "<metadata>" + html.EscapeString(printable(provenance)) + "</metadata>\n"
	}
	open := strings.Index(s, "<svg")
	end := open + strings.Index(s[open:], ">\n") + 2
	s = s[:end] + head + s[end:]
	if last := strings.LastIndex(s, "</svg>"); last >= 0 {
		s = s[:last] + c.markup(fig.Height) + s[last:]
	}
	_, err := io.WriteString(w, s)
	return err
}

// svgFixes names fonts of the same widths for readers without Liberation Sans, and calls the
// embedded rasters what they are.
var svgFixes = strings.NewReplacer(
	"font-family:Liberation Sans;", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif;",
	"data:image/jpg;", "data:image/png;",
)
