package experiments

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/xbar-sim/xbar/device"
	"github.com/xbar-sim/xbar/internal/si"
)

// take reads what a journal holds of the trials of a course.
func (s *study) take(c []int, value json.RawMessage, found []outcome) error {
	if len(c) == 1 && s.quick.read(value, &found[c[0]].Metrics) {
		return nil
	}
	var list []outcome
	err := json.Unmarshal(value, &list)
	if err == nil && len(list) != len(c) {
		err = fmt.Errorf("%d results for %d trials", len(list), len(c))
	}
	if err != nil {
		return fmt.Errorf("trial %s: stored result cannot be read: %w", s.trials[c[0]].name(s.cfg.Axes), err)
	}
	for k, i := range c {
		found[i] = list[k]
	}
	return nil
}

// result assembles what the trials found, in their order.
func (s *study) result(found []outcome) *Result {
	neurons := s.cfg.Network.Neurons
	for _, a := range s.cfg.Axes {
		if a.Key == "network.neurons" {
			neurons = 0
		}
	}
	r := &Result{
		Command: s.cfg.Command, Mode: s.cfg.Mode, Dataset: s.cfg.Dataset, Quick: s.cfg.Quick,
		Neurons: neurons, Axes: s.cfg.Axes, Ideal: s.cfg.idealised(), Flaws: s.cfg.flaws(),
	}
	for _, a := range s.cfg.Axes {
		switch a.Key {
		case "mode":
			r.Mode = ""
		case "network.neurons":
			r.Neurons = 0
		}
	}
	for _, c := range s.cards {
		r.Devices = append(r.Devices, Device{
			Name: c.Name, Title: c.Title, Class: c.Class, Ideal: c.Ideal(), Imposed: s.imposes(c), Scatter: c.Scatter,
		})
		r.Sources = addSources(r.Sources, c)
	}
	if array, err := s.cfg.readoutCard(); err == nil && array != nil {
		r.Sources = addSources(r.Sources, array)
	}
	r.Trials = make([]Trial, 0, len(s.trials))
	for i, t := range s.trials {
		r.Trials = append(r.Trials, Trial{Device: t.device, Point: t.point, Repeat: t.repeat, Seed: s.cfg.Seed, Metrics: found[i].Metrics})
		if c := found[i].Costs; c != nil {
			c.Device, c.Point, c.Repeat = t.device, t.point, t.repeat
			r.Costs = append(r.Costs, *c)
		}
		if found[i].Run != nil {
			run := *found[i].Run
			run.Point = t.point
			r.Runs = append(r.Runs, run)
		}
	}
	r.Summary = Summarise(r.Trials, r.Devices)
	r.Warnings = s.warnings(s.cards, r)
	return r
}

// imposes tells whether the study, or an axis of it, imposes drift on a card that has none of its own.
func (s *study) imposes(c *device.Card) bool {
	if c.Imposed && c.Drift.Active() {
		return true
	}
	for _, a := range s.cfg.Axes {
		if (a.Key == "drift" || a.Key == "drift_sd") && !c.Ideal() && !c.Drift.Active() {
			return true
		}
	}
	return false
}

func addSources(list []Source, c *device.Card) []Source {
	for _, s := range c.Sources {
		known := false
		for _, have := range list {
			known = known || have.Key == s.Key
		}
		if !known {
			list = append(list, Source(s))
		}
	}
	return list
}

// Notes lists what a study takes as perfect and what it switches on beyond the cards: the notes of its figures.
func (c *Config) Notes() (ideal, flaws []string) { return c.idealised(), c.flaws() }

// flaws lists the short keys of the study that are switched on and not swept: a footnote of its
// figures.
func (c *Config) flaws() []string {
	swept := map[string]bool{}
	for _, a := range c.Axes {
		swept[a.Key] = true
	}
	var list []string
	add := func(key string, on bool, text string) {
		if on && !swept[key] {
			list = append(list, text)
		}
	}
	f := &c.Flaws
	add(codeKey, c.Input.Code != "poisson", "input code "+c.Input.Code)
	add("stdp.reward", c.STDP.Reward, "supervised: labels of training images reward and punish neurons")
	add("write.bias", c.Write.Bias != gatedWrites, "no switches: cells that are not programmed see "+partOf(c.Write.Bias))
	add("write.compliance", c.Write.Compliance > 0, "compliance current "+si.Format(c.Write.Compliance, "A")+" in SET")
	add("d2d", f.D2D > 0, "device-to-device spread "+si.Format(f.D2D, ""))
	list = append(list, c.Chance.notes(swept)...)
	list = append(list, c.Chance.faultNotes(swept)...)
	list = append(list, c.wearNotes(swept)...)
	list = append(list, c.wireNotes(swept)...)
	list = append(list, c.cellNotes(swept)...)
	add("c2c", f.C2C > 0, "cycle-to-cycle scatter "+si.Format(f.C2C, "")+" of the step on top of the card's")
	add("c2c_range", f.C2CRange > 0, "cycle-to-cycle scatter "+si.Format(f.C2CRange, "")+" of the range on top of the card's")
	add("read_noise", f.ReadNoise > 0, "white read noise "+si.Format(f.ReadNoise, "")+" of G on top of the card's")
	add("noise.interval", c.hold() > 1, "white read noise is one draw a column for "+si.Format(c.Noise.Interval, "s"))
	add("drift", f.Drift >= 0, "drift exponent "+si.Format(f.Drift, ""))
	add("after", c.After.Wait > 0, "read "+si.Format(c.After.Wait, "s")+" after training")
	add("readout.device", c.Readout.Device != "", "read-out on cells of "+c.Readout.Device)
	add("compensation", c.After.Wait > 0, "compensation: "+c.After.Compensation)
	return list
}

