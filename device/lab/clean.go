package lab

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// The clean layout is one CSV table per kind of measurement: the names of the columns with their SI
// units, one row per point, numbers with the digits that give the same bits again, an empty cell
// where something is not known, 0 or 1 for flags. Rows of one measurement stand together.

// A sheet is the clean layout of one kind of measurement.
type sheet struct {
	name    string // of the file, without ending
	columns []string
	text    []bool // which columns are text
	empty   []bool // which columns may have empty cells
}

func sheets() []sheet {
	list := func(name, columns, empty string) sheet {
		s := sheet{name: name, columns: strings.Split(columns, ",")}
		for _, c := range s.columns {
			s.text = append(s.text, c == "device" || c == "quantity" || c == "unit" || c == "place")
			s.empty = append(s.empty, slices.Contains(strings.Split(empty, ","), c))
		}
		return s
	}
	return []sheet{
		list("pulses", "device,cycle,pulse,voltage_V,width_s,conductance_S,read_voltage_V", "voltage_V,width_s,read_voltage_V"),
		list("sweeps", "device,cycle,time_s,voltage_V,current_A,clipped,compliance_A", "time_s,compliance_A"),
		list("retention", "device,level,temperature_K,time_s,conductance_S", "temperature_K"),
		list("endurance", "device,count,hrs_S,lrs_S,set_voltage_V,set_width_s,reset_voltage_V,reset_width_s", "hrs_S,lrs_S,set_voltage_V,set_width_s,reset_voltage_V,reset_width_s"),
		list("traces", "device,cycle,voltage_V,time_s,current_A", "voltage_V"),
		list("kinetics", "device,voltage_V,switching_time_s,censored", ""),
		list("stdp", "device,delay_s,change", ""),
		list("map", "quantity,unit,place,device,x,y,value", ""),
	}
}

// A Table is measurements of one kind in the clean layout.
type Table struct {
	Name string // "pulses"
	Rows int
	m    *Measurements
	s    sheet
}

// Tables returns one table for each kind of measurement that there is.
func (m *Measurements) Tables() []Table {
	var out []Table
	for _, s := range sheets() {
		t := Table{Name: s.name, m: m, s: s}
		t.each(func([]any) error { t.Rows++; return nil })
		if t.Rows > 0 {
			out = append(out, t)
		}
	}
	return out
}

// WriteCSV writes the table.
func (t Table) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(t.s.columns); err != nil {
		return err
	}
	cells := make([]string, len(t.s.columns))
	err := t.each(func(row []any) error {
		for i, x := range row {
			switch x := x.(type) {
			case string:
				cells[i] = x
			case int:
				cells[i] = strconv.Itoa(x)
			case bool:
				cells[i] = map[bool]string{false: "0", true: "1"}[x]
			case float64:
				cells[i] = ""
				if !math.IsNaN(x) {
					cells[i] = strconv.FormatFloat(x, 'g', -1, 64)
				}
			}
		}
		return c.Write(cells)
	})
	c.Flush()
	return errors.Join(err, c.Error())
}

// each visits the rows of the table.
func (t Table) each(visit func(row []any) error) error {
	m := t.m
	var err error
	row := func(cells ...any) {
		if err == nil {
			err = visit(cells)
		}
	}
	switch t.Name {
	case "pulses":
		for _, p := range m.Pulses {
			for i := range p.Number {
				row(p.Device, p.Cycle, p.Number[i], p.Voltage[i], p.Width[i], p.Conductance[i], p.ReadVoltage[i])
			}
		}
	case "sweeps":
		for _, s := range m.Sweeps {
			for i := range s.Voltage {
				row(s.Device, s.Cycle, s.Time[i], s.Voltage[i], s.Current[i], s.Clipped[i], s.Compliance)
			}
		}
	case "retention":
		for _, r := range m.Retentions {
			for i := range r.Time {
				row(r.Device, r.Level, r.Temperature, r.Time[i], r.Conductance[i])
			}
		}
	case "endurance":
		for _, e := range m.Endurances {
			s := e.Stress
			for i := range e.Count {
				row(e.Device, e.Count[i], e.HRS[i], e.LRS[i], s.SetVoltage, s.SetWidth, s.ResetVoltage, s.ResetWidth)
			}
		}
	case "traces":
		for _, r := range m.Traces {
			for i := range r.Time {
				row(r.Device, r.Cycle, r.Voltage, r.Time[i], r.Current[i])
			}
		}
	case "kinetics":
		for _, k := range m.Kinetics {
			for i := range k.Time {
				row(k.Device, k.Voltage[i], k.Time[i], k.Censored[i])
			}
		}
	case "stdp":
		for _, s := range m.STDPs {
			for i := range s.Delay {
				row(s.Device, s.Delay[i], s.Change[i])
			}
		}
	case "map":
		for _, p := range m.Maps {
			for i := range p.Value {
				row(p.Quantity, p.Unit, map[bool]string{false: "die", true: "m"}[p.Metric], p.Device[i], p.X[i], p.Y[i], p.Value[i])
			}
		}
	}
	return err
}

// sheetOf finds the clean layout that a line of names has.
func sheetOf(names string) (sheet, bool) {
	all := sheets()
	i := slices.IndexFunc(all, func(s sheet) bool { return strings.Join(s.columns, ",") == strings.TrimSpace(names) })
	if i < 0 {
		return sheet{}, false
	}
	return all[i], true
}

func isClean(first []line) bool { _, ok := sheetOf(first[0].text); return ok }

