package periphery

import "github.com/xbar-sim/xbar/crossbar"

// Counts are what a tile has done so far, counted where it happens and once a call. All but energies
// and times are whole numbers: they do not depend on the order in which readers are absorbed.
type Counts struct {
	Pulses    uint64  // programming pulses that reached cells
	Refreshes uint64  // weights rewritten because a device of their pair was nearly full
	Energy    float64 // J, dissipated in the cells by programming pulses
	Samples   uint64  // ADC conversions
	Clipped   uint64  // of them, beyond the range

	Reads      uint64 // in which rows were driven
	Rows       uint64 // driven, summed over reads
	Columns    uint64 // of the array that were sensed, summed over reads
	Conducted  uint64 // Σ amplitude × current of the columns, in conductedUnit full weights: see Tile.Drawn
	Looks      uint64 // cells read alone, by a routine that programs or refreshes
	Writes     crossbar.Events
	Refreshing crossbar.Events // of them, those of refreshes
}

// conductedUnit is the step in which currents of reads are summed, of a full weight: whole numbers add
// to the same sum in any order. A read errs by half a step at most.
const conductedUnit = 1.0 / (1 << 16)

// read counts a read of the listed rows in which all columns of the array, of so many, drew the current
// sum (A). perUnit is how many conductedUnit make 1 A.
//
// A row at amplitude a takes a V of the driver, and a driver gives Σ a V I. The columns know I alone,
// so Σ a² / Σ a stands for a: exact where all amplitudes are equal, as those of spikes are.
func (c *Counts) read(rows []int32, amp []float32, columns int, sum, perUnit float32) {
	c.Reads++
	c.Rows += uint64(len(rows))
	c.Columns += uint64(columns)
	if amp != nil {
		var a, square float32
		for _, x := range amp {
			a += x
			square += float32(x * x)
		}
		if a <= 0 {
			return
		}
		sum *= square / a
	}
	if sum > 0 { // noise may make it negative, but no cell delivers
		c.Conducted += uint64(float32(sum*perUnit) + 0.5)
	}
}

// absorb adds what a reader counted of reads; what it wrote is nothing.
func (c *Counts) absorb(r *Counts) {
	c.Reads += r.Reads
	c.Rows += r.Rows
	c.Columns += r.Columns
	c.Conducted += r.Conducted
	c.Looks += r.Looks
}

// Drawn returns the current (A) that the cells drew, summed over all reads: times read voltage and read
// time it is the energy of the cells in all reads.
func (t *Tile) Drawn(c Counts) float64 { return float64(c.Conducted) * conductedUnit * t.unit }
