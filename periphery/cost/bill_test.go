package cost

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/xbar-sim/xbar/crossbar"
	"github.com/xbar-sim/xbar/internal/si"
)

func near(t testing.TB, what string, got, want, part float64) {
	t.Helper()
	if !(math.Abs(got-want) <= part*math.Abs(want)) {
		t.Errorf("%s = %.9g, want %.9g", what, got, want)
	}
}

func item(t testing.TB, items []Item, event string) Item {
	t.Helper()
	for _, i := range items {
		if i.Event == event {
			return i
		}
	}
	t.Fatalf("no %s on the bill", event)
	return Item{}
}

func chip() Chip {
	return Chip{Rows: 784, Columns: 101, Outputs: 100, ADCBits: 8, ReadVoltage: 0.1, ReadWidth: 100e-9, MeanConductance: 30e-6}
}

func anyWrites(r *rapid.T) crossbar.Writes {
	f := func(name string) float64 { return rapid.Float64Range(0, 10).Draw(r, name) }
	n := rapid.Uint64Range(0, 1000)
	return crossbar.Writes{
		Strobes: n.Draw(r, "strobes"), Pulses: n.Draw(r, "pulses"), Half: n.Draw(r, "half"),
		Seconds: f("s"), Energy: f("J"), Square: f("V²"), Squares: f("V²s"), HalfDose: f("dose"),
	}
}

func anyLedger(r *rapid.T) Ledger {
	var l Ledger
	for _, x := range l.fields() {
		*x = rapid.Float64Range(0, 1e6).Draw(r, "count")
	}
	l.Writes = crossbar.Events{Set: anyWrites(r), Reset: anyWrites(r)}
	l.Refreshing = crossbar.Events{Set: anyWrites(r), Reset: anyWrites(r)}
	return l
}

// Every bill is conserved: each item is its count times its price, the total is the sum of the items, all
// kinds of events are there once, and the bill of two times together is the sum of the two.
func TestBillIsConserved(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := chip()
		c.Bias = rapid.SampledFrom(append(crossbar.Biases(), "")).Draw(r, "bias")
		c.ADCBits = rapid.IntRange(0, 12).Draw(r, "bits")
		c.Shared = rapid.IntRange(0, 16).Draw(r, "shared")
		tech := Default()
		tech.Node = rapid.SampledFrom(Nodes()).Draw(r, "node")
		tech.Wire = rapid.SampledFrom(WireWidths()).Draw(r, "wire")
		a, b := anyLedger(r), anyLedger(r)
		ba, bb, both := tech.Bill(c, a), tech.Bill(c, b), tech.Bill(c, a.Plus(b))
		var joules, seconds float64
		for i, x := range both {
			if x.Event != Events()[i] {
				r.Fatalf("item %d is %s, want %s", i, x.Event, Events()[i])
			}
			if math.Abs(x.Energy-x.Count*x.Price) > 1e-9*x.Energy && x.Count > 0 {
				r.Errorf("%s: %g J for %g events at %g J", x.Event, x.Energy, x.Count, x.Price)
			}
			if sum := ba[i].Energy + bb[i].Energy; math.Abs(x.Energy-sum) > 1e-9*sum {
				r.Errorf("%s: %g J together, %g J one by one", x.Event, x.Energy, sum)
			}
			if sum := ba[i].Time + bb[i].Time; math.Abs(x.Time-sum) > 1e-9*sum {
				r.Errorf("%s: %g s together, %g s one by one", x.Event, x.Time, sum)
			}
			if x.Energy < 0 || x.Time < 0 || x.Source == "" {
				r.Errorf("%+v", x)
			}
			joules, seconds = joules+x.Energy, seconds+x.Time
		}
		if j, s := Total(both); j != joules || s != seconds {
			r.Errorf("total %g J and %g s, the items have %g and %g", j, s, joules, seconds)
		}
		whole := Include(ba, bb, b.Reads)
		if j, s := Total(whole); math.Abs(j-joulesOf(ba)-joulesOf(bb)) > 1e-9*j || math.Abs(s-secondsOf(ba)-secondsOf(bb)) > 1e-9*s {
			r.Errorf("with the array of the read-out %g J and %g s", j, s)
		}
		if item(t, whole, "read-out").Count != b.Reads || item(t, ba, "read-out").Energy != 0 {
			r.Errorf("read-out: %+v", item(t, whole, "read-out"))
		}
		back := a.Plus(b).Minus(b)
		if math.Abs(back.Reads-a.Reads) > 1e-3 || back.Writes.Set.Pulses != a.Writes.Set.Pulses {
			r.Errorf("a + b - b = %+v, want %+v", back, a)
		}
	})
}

