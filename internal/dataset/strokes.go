package dataset

// A point of a stroke: x to the right, y down, the digit about 1 high and 0.7 wide.
type point struct{ x, y float64 }

// A knot is a point that the pen passes; at a corner it stops and sets off anew.
type knot struct {
	point
	corner bool
}

// A stroke is what the pen draws between touching the paper and leaving it.
type stroke []knot

// A form is one way of writing a digit.
type form struct {
	weight  int // how common it is among the forms of its digit
	strokes []stroke
}

func at(x, y float64) knot   { return knot{point{x, y}, false} }
func turn(x, y float64) knot { return knot{point{x, y}, true} }

// forms returns the ways of writing each digit, drawn for this package.
func forms() [10][]form {
	return [10][]form{
		{ // closed; narrow, the pen coming in from the right and crossing its start; open at the top
			{5, []stroke{{at(.42, 0), at(.12, .2), at(.02, .55), at(.18, .9), at(.42, 1), at(.66, .85), at(.74, .5), at(.64, .12), at(.4, .01)}}},
			{3, []stroke{{at(.62, .12), at(.38, .0), at(.1, .22), at(.04, .6), at(.2, .96), at(.48, .94), at(.66, .6), at(.64, .25), at(.46, .04), at(.3, .08)}}},
			{2, []stroke{{at(.3, .03), at(.08, .28), at(.03, .62), at(.2, .95), at(.5, .96), at(.72, .66), at(.7, .3), at(.5, .05)}}},
		},
		{ // a bar; with a flag; with a flag and a foot
			{6, []stroke{{at(.35, 0), at(.35, .5), at(.35, 1)}}},
			{3, []stroke{{at(.12, .24), at(.26, .14), turn(.4, 0), at(.4, .5), at(.4, 1)}}},
			{1, []stroke{{at(.16, .22), turn(.4, 0), at(.4, .5), at(.4, 1)}, {at(.12, 1), at(.4, .99), at(.68, 1)}}},
		},
		{ // straight foot; with a loop at the foot; swan
			{4, []stroke{{at(.05, .22), at(.2, .04), at(.45, .0), at(.66, .16), at(.6, .42), at(.35, .72), turn(.02, 1), at(.4, .97), at(.75, .99)}}},
			{4, []stroke{{at(.06, .18), at(.28, .01), at(.56, .06), at(.62, .3), at(.46, .62), at(.2, .92), at(.04, .94), at(.08, .78), at(.28, .8), at(.5, .94), at(.8, .9)}}},
			{2, []stroke{{at(.1, .1), at(.4, .0), at(.62, .12), at(.56, .42), at(.3, .76), at(.06, .97), at(.3, .93), at(.54, .99), at(.74, .88)}}},
		},
		{ // round; flat top; upper bow small and looped in the middle
			{5, []stroke{{at(.08, .12), at(.32, 0), at(.6, .1), at(.58, .34), turn(.3, .46), at(.6, .56), at(.68, .78), at(.42, .99), at(.04, .9)}}},
			{2, []stroke{{at(.06, .03), turn(.64, .02), turn(.32, .4), at(.6, .5), at(.68, .76), at(.42, .99), at(.04, .88)}}},
			{3, []stroke{{at(.12, .08), at(.4, .0), at(.6, .14), at(.46, .38), at(.26, .48), at(.3, .4), at(.58, .54), at(.66, .8), at(.36, 1), at(.04, .86)}}},
		},
		{ // open; closed; open and round, in one stroke
			{5, []stroke{{at(.14, .04), at(.08, .34), turn(.06, .54), at(.4, .53), at(.7, .48)}, {at(.6, .04), at(.57, .5), at(.54, 1)}}},
			{2, []stroke{{at(.5, 0), at(.26, .32), turn(.02, .64), at(.4, .63), at(.78, .62)}, {at(.52, .02), at(.52, .5), at(.5, 1)}}},
			{3, []stroke{{at(.1, .06), at(.06, .38), at(.22, .54), at(.5, .4), turn(.64, .04), at(.6, .5), at(.58, 1)}}},
		},
		{ // hat first; hat last and apart; a wave
			{4, []stroke{{at(.7, .02), turn(.2, .02), turn(.14, .42), at(.44, .38), at(.68, .6), at(.58, .9), at(.3, 1), at(.02, .9)}}},
			{3, []stroke{{at(.22, .05), at(.17, .25), turn(.12, .45), at(.4, .4), at(.64, .6), at(.56, .9), at(.28, 1), at(.02, .93)}, {at(.22, .06), at(.5, .05), at(.76, .02)}}},
			{3, []stroke{{at(.72, .0), at(.4, .03), at(.2, .16), at(.2, .38), at(.46, .5), at(.58, .72), at(.42, .96), at(.02, .97)}}},
		},
		{ // round; straight stem; narrow with a small loop
			{4, []stroke{{at(.56, .0), at(.24, .26), at(.06, .62), at(.16, .94), at(.44, .99), at(.62, .78), at(.5, .56), at(.26, .6), at(.08, .78)}}},
			{3, []stroke{{at(.28, .0), at(.14, .4), at(.06, .74), at(.2, .98), at(.5, .95), at(.6, .74), at(.42, .58), at(.1, .72)}}},
			{3, []stroke{{at(.7, .02), at(.38, .2), at(.14, .55), at(.1, .86), at(.3, 1), at(.5, .86), at(.46, .66), at(.28, .66), at(.13, .84)}}},
		},
		{ // plain; with a bar; with a serif and a bent stem
			{5, []stroke{{at(.02, .06), at(.35, .05), turn(.7, .02), at(.45, .5), at(.3, 1)}}},
			{2, []stroke{{at(.04, .04), at(.35, .05), turn(.68, .0), at(.44, .5), at(.26, 1)}, {at(.16, .52), at(.4, .5), at(.66, .48)}}},
			{3, []stroke{{at(.03, .26), turn(.05, .08), at(.4, .07), at(.68, .1), at(.6, .34), at(.42, .64), at(.38, 1)}}},
		},
		{ // one line, begun at the right; two rings; one line, begun in the middle
			{5, []stroke{{at(.62, .12), at(.36, .0), at(.12, .16), at(.3, .42), at(.58, .66), at(.54, .92), at(.28, 1), at(.08, .82), at(.24, .56), at(.54, .34), at(.64, .14)}}},
			{2, []stroke{
				{at(.36, .0), at(.14, .2), at(.34, .46), at(.58, .22), at(.36, .0)},
				{at(.34, .46), at(.06, .74), at(.34, 1), at(.64, .72), at(.36, .46)},
			}},
			{3, []stroke{{at(.36, .48), at(.14, .26), at(.3, .02), at(.58, .12), at(.5, .38), at(.2, .6), at(.06, .84), at(.3, 1), at(.6, .86), at(.54, .62), at(.38, .5)}}},
		},
		{ // ring and straight stem; hooked tail; tail bent to the left in one line
			{5, []stroke{{at(.62, .1), at(.34, .0), at(.08, .22), at(.22, .46), at(.52, .38), turn(.64, .08), at(.6, .5), at(.56, 1)}}},
			{3, []stroke{{at(.62, .16), at(.36, .0), at(.1, .2), at(.2, .44), at(.5, .38), turn(.62, .12), at(.62, .55), at(.48, .92), at(.14, .96)}}},
			{2, []stroke{{at(.56, .36), at(.26, .46), at(.08, .24), at(.3, .02), at(.56, .08), at(.62, .34), at(.5, .7), at(.26, 1)}}},
		},
	}
}
