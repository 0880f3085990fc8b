package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// copies go by squares of as many rows as a vector has lanes.
func (v isa) copies() {
	v.function("toPanel", "func(panel, rows []float64, stride int)", "ToPanel")
	v.squares(func(rows, panel []Mem) {
		x := make([]reg.VecVirtual, v.lanes)
		for k := range x {
			x[k] = v.load(rows[k])
		}
		for k, y := range v.transpose(x) {
			VMOVUPD(y, panel[k])
		}
	})
	end()

	v.function("fromPanel", "func(rows, panel []float64, stride int)", "FromPanel")
	v.squares(func(rows, panel []Mem) {
		x := make([]reg.VecVirtual, v.lanes)
		for k := range x {
			x[k] = v.load(panel[k])
		}
		for k, y := range v.transpose(x) {
			VMOVUPD(y, rows[k])
		}
	})
	end()
}

// squares calls body for every square: where its rows are outside and where its columns are in the panel.
func (v isa) squares(body func(rows, panel []Mem)) {
	panel, n := base("panel"), length("panel")
	first := base("rows")
	stride := Load(Param("stride"), GP64())
	SHLQ(U8(3), stride)
	SHRQ(U8(4), n) // columns
	// a quarter of the chains after the other, so that the rows of one stay in registers as addresses
	for from := 0; from < abreast; from += v.lanes {
		label := "columns" + string(rune('A'+from/v.lanes))
		at := make([]reg.Register, v.lanes)
		for k := range at {
			p := GP64()
			if k == 0 {
				MOVQ(first, p)
			} else {
				LEAQ(Mem{Base: at[k-1], Index: stride, Scale: 1}, p)
			}
			at[k] = p
		}
		to, left := GP64(), GP64()
		LEAQ(Mem{Base: panel, Disp: 8 * from}, to)
		MOVQ(n, left)
		Label(label)
		SUBQ(U32(uint32(v.lanes)), left)
		JL(LabelRef(label + "Done"))
		rows, columns := make([]Mem, v.lanes), make([]Mem, v.lanes)
		for k := range rows {
			rows[k] = Mem{Base: at[k]}
			columns[k] = Mem{Base: to, Disp: 8 * abreast * k}
		}
		body(rows, columns)
		for _, p := range at {
			ADDQ(U32(uint32(8*v.lanes)), p)
		}
		ADDQ(U32(uint32(8*abreast*v.lanes)), to)
		JMP(LabelRef(label))
		Label(label + "Done")
		for range v.lanes {
			ADDQ(stride, first)
		}
	}
}

// transpose returns the columns of a square of vectors.
func (v isa) transpose(r []reg.VecVirtual) []reg.VecVirtual {
	pairs := make([]reg.VecVirtual, len(r)) // even and odd columns of two rows
	for k := 0; k < len(r); k += 2 {
		pairs[k], pairs[k+1] = v.vector(), v.vector()
		VUNPCKLPD(r[k+1], r[k], pairs[k])
		VUNPCKHPD(r[k+1], r[k], pairs[k+1])
	}
	if v.lanes == 4 {
		c := make([]reg.VecVirtual, 4)
		for k := range c {
			c[k] = v.vector()
			VPERM2F128(U8([]uint8{0x20, 0x31}[k/2]), pairs[2+k%2], pairs[k%2], c[k])
		}
		return c
	}
	c := make([]reg.VecVirtual, 8)
	shuffle := func(imm uint8, a, b reg.VecVirtual) reg.VecVirtual {
		x := v.vector()
		VSHUFF64X2(U8(imm), b, a, x)
		return x
	}
	const even, odd = 0x88, 0xdd
	for k := range 2 {
		a, b := shuffle(even, pairs[k], pairs[k+2]), shuffle(odd, pairs[k], pairs[k+2])
		e, f := shuffle(even, pairs[k+4], pairs[k+6]), shuffle(odd, pairs[k+4], pairs[k+6])
		c[k], c[k+4] = shuffle(even, a, e), shuffle(odd, a, e)
		c[k+2], c[k+6] = shuffle(even, b, f), shuffle(odd, b, f)
	}
	return c
}
