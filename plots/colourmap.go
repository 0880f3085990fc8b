package plots

import (
	"image/color"
	"math"
)

// heat is the map white, yellow, red, black that papers on STDP networks use since Diehl and Cook
// (Front. Comput. Neurosci. 9, 99 (2015), doi:10.3389/fncom.2015.00099): the colours of a hot
// body, reversed. Its lightness falls all the way from f = 0 to f = 1, so it prints in grey.
func heat(f float64) color.NRGBA {
	f = 1 - min(max(f, 0), 1)
	ramp := func(from, to float64) uint8 {
		return uint8(math.Round(255 * min(max((f-from)/(to-from), 0), 1)))
	}
	const red, yellow = 0.365, 0.746
	r := 0.0416 + (1-0.0416)*min(f/red, 1)
	return color.NRGBA{R: uint8(math.Round(255 * r)), G: ramp(red, yellow), B: ramp(yellow, 1), A: 255}
}

// blues runs from white through light blue to the blue of the palette and on to a dark one.
func blues(f float64) color.NRGBA {
	stops := [...][3]float64{{255, 255, 255}, {198, 219, 239}, {107, 174, 214}, {0x00, 0x72, 0xb2}, {8, 48, 107}}
	f = min(max(f, 0), 1) * float64(len(stops)-1)
	k := min(int(f), len(stops)-2)
	mix := func(i int) uint8 {
		return uint8(math.Round(stops[k][i] + (f-float64(k))*(stops[k+1][i]-stops[k][i])))
	}
	return color.NRGBA{R: mix(0), G: mix(1), B: mix(2), A: 255}
}

// lightness is the relative luminance of sRGB (IEC 61966-2-1), 0 black to 1 white.
func lightness(c color.NRGBA) float64 {
	lin := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}
