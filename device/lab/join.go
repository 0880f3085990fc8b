package lab

import (
	"fmt"
)

// Join puts the measurements of several files together. A cycle of a device that an earlier file has
// too is counted on, and what has no cycles takes "#2" behind its name, so that nothing runs into one;
// notes say so, one for every file and kind. Names are those of the files.
func Join(parts []*Measurements, names []string) (all *Measurements, notes []string) {
	all = &Measurements{}
	j := joiner{last: map[key]int{}, taken: map[string]bool{}}
	for i, p := range parts {
		j.begin(names[i])
		own := *p
		own.Pulses = append([]PulseTrain(nil), p.Pulses...)
		for k := range own.Pulses {
			own.Pulses[k].Cycle = j.cycle("pulses", own.Pulses[k].Device, own.Pulses[k].Cycle)
		}
		own.Sweeps = append([]Sweep(nil), p.Sweeps...)
		for k := range own.Sweeps {
			own.Sweeps[k].Cycle = j.cycle("sweeps", own.Sweeps[k].Device, own.Sweeps[k].Cycle)
		}
		own.Traces = append([]Trace(nil), p.Traces...)
		for k := range own.Traces {
			own.Traces[k].Cycle = j.cycle("traces", own.Traces[k].Device, own.Traces[k].Cycle)
		}
		own.Retentions = append([]Retention(nil), p.Retentions...)
		for k := range own.Retentions {
			r := &own.Retentions[k]
			r.Device = j.name(fmt.Sprintf("retention level %d at %g K", r.Level, r.Temperature), r.Device)
		}
		own.Endurances = append([]Endurance(nil), p.Endurances...)
		for k := range own.Endurances {
			own.Endurances[k].Device = j.name("endurance", own.Endurances[k].Device)
		}
		own.Kinetics = append([]Kinetics(nil), p.Kinetics...)
		for k := range own.Kinetics {
			own.Kinetics[k].Device = j.name("kinetics", own.Kinetics[k].Device)
		}
		own.STDPs = append([]STDP(nil), p.STDPs...)
		for k := range own.STDPs {
			own.STDPs[k].Device = j.name("stdp", own.STDPs[k].Device)
		}
		own.Maps = append([]Map(nil), p.Maps...)
		for k := range own.Maps {
			own.Maps[k].Quantity = j.name("map", own.Maps[k].Quantity)
		}
		all.Add(&own)
		notes = append(notes, j.notes...)
	}
	return all, notes
}

// A joiner knows what files before this one have.
type joiner struct {
	file   string
	offset map[key]int // added to the cycles of a device in this file
	last   map[key]int // largest cycle of a device so far
	taken  map[string]bool
	notes  []string
	noted  map[string]bool
}

func (j *joiner) begin(file string) {
	j.file, j.notes, j.noted = file, nil, map[string]bool{}
	j.offset = map[key]int{}
	for k, n := range j.last {
		j.offset[k] = n
	}
}

// cycle counts on where an earlier file ended.
func (j *joiner) cycle(kind, device string, n int) int {
	k := key{device: kind + "\x00" + device}
	if j.offset[k] > 0 {
		j.note(fmt.Sprintf("%s: %s of %s are in an earlier file too: cycles count on from %d", j.file, kind, device, j.offset[k]+1))
	}
	n += j.offset[k]
	j.last[k] = max(j.last[k], n)
	return n
}

// name returns a name that no earlier measurement has.
func (j *joiner) name(kind, name string) string {
	own := name
	for n := 2; j.taken[kind+"\x00"+own]; n++ {
		own = fmt.Sprintf("%s#%d", name, n)
	}
	j.taken[kind+"\x00"+own] = true
	if own != name {
		j.note(fmt.Sprintf("%s: %s of %q are there already: they become %q", j.file, kind, name, own))
	}
	return own
}

func (j *joiner) note(s string) {
	if !j.noted[s] {
		j.noted[s] = true
		j.notes = append(j.notes, s)
	}
}
