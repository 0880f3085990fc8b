package lab

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ArC ONE writes the name of the session, the date, a line of names
//
//	Wordline,Bitline,Resistance,Amplitude (V),Pulse width (s),Tag,ReadTag,ReadVoltage
//
// and one row per pulse, device after device, in the order of time within a device. The resistance is
// read after the pulse at the read voltage; of the curve tracer (CT) it is that at the amplitude
// itself. A tag is the module with _s, _i, _i_CYCLE or _e for the start, the middle and the end of a
// run. There is no time but in the tags of the retention module, RET_SECONDS.

func isArcOne(first []line) bool {
	return slices.ContainsFunc(first[:min(5, len(first))], func(l line) bool { return arcNames(l.text) })
}

func arcNames(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "wordline") && strings.Contains(s, "bitline") && strings.Contains(s, "resistance")
}

// An arc reads a file of ArC ONE.
type arc struct {
	a   *Audit
	o   *Options
	at  [6]int // columns: word line, bit line, resistance, amplitude, width, tag
	rv  int    // column of the read voltage, -1 where there is none
	m   *Measurements
	fr  *frame // pulses
	ct  map[string]*arcTrace
	en  map[string]*arcEndurance
	ret map[string]*arcRetention

	order []string // devices of ret
}

// An arcTrace is where the curve tracer is on a device: the cycles before this run, the cycle, and
// the place of its sweep.
type arcTrace struct{ base, cycle, place int }

// An arcEndurance is where the endurance module is on a device.
type arcEndurance struct {
	place int
	lrs   float64 // S, after the SET pulses of this cycle
	reset bool    // the last pulse was a RESET pulse
}

// An arcRetention are the reads of the retention module on a device.
type arcRetention struct{ clock, g []float64 }

// An arcRow is one row, in base units.
type arcRow struct {
	line             int
	device           string
	g, v, width, rv  float64
	module, position string
	cycle            int
}

func readArcOne(text string, o *Options, a *Audit) (*Measurements, error) {
	r := &arc{a: a, o: o, m: &Measurements{}, ct: map[string]*arcTrace{}, en: map[string]*arcEndurance{}, ret: map[string]*arcRetention{}}
	fields := []field{{name: "device", q: qDevice}, {name: "Amplitude", q: qVoltage, base: "V", unit: "V"}, {name: "Pulse width", q: qWidth, base: "s", unit: "s"},
		{name: "Resistance", q: qResistance, base: "Ω", unit: "Ω"}, {name: "ReadVoltage", q: qRead, base: "V", unit: "V"}}
	r.fr = newFrame(fields, "pulses", false, o, a)
	found := false
	err := eachLine(text, func(l line) error {
		if !found {
			if arcNames(l.text) {
				found = true
				return r.head(l)
			}
			return nil
		}
		return r.row(l)
	})
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, errors.New("no line of names, Wordline,Bitline,Resistance,…")
	}
	if r.fr.rows() > 0 {
		r.fr.ready()
		if err := r.fr.pulses(r.m); err != nil {
			return nil, err
		}
	}
	r.retentions()
	for i := range r.m.Sweeps {
		r.m.Sweeps[i].finish(o.Compliance, o, a)
	}
	if r.m.Empty() && len(a.Dropped) > 0 {
		return nil, r.fr.nothing()
	}
	return r.m, nil
}

// head finds the columns.
func (r *arc) head(l line) error {
	names := strings.Split(l.text, ",")
	for i := range names {
		names[i] = plain(names[i])
	}
	for k, want := range []string{"wordline", "bitline", "resistance", "amplitudev", "pulsewidths", "tag"} {
		if r.at[k] = slices.Index(names, want); r.at[k] < 0 {
			return &Error{r.a.File, l.n, fmt.Errorf("no column %s: want Wordline,Bitline,Resistance,Amplitude (V),Pulse width (s),Tag", want)}
		}
	}
	r.rv = slices.Index(names, "readvoltage")
	return nil
}

// row takes one row of data.
func (r *arc) row(l line) error {
	cells := strings.Split(l.text, ",")
	if len(cells) <= slices.Max(r.at[:]) {
		r.a.drop(l.n, "too few cells")
		return nil
	}
	ohm, volt, second := field{base: "Ω"}, field{base: "V"}, field{base: "s"}
	w := arcRow{line: l.n, rv: math.NaN()}
	w.device = "w" + strings.TrimSpace(cells[r.at[0]]) + "b" + strings.TrimSpace(cells[r.at[1]])
	res, why := number(cells[r.at[2]], &ohm, false)
	if why == "" && res <= 0 {
		why = "resistance of zero or less"
	}
	var why2, why3 string
	w.v, why2 = number(cells[r.at[3]], &volt, false)
	w.width, why3 = number(cells[r.at[4]], &second, false)
	if bad := why + why2 + why3; bad != "" {
		r.a.drop(l.n, bad+" in Resistance, Amplitude or Pulse width")
		return nil
	}
	w.g = 1 / res
	if r.rv >= 0 && r.rv < len(cells) {
		if x, why := number(cells[r.rv], &volt, false); why == "" {
			w.rv = x
		}
	}
	w.tag(cells[r.at[5]])
	return r.take(&w, cells)
}

