package crossbar

import "github.com/xbar-sim/xbar/internal/kernel"

// A pairing keeps what neighbouring columns make of a row with the noise of this input: a row that is
// read many times in an input is subtracted once. It is made where pairs are read, and holds nothing that
// the noisy conductances do not say.
type pairing struct {
	cols  int
	apart []float32 // noisy conductance of column 2j less that of column 2j+1, S
	sum   []float64 // of a row's noisy conductances, S
	made  []uint32  // input of which they are
}

// ReadPairs adds to dst, one element a pair of columns, the current (A) of column 2j less that of column
// 2j+1 in a read as Read has it, and returns the sum of the currents of all columns. It does nothing and ok
// is false where columns must be read one by one: lines have resistance, or white noise belongs to the
// column, or no noise is kept over an input.
func (a *Array) ReadPairs(dst []float32, rows []int32, amp []float32, v float64) (sum float32, ok bool) {
	n := a.noise
	if _, ideal := a.wires.(IdealWires); !ideal || a.wired != nil || n == nil || n.noisy == nil || n.law.White > 0 {
		return 0, false
	}
	if 2*len(dst) != a.Cols {
		panic("crossbar: slice length does not match array")
	}
	a.present(rows)
	n.freeze(a, rows)
	if n.pairs == nil {
		n.pairs = newPairing(a, n.input)
	}
	n.pairs.bring(n, rows)
	a.wires.Read(dst, n.pairs.apart, rows, amp, float32(v))
	return float32(v * n.pairs.total(rows, amp)), true
}

func newPairing(a *Array, input uint32) *pairing {
	p := &pairing{
		cols: a.Cols, apart: make([]float32, a.Rows*a.Cols/2), sum: make([]float64, a.Rows), made: make([]uint32, a.Rows),
	}
	for r := range p.made {
		p.made[r] = input - 1
	}
	return p
}

// bring makes what this input has not made yet of the rows, which are drawn.
func (p *pairing) bring(n *reading, rows []int32) {
	half := p.cols / 2
	for _, r := range rows {
		if p.made[r] == n.input {
			continue
		}
		p.made[r] = n.input
		row := int(r)
		p.sum[row] = float64(kernel.PairSum(p.apart[row*half:(row+1)*half], n.noisy[row*p.cols:(row+1)*p.cols]))
	}
}

// total returns the sum of the rows times their amplitudes, S.
func (p *pairing) total(rows []int32, amp []float32) (sum float64) {
	for k, r := range rows {
		if amp == nil {
			sum += p.sum[r]
		} else {
			sum += float64(float64(amp[k]) * p.sum[r])
		}
	}
	return sum
}

// change says that the noisy conductance of a cell is no longer what it was.
func (p *pairing) change(n *reading, cell int, was float32) {
	if p == nil || p.made[cell/p.cols] != n.input {
		return
	}
	first := cell &^ 1
	p.apart[cell/2] = n.noisy[first] - n.noisy[first+1]
	p.sum[cell/p.cols] += float64(n.noisy[cell]) - float64(was)
}

// forget says that a whole row has changed.
func (p *pairing) forget(n *reading, row int) {
	if p != nil {
		p.made[row] = n.input - 1
	}
}