// One cell of 10 µS read at 0.2 V for 10 ns dissipates V² G t = 4 fJ.
func TestReadEnergyOfOneCell(t *testing.T) {
	c := Chip{Rows: 1, Columns: 1, Outputs: 1, ReadVoltage: 0.2, ReadWidth: 10e-9, MeanConductance: 10e-6}
	items := Default().Bill(c, Ledger{Reads: 1, Rows: 1, Columns: 1, Drawn: 0.2 * 10e-6})
	near(t, "energy of the cell", item(t, items, "conduction").Energy, 4e-15, 1e-12)
}

// SAR converters of NeuroSim: (1.0157 b + 7.6286) µW for (b + 1) ns at 32 nm and 8 bits, and 130, 7 nm.
func TestConversion(t *testing.T) {
	for _, x := range []struct {
		node     string
		bits     int
		pJ, nano float64
	}{
		{"32", 8, 0.1417878, 9}, {"130", 8, 0.9080262, 9}, {"7", 8, 0.0205983, 9}, {"32", 4, 0.058457, 5}, {"22", 10, 0.1156881, 11},
	} {
		tech := Default()
		tech.Node = x.node
		j, s := tech.Conversion(x.bits)
		near(t, x.node+" nm, energy", j, x.pJ*1e-12, 1e-6)
		near(t, x.node+" nm, time", s, x.nano*1e-9, 1e-12)
	}
}

// Lines: 2.97 Ω a cell at 32 nm and 4F, 1.48 Ω at 2F, 4.9 Ω at 22 nm and 4F.
func TestLineResistance(t *testing.T) {
	for _, x := range []struct {
		wire  string
		gated bool
		ohm   float64
	}{{"32", true, 2.97}, {"32", false, 1.48}, {"22", true, 4.92}} {
		tech := Default()
		tech.Wire = x.wire
		near(t, x.wire+" nm, a cell", tech.LineResistance()*tech.Pitch(x.gated), x.ohm, 4e-3)
	}
}

// A row of 101 cells at 128 nm has 0.2 fF/µm × 12.928 µm = 2.5856 fF; at 0.1 V that is 25.856 aJ a read. A
// SET of 2 V on 3 rows of a column: 3 rows of C and one column of 784 cells.
func TestLinesAreCharged(t *testing.T) {
	c, tech := chip(), Default()
	near(t, "read", item(t, tech.Bill(c, Ledger{Rows: 1}), "line").Energy, 25.856e-18, 1e-9)
	var l Ledger
	l.Writes.Set = crossbar.Writes{Strobes: 1, Pulses: 3, Square: 4, Squares: 12}
	const row, col = 2.5856e-15, 20.0704e-15
	near(t, "write with switches", item(t, tech.Bill(c, l), "write line").Energy, 12*row+4*col, 1e-9)
	c.Bias = "half" // pitch 2F: half the capacitance, half the voltage on rows and column
	near(t, "write at V/2", item(t, tech.Bill(c, l), "write line").Energy, (12*row+4*col)/8, 1e-9)
	c.Bias = "third" // 3 rows by V, 781 by V/3, 1 column by 0 and 100 by 2V/3
	want := (12*row + 781*4./9*row + 100*4*4./9*col) / 2
	near(t, "write at V/3", item(t, tech.Bill(c, l), "write line").Energy, want, 1e-9)
}

// Columns that share a converter wait for each other, take no more energy and less area.
func TestSharedConverters(t *testing.T) {
	one, many := chip(), chip()
	many.Shared = 8
	l := Ledger{Reads: 1, Samples: 100}
	a, b := item(t, Default().Bill(one, l), "adc"), item(t, Default().Bill(many, l), "adc")
	near(t, "time", b.Time, 8*a.Time, 1e-12)
	near(t, "energy", b.Energy, a.Energy, 0)
	_, _, wide := Default().Area(one)
	_, _, narrow := Default().Area(many)
	near(t, "area", narrow/wide, 0.13, 1e-12)
}

// What is not sourced says so, and every key has a unit or is a word.
func TestPricesHaveSources(t *testing.T) {
	tech := Default()
	for _, i := range tech.Bill(chip(), Ledger{}) {
		if i.Event == "sense" && i.Source != "assumed" || i.Event == "adc" && !strings.Contains(i.Source, "NeuroSim") {
			t.Errorf("%s: source %q", i.Event, i.Source)
		}
	}
	if err := si.Check(tech.Params()); err != nil {
		t.Error(err)
	}
}

func joulesOf(items []Item) float64 {
	j, _ := Total(items)
	return j
}

func secondsOf(items []Item) float64 {
	_, s := Total(items)
	return s
}
