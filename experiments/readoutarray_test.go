package experiments

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/xbar-sim/xbar/periphery"
	"github.com/xbar-sim/xbar/snn"
)

// readOut is a small trained network with its tally, read out by the cells of a card.
type readOut struct {
	n     *network
	tally *snn.Tally
	fit   *snn.Logistic
	array *readoutArray
}

func readOutBy(t testing.TB, card string, keysAndValues ...string) readOut {
	t.Helper()
	c := set(t, tiny("memristor"), "readout.kind", "logistic", "readout.device", card, "clock.speedup", "1e9",
		"network.neurons", "12", "train.images", "150", "label.images", "150")
	n := started(t, set(t, c, keysAndValues...), digits(t), 0)
	learn(t, n, 150)
	r, tally, err := n.label(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return readOut{n, tally, snn.FitLogistic(tally), r.(*readoutArray)}
}

// digital returns the scores that the fit gives to a response, driven with amplitudes amp.
func digital(fit *snn.Logistic, counts []int32, amp func(n int32) float64) (scores []float64, size float64) {
	scores = slices.Clone(fit.Bias)
	for j, n := range counts {
		for c, w := range fit.Weight[j] {
			x := math.Sqrt(float64(fit.Most)) * amp(n) * w
			scores[c] += x
			size += math.Abs(x)
		}
	}
	return scores, size
}

func exactly(fit *snn.Logistic) func(n int32) float64 {
	return func(n int32) float64 { return math.Sqrt(float64(n) / float64(fit.Most)) }
}

// On ideal cells without converters the columns deliver the scores of the fit. Cells, amplitudes and
// sums are float32: the bound is 32 roundings of the sum of all magnitudes, for 13 rows.
func TestReadoutArrayOfIdealCells(t *testing.T) {
	r := readOutBy(t, "ideal", "adc.bits", "0")
	guessed := map[int]bool{}
	r.tally.Each(func(k, _ int, counts []int32) {
		want, size := digital(r.fit, counts, exactly(r.fit))
		for c, got := range r.array.scores(counts) {
			if math.Abs(got-want[c]) > 32*0x1p-24*(size+r.array.scale) {
				t.Errorf("image %d, class %d: score %.9g, want %.9g", k, c, got, want[c])
			}
		}
		if got, want := r.array.Predict(counts), r.fit.Predict(counts); got != want {
			t.Errorf("image %d: class %d, digitally %d", k, got, want)
		}
		guessed[r.fit.Predict(counts)] = true
	})
	if len(guessed) < 5 {
		t.Errorf("only the classes %v were guessed", guessed)
	}
	if got := r.array.Predict(make([]int32, 12)); got != -1 {
		t.Errorf("class %d without a spike", got)
	}
}

// A DAC of 3 bits drives rows with one of eight voltages.
func TestReadoutArrayThroughItsDAC(t *testing.T) {
	r := readOutBy(t, "ideal", "adc.bits", "0", "dac.bits", "3")
	r.tally.Each(func(k, _ int, counts []int32) {
		want, size := digital(r.fit, counts, func(n int32) float64 { return math.Round(7*exactly(r.fit)(n)) / 7 })
		for c, got := range r.array.scores(counts) {
			if math.Abs(got-want[c]) > 32*0x1p-24*(size+r.array.scale) {
				t.Errorf("image %d, class %d: score %.9g, want %.9g", k, c, got, want[c])
			}
		}
	})
}

// The range of the ADC is the quantile of the magnitudes of the scores of all labelled images, and
// a score within it is off by half a step at most.
func TestReadoutArrayThroughItsADC(t *testing.T) {
	r := readOutBy(t, "ideal", "adc.bits", "6", "adc.quantile", "0.99", "adc.range", "123")
	var seen []float64
	r.tally.Each(func(_, _ int, counts []int32) {
		scores, _ := digital(r.fit, counts, exactly(r.fit))
		for _, s := range scores {
			seen = append(seen, math.Abs(s))
		}
	})
	slices.Sort(seen)
	limit := seen[int(0.99*float64(len(seen)))]
	s, err := r.array.tile.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Range * r.array.scale; !near(got, limit, 1e-5*limit) {
		t.Errorf("range %g, want %g", got, limit)
	}
	off := 0.0
	r.tally.Each(func(k, _ int, counts []int32) {
		want, _ := digital(r.fit, counts, exactly(r.fit))
		for c, got := range r.array.scores(counts) {
			if math.Abs(want[c]) <= limit {
				off = max(off, math.Abs(got-want[c]))
			}
		}
	})
	if half := limit / 31 / 2; off > 1.001*half || off < 0.8*half {
		t.Errorf("scores are off by up to %g, want %g", off, half)
	}
}

// Where all cells drift alike, every score falls by (1 + t/t0)^-ν, no answer changes, and one gain or
// one a column brings the scores back.
func TestReadoutArrayDrifts(t *testing.T) {
	factor := math.Pow(1+waited/20., -0.05)
	r := readOutBy(t, "memristor", "adc.bits", "0", "drift", "0.05", "drift_sd", "0")
	var counts []int32
	r.tally.Each(func(k, _ int, x []int32) {
		if k == 3 {
			counts = slices.Clone(x)
		}
	})
	fresh := r.array.scores(counts)
	r.array.advance(waited)
	if now := r.array.tile.Array().Now(); now != waited {
		t.Errorf("%g s after a day", now)
	}
	agree := func(when string, factor float64) {
		t.Helper()
		for c, got := range r.array.scores(counts) {
			if !near(got, factor*fresh[c], 1e-5*r.array.scale) {
				t.Errorf("%s, class %d: score %g, want %g of %g", when, c, got, factor, fresh[c])
			}
		}
	}
	agree("after a day", factor)
	r.array.compensate("global")
	agree("with one gain", 1)
	r.array.tile.SetGain(1)
	agree("with none", factor)
	r.array.compensate("column")
	agree("with a gain a column", 1)
}

// Read-outs of the same spikes of one network, for six students. Logistic regression learns what
// class means throw away. Cells of phase-change memory, freshly programmed, lose some of it, and
// more in a year of drift. Every 95 % interval over the students (Student's t, paired) leaves out no
// difference at all; and the loss of fresh cells is little: of the 12 points that the read-out gained
// it leaves more than half. Each loss is the mean over five arrays, whose programming errors differ.
func TestReadoutsOfOneNetwork(t *testing.T) {
	const students, arrays, images = 6, 5, 400
	got := map[string][]float64{}
	for student := range students {
		c := set(t, tiny("memristor"), "readout.kind", "logistic", "network.neurons", "20", "train.images", "300", "label.images", "300")
		n := started(t, c, digits(t), student)
		learn(t, n, 300)
		_, tally, err := n.label(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var tested [][]int32
		for i := range images {
			counts, err := n.respond("test", i, n.data.Test.Images[i])
			if err != nil {
				t.Fatal(err)
			}
			tested = append(tested, slices.Clone(counts))
		}
		accuracy := func(r snn.Readout) float64 {
			right := 0.0
			for i, counts := range tested {
				n.nextReadout(r, "test", i)
				if r.Predict(counts) == int(n.data.Test.Labels[i]) {
					right++
				}
			}
			return right / images
		}
		for _, kind := range snn.Readouts() {
			got[kind] = append(got[kind], accuracy(snn.NewReadout(kind, tally)))
		}
		c.Readout.Device = "pcm"
		fit, stream := snn.FitLogistic(tally), n.stream
		var fresh, aged float64
		for k := range arrays {
			n.stream = stream.At(k)
			a, err := n.newReadoutArray(fit, tally)
			if err != nil {
				t.Fatal(err)
			}
			fresh += accuracy(a) / arrays
			a.advance(365.25 * 86400)
			aged += accuracy(a) / arrays
		}
		got["fresh"], got["aged"] = append(got["fresh"], fresh), append(got["aged"], aged)
	}
	differ := func(better, worse string) float64 {
		var d []float64
		for i, x := range got[better] {
			d = append(d, x-got[worse][i])
		}
		mean, _, lo, hi := MeanCI(d)
		t.Logf("%s is better than %s by %.3f, 95 %% interval %.3f to %.3f", better, worse, mean, lo, hi)
		if lo <= 0 {
			t.Errorf("%s is better than %s by %.3f, 95 %% interval %.3f to %.3f", better, worse, mean, lo, hi)
		}
		return mean
	}
	gain := differ("logistic", "class-mean")
	differ("logistic", "rate-weighted")
	loss := differ("logistic", "fresh")
	differ("fresh", "aged")
	if loss > gain/2 {
		t.Errorf("cells lose %.3f, of %.3f that logistic regression gained", loss, gain)
	}
}

// Cells that differ from each other hold other weights; ideal ones never differ.
func TestReadoutCellsDiffer(t *testing.T) {
	for _, card := range []string{"ideal", "memristor"} {
		plain, spread := readOutBy(t, card), readOutBy(t, card, "d2d", "0.2", "readout.device", card)
		spread.array.fit = plain.fit // the network of memristors differs too
		if err := errors.Join(spread.array.program(periphery.DefaultWriter()), plain.array.program(periphery.DefaultWriter())); err != nil {
			t.Fatal(err)
		}
		var off float64
		for i, w := range spread.array.tile.Weights() {
			off = max(off, math.Abs(float64(w-plain.array.tile.Weights()[i])))
		}
		if (off > 0.05) != (card == "memristor") {
			t.Errorf("%s: weights differ by up to %g of the range", card, off)
		}
	}
}

// Read noise belongs to the image of a pass: testing it again, after more others, meets the same.
func TestReadoutArrayNoise(t *testing.T) {
	r := readOutBy(t, "memristor", "read_noise", "0.1", "adc.bits", "0")
	counts := []int32{1, 2, 3, 0, 0, 1, 0, 2, 0, 0, 1, 1}
	at := func(purpose string, i int) []float64 {
		r.n.nextReadout(r.array, purpose, i)
		return r.array.scores(counts)
	}
	first := at("test", 4)
	for _, other := range [][]float64{at("test", 5), at("validate", 4)} {
		if slices.Equal(first, other) {
			t.Errorf("the same noise twice: %v", other)
		}
	}
	if again := at("test", 4); !slices.Equal(first, again) {
		t.Errorf("scores %v, again %v", first, again)
	}
}

// A class that was never shown is never the answer, whatever its column delivers.
func TestReadoutArrayOfFewerClasses(t *testing.T) {
	r := readOutBy(t, "ideal")
	fewer := snn.NewTally(12, 10)
	fewer.Keep()
	r.tally.Each(func(_, class int, counts []int32) {
		if class != 3 {
			fewer.Add(class, counts)
		}
	})
	a, err := r.n.newReadoutArray(snn.FitLogistic(fewer), fewer)
	if err != nil {
		t.Fatal(err)
	}
	w := make([]float64, 13*10)
	for row := range 13 {
		w[row*10+3] = 1
	}
	a.tile.Program(w, false)
	r.tally.Each(func(k, _ int, counts []int32) {
		if scores := a.scores(counts); slices.Max(scores) != scores[3] {
			t.Fatalf("image %d: scores %v, want the largest for class 3", k, scores)
		}
		if got := a.Predict(counts); got == 3 {
			t.Errorf("image %d is of the class that was never shown", k)
		}
	})
}

// A network of ideal cells waits where its read-out drifts: the raw accuracy is a number, and its own
// conductance stays.
func TestExamWithAReadoutThatDrifts(t *testing.T) {
	for _, tt := range []struct {
		card  string
		waits bool
	}{{"", false}, {"ideal", false}, {"pcm", true}} {
		_, m, _ := examined(t, waiting(t, "ideal", "readout.kind", "logistic", "readout.device", tt.card))
		if math.IsNaN(m.AccuracyRaw) == tt.waits {
			t.Errorf("read out by %q: %+v", tt.card, m)
		}
		if tt.waits && (m.MeanG != 1 || m.Gain != 1) {
			t.Errorf("ideal cells drifted: %+v", m)
		}
	}
	r := readOutBy(t, "pcm", "after", "1 d", "compensation", "global")
	if _, err := r.n.waitAndTest(&Metrics{}, r.array, func() (score, error) { return score{images: 1}, nil }); err != nil {
		t.Fatal(err)
	}
	s, err := r.array.tile.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if now := r.array.tile.Array().Now(); now != waited || s.Gain[0] <= 1 || s.Gain[0] != s.Gain[9] {
		t.Errorf("the read-out is %g s old, its gains are %v", now, s.Gain)
	}
}
