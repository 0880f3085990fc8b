package main

import (
	"fmt"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func (v isa) accumulate() {
	v.function("add", "func(dst, x []float32)", "Add")
	dst, x, n := base("dst"), base("x"), length("dst")
	v.loop(n, 4, func(p part) {
		p.store(p.add(p.load(x), p.load(dst)), dst)
	})
	end()

	v.function("addScaled", "func(dst []float32, a float32, x []float32)", "AddScaled")
	dst, x, n = base("dst"), base("x"), length("dst")
	a := v.param("a")
	v.loop(n, 4, func(p part) {
		p.store(p.add(p.mul(p.load(x), a), p.load(dst)), dst)
	})
	end()

	v.rows("addRows", "func(dst, w []float32, rows []int32)", nil)
	v.rows("addScaledRows", "func(dst []float32, a float32, w []float32, rows []int32)", func(a reg.VecVirtual, x Op) Op {
		return v.mul(a, x)
	})
	v.rows("addSquaredRows", "func(dst []float32, a float32, w []float32, rows []int32)", func(a reg.VecVirtual, x Op) Op {
		y, whole := x.(reg.VecVirtual)
		if !whole {
			y = v.vector()
			VMOVUPS(x, y)
		}
		s := v.mul(a, y)
		VMULPS(a, s, s)
		VMULPS(y, s, s)
		return s
	})
}

// rows keeps a part of dst in registers while it goes through the rows, and adds what of makes of them.
func (v isa) rows(name, signature string, of func(a reg.VecVirtual, x Op) Op) {
	v.function(name, signature, strings.ToUpper(name[:1])+name[1:])
	Comment("there is one row at least")
	dst, w, rows, n := base("dst"), base("w"), base("rows"), length("dst")
	count, stride := length("rows"), GP64()
	MOVQ(n, stride)
	var a reg.VecVirtual
	if of != nil {
		a = v.param("a")
	}
	v.blocks(n, []int{8, 4, 2, 1}, func(parts []part) {
		label := fmt.Sprintf("rows%d", len(parts))
		if parts[0].mask != nil {
			label = "rowsTail"
		}
		var sums []reg.VecVirtual
		for _, p := range parts {
			sums = append(sums, p.load(dst))
		}
		k, row := GP64(), GP64()
		XORQ(k, k)
		Label(label)
		MOVLQSX(Mem{Base: rows, Index: k, Scale: 4}, row)
		IMULQ(stride, row)
		LEAQ(Mem{Base: w, Index: row, Scale: 4}, row)
		for i, p := range parts {
			var x Op = p.at(row)
			if p.mask != nil {
				x = p.load(row)
			}
			if of != nil {
				x = of(a, x)
			}
			VADDPS(x, sums[i], sums[i])
		}
		INCQ(k)
		CMPQ(k, count)
		JL(LabelRef(label))
		for i, p := range parts {
			p.store(sums[i], dst)
		}
	})
	end()
}