// readClean reads one table of the clean layout. It is as strict as its writer.
func readClean(text string, o *Options, a *Audit) (*Measurements, error) {
	first := head(text, 1)
	if len(first) == 0 {
		return nil, errors.New("the file is empty")
	}
	s, ok := sheetOf(first[0].text)
	if !ok {
		return nil, &Error{a.File, first[0].n, fmt.Errorf("%q is no line of names of the clean layout", clip(first[0].text))}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.ReuseRecord = true
	m := &Measurements{}
	values := make([]float64, len(s.columns))
	words := map[string]string{}
	for n := 0; ; n++ {
		cells, err := r.Read()
		var pe *csv.ParseError
		switch {
		case err == io.EOF:
			return m, nil
		case errors.As(err, &pe):
			return nil, &Error{a.File, pe.Line, pe.Err}
		case err != nil:
			return nil, err
		case n == 0:
			continue
		}
		at, _ := r.FieldPos(0)
		for i, cell := range cells {
			if s.text[i] {
				if _, ok := words[cell]; !ok {
					words[strings.Clone(cell)] = strings.Clone(cell)
				}
				continue
			}
			values[i] = math.NaN()
			if cell != "" || !s.empty[i] {
				if values[i], ok = plainNumber(cell); !ok || math.IsInf(values[i], 0) {
					return nil, &Error{a.File, at, fmt.Errorf("%s = %q: want a number", s.columns[i], clip(cell))}
				}
			}
		}
		m.take(s.name, func(i int) string { return words[cells[i]] }, values)
		a.keep()
	}
}

// same reports whether two numbers are one, not known included.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// toInt is a number of a row as a whole number; what is none becomes 0.
func toInt(x float64) int {
	if math.Abs(x) < 1<<31 {
		return int(x)
	}
	return 0
}

// take adds one row of a clean table; a row whose key differs from the last begins a measurement.
func (m *Measurements) take(name string, text func(int) string, v []float64) {
	switch name {
	case "pulses":
		if k := len(m.Pulses) - 1; k < 0 || m.Pulses[k].Device != text(0) || m.Pulses[k].Cycle != toInt(v[1]) {
			m.Pulses = append(m.Pulses, PulseTrain{Device: text(0), Cycle: toInt(v[1])})
		}
		p := &m.Pulses[len(m.Pulses)-1]
		push(v[2:], &p.Number, &p.Voltage, &p.Width, &p.Conductance, &p.ReadVoltage)
	case "sweeps":
		if k := len(m.Sweeps) - 1; k < 0 || m.Sweeps[k].Device != text(0) || m.Sweeps[k].Cycle != toInt(v[1]) {
			m.Sweeps = append(m.Sweeps, Sweep{Device: text(0), Cycle: toInt(v[1]), Compliance: v[6]})
		}
		s := &m.Sweeps[len(m.Sweeps)-1]
		push(v[2:], &s.Time, &s.Voltage, &s.Current)
		s.Clipped = append(s.Clipped, v[5] > 0)
	case "retention":
		if k := len(m.Retentions) - 1; k < 0 || m.Retentions[k].Device != text(0) || m.Retentions[k].Level != toInt(v[1]) || !same(m.Retentions[k].Temperature, v[2]) {
			m.Retentions = append(m.Retentions, Retention{Device: text(0), Level: toInt(v[1]), Temperature: v[2]})
		}
		r := &m.Retentions[len(m.Retentions)-1]
		push(v[3:], &r.Time, &r.Conductance)
	case "endurance":
		if k := len(m.Endurances) - 1; k < 0 || m.Endurances[k].Device != text(0) {
			m.Endurances = append(m.Endurances, Endurance{Device: text(0), Stress: Stress{SetVoltage: v[4], SetWidth: v[5], ResetVoltage: v[6], ResetWidth: v[7]}})
		}
		e := &m.Endurances[len(m.Endurances)-1]
		push(v[1:], &e.Count, &e.HRS, &e.LRS)
	case "traces":
		if k := len(m.Traces) - 1; k < 0 || m.Traces[k].Device != text(0) || m.Traces[k].Cycle != toInt(v[1]) {
			m.Traces = append(m.Traces, Trace{Device: text(0), Cycle: toInt(v[1]), Voltage: v[2]})
		}
		r := &m.Traces[len(m.Traces)-1]
		push(v[3:], &r.Time, &r.Current)
	case "kinetics":
		if k := len(m.Kinetics) - 1; k < 0 || m.Kinetics[k].Device != text(0) {
			m.Kinetics = append(m.Kinetics, Kinetics{Device: text(0)})
		}
		r := &m.Kinetics[len(m.Kinetics)-1]
		push(v[1:], &r.Voltage, &r.Time)
		r.Censored = append(r.Censored, v[3] > 0)
	case "stdp":
		if k := len(m.STDPs) - 1; k < 0 || m.STDPs[k].Device != text(0) {
			m.STDPs = append(m.STDPs, STDP{Device: text(0)})
		}
		r := &m.STDPs[len(m.STDPs)-1]
		push(v[1:], &r.Delay, &r.Change)
	case "map":
		if k := len(m.Maps) - 1; k < 0 || m.Maps[k].Quantity != text(0) || m.Maps[k].Unit != text(1) || m.Maps[k].Metric != (text(2) == "m") {
			m.Maps = append(m.Maps, Map{Quantity: text(0), Unit: text(1), Metric: text(2) == "m"})
		}
		p := &m.Maps[len(m.Maps)-1]
		push(v[4:], &p.X, &p.Y, &p.Value)
		p.Device = append(p.Device, text(3))
	}
}

// push appends one value to each of the slices.
func push(v []float64, to ...*[]float64) {
	for i, s := range to {
		*s = append(*s, v[i])
	}
}