// tag splits "CT_i_3" into the module, the position and the cycle.
func (w *arcRow) tag(s string) {
	parts := strings.Split(strings.TrimSpace(s), "_")
	w.module = parts[0]
	if len(parts) > 1 {
		w.position = parts[1]
	}
	if len(parts) > 2 {
		w.cycle, _ = strconv.Atoi(parts[2])
	}
}

// take hands a row to what its module measures.
func (r *arc) take(w *arcRow, cells []string) error {
	switch {
	case w.module == "CT":
		r.trace(w)
	case w.module == "EN":
		r.endure(w)
	case w.module == "RET":
		r.retain(w)
	case w.module == "FF":
		r.a.drop(w.line, "forming (tag FF), of which no measurement is made")
	default:
		if strings.HasPrefix(w.module, "S R") || w.module == "F R" {
			w.v, w.width = 0, 0 // a read alone
		}
		rv := ""
		if !math.IsNaN(w.rv) {
			rv = strconv.FormatFloat(w.rv, 'g', -1, 64)
		}
		return r.fr.add(w.line, []string{w.device, strconv.FormatFloat(w.v, 'g', -1, 64), strconv.FormatFloat(w.width, 'g', -1, 64), cells[r.at[2]], rv})
	}
	return nil
}

// trace takes a point of the curve tracer. A run starts at _s and counts its cycles in _i_CYCLE; a
// second run of the device goes on counting.
func (r *arc) trace(w *arcRow) {
	r.a.assume(Assumption{"current of CT", "amplitude over resistance", "the curve tracer reads at the amplitude", ""})
	t := r.ct[w.device]
	if t == nil {
		t = &arcTrace{}
		r.ct[w.device] = t
	}
	n := max(t.cycle-t.base, 1)
	switch {
	case w.position == "s":
		t.base, n = t.cycle, 1
	case w.cycle > 0 && w.cycle < 1<<30:
		n = w.cycle
	}
	if t.base+n != t.cycle {
		t.cycle, t.place = t.base+n, len(r.m.Sweeps)
		r.m.Sweeps = append(r.m.Sweeps, Sweep{Device: w.device, Cycle: t.cycle})
	}
	s := &r.m.Sweeps[t.place]
	s.Time = append(s.Time, math.NaN())
	s.Voltage = append(s.Voltage, w.v)
	s.Current = append(s.Current, float64(w.v*w.g))
	r.a.keep()
}

// endure takes a pulse of the endurance module: every change from SET to RESET pulses ends a cycle,
// and the last read on either side is that of the state.
func (r *arc) endure(w *arcRow) {
	v := w.v
	if r.o.Reverse {
		v = -v
	}
	e := r.en[w.device]
	if e == nil || w.position == "s" {
		e = &arcEndurance{place: len(r.m.Endurances), lrs: math.NaN()}
		r.en[w.device] = e
		r.m.Endurances = append(r.m.Endurances, Endurance{Device: w.device, Stress: Stress{nan(), nan(), nan(), nan()}})
	}
	m := &r.m.Endurances[e.place]
	r.a.keep()
	switch {
	case v > 0:
		m.Stress.SetVoltage, m.Stress.SetWidth = v, w.width
		e.lrs, e.reset = w.g, false
	case e.reset: // one more RESET pulse of the same cycle
		m.HRS[len(m.HRS)-1] = w.g
	default:
		m.Stress.ResetVoltage, m.Stress.ResetWidth = v, w.width
		m.Count = append(m.Count, float64(len(m.Count)+1))
		m.LRS = append(m.LRS, e.lrs)
		m.HRS = append(m.HRS, w.g)
		e.lrs, e.reset = math.NaN(), true
	}
}

// retain takes a read of the retention module. The clock of the computer is in the tag; the first
// read has none, and is taken to be one interval before the second.
func (r *arc) retain(w *arcRow) {
	clock, err := strconv.ParseFloat(w.position, 64)
	if err != nil || math.IsInf(clock, 0) || math.IsNaN(clock) {
		r.a.drop(w.line, "a read of retention without a time (tags RET_s and RET_e)")
		return
	}
	k := r.ret[w.device]
	if k == nil {
		k = &arcRetention{}
		r.ret[w.device] = k
		r.order = append(r.order, w.device)
	}
	k.clock = append(k.clock, clock)
	k.g = append(k.g, w.g)
	r.a.keep()
}

// retentions turns the clocks of reads into times.
func (r *arc) retentions() {
	for _, device := range r.order {
		k := r.ret[device]
		kelvin := orNaN(r.o.Temperature)
		t := Retention{Device: device, Temperature: kelvin}
		if math.IsNaN(kelvin) {
			r.a.assume(Assumption{"temperature", "not known", "the file does not tell", "--temperature"})
		}
		start := k.clock[0]
		if len(k.clock) > 1 {
			start -= k.clock[1] - k.clock[0]
		}
		r.a.assume(Assumption{"start of retention", "one interval before the first read with a time", "the first read has none", ""})
		for i, c := range k.clock {
			if !(c > start) {
				r.fr.undo("a time of retention that does not go on")
				continue
			}
			t.Time = append(t.Time, c-start)
			t.Conductance = append(t.Conductance, k.g[i])
		}
		if len(t.Time) > 0 {
			r.m.Retentions = append(r.m.Retentions, t)
		}
	}
}