// partOf says how much of a programming voltage a bias leaves on other cells.
func partOf(bias string) string {
	switch bias {
	case "half":
		return "V/2"
	case "third":
		return "V/3"
	}
	return "a part of V"
}

// idealised lists what a study takes as perfect: the footnote of its figures.
func (c *Config) idealised() []string {
	list := []string{"unselected lines at 0 V"}
	if !c.wired() {
		list = append([]string{"wires"}, list...)
	}
	add := func(ideal bool, what string) {
		if ideal {
			list = append(list, what)
		}
	}
	add(c.Write.Bias == gatedWrites, "switches at cells not programmed")
	add(c.Neuron.D2D == 0, "neuron thresholds")
	add(c.ADC.Bits == 0, "ADC")
	add(c.ADC.Bits > 0 && c.ADC.Noise == 0, "ADC noise")
	add(c.Sense == (SenseConfig{}), "sense amplifiers")
	add(c.DAC.Noise == 0 && c.DAC.Gain == 0, "read voltage")
	return list
}

// warnings are the doubts about a result that did not stop the study.
func (s *study) warnings(cards []*device.Card, r *Result) []string {
	var w []string
	add := func(doubt bool, text string, args ...any) {
		if doubt {
			w = append(w, fmt.Sprintf(text, args...))
		}
	}
	add(s.cfg.Repeats < 3 && s.cfg.Command != "cost", "%d repeat(s): want at least 3, better 6, for a 95 %% interval", s.cfg.Repeats)
	add(s.cfg.Quick, "quick: data and repeats were shrunk; do not quote these numbers")
	ideal := false
	for _, c := range cards {
		ideal = ideal || c.Ideal()
	}
	add(!ideal && s.cfg.Command != "train" && s.cfg.Command != "eval" && s.cfg.Command != "cost", "no ideal device in the study: losses cannot be given")
	for _, d := range r.Devices {
		worst := worstOf(r.Trials, d.Name)
		add(d.Imposed, "%s: drift imposed, the card has no measured power-law drift", d.Name)
		add(worst.Clipped > 0.01, "%s: ADC clipped %.1f %% of samples; raise adc.headroom or adc.range", d.Name, 100*worst.Clipped)
		add(worst.Silent > 0.05, "%s: %.0f %% of test images drew no output spike", d.Name, 100*worst.Silent)
		add(worst.Disturbs > 0, "%s: up to %.3g pulses of other cells, %s together, put %s on one cell", d.Name, worst.Disturbs, si.Format(worst.DisturbFlux, "V s"), partOf(s.cfg.Write.Bias))
		add(worst.WireError > 1.2*s.cfg.Wires.Error && s.cfg.Wires.Model == "cached", "%s: cached currents were off by up to %.2g %% of the largest (wires.error = %g)%s", d.Name, 100*worst.WireError, s.cfg.Wires.Error, s.cfg.bentHint())
		add(worst.WireLoss > 0.05, "%s: lines take up to %.2g %% of the current; a first-order estimate is off by %.2g %% of the largest, alpha-beta by %.2g %%", d.Name, 100*worst.WireLoss, 100*worst.WireFirstOrder, 100*worst.WireAlphaBeta)
		add(worst.Failed > 0, "%s: up to %.4g %% of the cells wore out", d.Name, math.Ceil(1e4*worst.Failed)/100)
		add(worst.Gain > 10, "%s: compensation needed a gain of %.0f", d.Name, worst.Gain)
	}
	for _, c := range cards {
		w = append(w, s.cfg.extrapolated(c, s.imposes(c))...)
		ltp, ltd := s.cfg.pulses(c)
		add(s.cfg.Mode == InSitu && !c.Ideal() && max(ltp, ltd) > 2, "%s: %.1f pulses per event asked for; steps are finer than the learning rate", c.Name, max(ltp, ltd))
		off := s.cfg.mismatch(c)
		add(off > 0.01, "%s: the pulses of overlapping spikes are right for a cell in mid-range; elsewhere off by up to %.2g %% of the peak of the window", c.Name, 100*off)
	}
	return w
}

func worstOf(trials []Trial, device string) Metrics {
	var m Metrics
	for _, t := range trials {
		if t.Device != device {
			continue
		}
		m.Clipped = math.Max(m.Clipped, t.Metrics.Clipped)
		m.Silent = math.Max(m.Silent, t.Metrics.Silent)
		m.Gain = math.Max(m.Gain, t.Metrics.Gain)
		m.WireLoss, m.WireError = math.Max(m.WireLoss, t.Metrics.WireLoss), math.Max(m.WireError, t.Metrics.WireError)
		m.WireFirstOrder, m.WireAlphaBeta = math.Max(m.WireFirstOrder, t.Metrics.WireFirstOrder), math.Max(m.WireAlphaBeta, t.Metrics.WireAlphaBeta)
		m.Failed = math.Max(m.Failed, t.Metrics.Failed)
		m.Disturbs = math.Max(m.Disturbs, t.Metrics.Disturbs)
		m.DisturbFlux = math.Max(m.DisturbFlux, t.Metrics.DisturbFlux)
	}
	return m
}
