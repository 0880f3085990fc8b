package lab

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// read reads text as the file "dir/f.csv".
func read(t *testing.T, text string, o Options) (*Measurements, *Audit) {
	t.Helper()
	m, a, err := Read(strings.NewReader(text), "dir/f.csv", o)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if a.Rows != a.Kept+dropped(a) {
		t.Errorf("%d rows, %d kept, %d dropped", a.Rows, a.Kept, dropped(a))
	}
	return m, a
}

func dropped(a *Audit) int {
	n := 0
	for _, d := range a.Dropped {
		n += d.Rows
	}
	return n
}

// near compares numbers that went through a product or a quotient.
func near(got, want []float64) bool {
	return slices.EqualFunc(got, want, func(a, b float64) bool {
		return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-12*math.Abs(b)
	})
}

func assumed(a *Audit, what string) bool {
	return slices.ContainsFunc(a.Assumed, func(s Assumption) bool { return strings.Contains(s.String(), what) })
}

// The same numbers, written as laboratories write them.
func TestTablesInManyDresses(t *testing.T) {
	v, i := []float64{-0.1, 0.2, 0.3}, []float64{-1.5e-6, 2e-6, 3e-6}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write([]byte("V,I\n-0.1,-1.5e-6\n0.2,2e-6\n0.3,3e-6\n"))
	z.Close()
	utf16 := func(s string) string {
		b := []byte{0xff, 0xfe}
		for _, r := range s {
			b = append(b, byte(r), byte(r>>8))
		}
		return string(b)
	}
	for name, tt := range map[string]struct {
		text    string
		o       Options
		assumed string
	}{
		"plain":               {text: "V,I\n-0.1,-1.5e-6\n0.2,2e-6\n0.3,3e-6\n", assumed: "unit of V: V"},
		"line of units":       {text: "Probe,V,I\n,mV,µA\n1,-100,-1.5\n1,200,2\n1,300,3\n"},
		"other columns":       {text: "Probe,V,I\n1,-0.1,-1.5e-6\n1,0.2,2e-6\n1,0.3,3e-6\n", assumed: "columns not read: Probe (their names are not known"},
		"BOM, CRLF":           {text: "\xef\xbb\xbfV (V),I (A)\r\n-0.1,-1.5E-06\r\n0.2,2E-06\r\n0.3,3E-06\r\n"},
		"CR alone":            {text: "V (V),I (A)\r-0.1,-1.5E-06\r0.2,2E-06\r0.3,3E-06"},
		"UTF-16":              {text: utf16("V,I [µA]\n-0.1,-1.5\n0.2,2\n0.3,3\n")},
		"gzip":                {text: zipped.String()},
		"semicolon and comma": {text: "U/V;I/µA\n-0,1;-1,5\n0,2;2\n0,3;3,0\n", assumed: "decimal mark: comma"},
		"tab and comma":       {text: "voltage_mV\tcurrent_nA\n-100,0\t-1500\n200\t2000\n300\t3000\n", assumed: "decimal mark: comma"},
		"quoted commas":       {text: "\"V\",\"I (µA)\"\n\"-0,1\",\"-1,5\"\n\"0,2\",\"2\"\n\"0,3\",\"3\"\n", assumed: "decimal mark: comma"},
		"units in the cells":  {text: "Voltage,Current\n-100 mV,-1.5uA\n200mV,2 µA\n0.3,3e3 nA\n"},
		"Keithley":            {text: "AI,AV,Time\n-1.5E-6,-0.1,0\n2E-6,200E-3,1\n3E-6,3E-1,2\n", assumed: "polarity: positive voltage of the file is toward SET"},
		"PMU":                 {text: "VMeasCh1,IMeasCh1,TimeOutput,status\n-0.1,-1.5e-6,0,0\n0.2,2e-6,1e-9,0\n0.3,3e-6,2e-9,0\n"},
		"SMU script":          {text: "Item,Smu1.Time[1][1],Smu1.V[1][1],Smu1.I[1][1],Smu1.R[1][1],\n1,0,-0.1,-1.5e-6,9.9E37,\n2,1,0.2,2e-6,1e5,\n3,2,0.3,3e-6,1e5,\n"},
		"comments above":      {text: "Session of the group\nSample 5; 300 K\n\nV,I\n-0.1,-1.5e-6\n0.2,2e-6\n0.3,3e-6\n"},
		"Shift-JIS":           {text: "\x93\x64\x88\xb3 (V),\x93\x64\x97\xac (\x83\xcaA)\n-0.1,-1.5\n0.2,2\n0.3,3\n", o: Options{Columns: map[string]string{"voltage": "?? (V)", "current": "?? (µA)"}}, assumed: "not UTF-8"},
		"EUC-KR":              {text: "\xc0\xfc\xbe\xd0V (V),\xc0\xfc\xb7\xf9I (\xa5\xecA)\n-0.1,-1.5\n0.2,2\n0.3,3\n", assumed: "not UTF-8"},
		"Latin-1":             {text: "V,I (\xb5A)\n-0.1,-1.5\n0.2,2\n0.3,3\n", assumed: "not UTF-8"},
		"names ending in V,I": {text: "DutV,DutI\n-0.1,-1.5e-6\n0.2,2e-6\n0.3,3e-6\n", assumed: "column of voltage: DutV (its name ends in V; --column voltage=NAME says otherwise)"},
		"chosen columns":      {text: "V1,V2,A1\n-9,-0.1,-1.5e-6\n-9,0.2,2e-6\n-9,0.3,3e-6\n", o: Options{Columns: map[string]string{"voltage": "V2", "current": "A1"}}},
		"magnitudes":          {text: "V,I\n-0.1,1.5e-6\n0.2,2e-6\n0.3,3e-6\n", assumed: "currents: magnitudes"},
		"other terminal":      {text: "V,I\n-0.1,1.5e-6\n0.2,-2e-6\n0.3,-3e-6\n", assumed: "currents: measured at the other terminal"},
		"resistance":          {text: "V,R (kOhm)\n-0.1,66.66666666666666666\n0.2,100\n0.3,100\n", o: Options{Kind: "sweep"}},
	} {
		t.Run(name, func(t *testing.T) {
			m, a := read(t, tt.text, tt.o)
			if len(m.Sweeps) != 1 || !near(m.Sweeps[0].Voltage, v) || !near(m.Sweeps[0].Current, i) {
				t.Fatalf("%+v", m.Sweeps)
			}
			if !assumed(a, tt.assumed) {
				t.Errorf("the audit does not say %q: %v", tt.assumed, a.Assumed)
			}
			if m.Sweeps[0].Device != "f" || len(a.Devices) != 1 || a.Cycles != 1 || a.Kept != 3 {
				t.Errorf("%+v", a)
			}
		})
	}
}

// What is not a number is dropped, counted and explained.
func TestSentinelsAreDropped(t *testing.T) {
	m, a := read(t, "pulse,R (kΩ),V,Vread (V)\n1,10,1,0.1\n2,9.9E37,1,0.1\n3,0,1,0.1\n4,OVFLW,1,0.1\n5,,1,0.1\n6,5,1,\n", Options{})
	p := m.Pulses[0]
	if !near(p.Conductance, []float64{1e-4, 2e-4}) || !near(p.Number, []float64{1, 6}) || !near(p.ReadVoltage, []float64{0.1, math.NaN()}) {
		t.Errorf("%+v", p)
	}
	want := []Drop{{"overflow in R (kΩ)", 1, 3}, {"resistance of zero or less in R (kΩ)", 1, 4}, {"no number in R (kΩ)", 1, 5}, {"nothing in R (kΩ)", 1, 6}}
	if !slices.Equal(a.Dropped, want) || a.Rows != 6 || a.Kept != 2 {
		t.Errorf("%+v", a)
	}
}

func TestClippedPointsAreMarked(t *testing.T) {
	m, a := read(t, "V,I\n0.5,5e-6\n1,9.95e-6\n1.5,1.001e-5\n", Options{Compliance: 1e-5})
	if s := m.Sweeps[0]; !slices.Equal(s.Clipped, []bool{false, true, true}) || s.Compliance != 1e-5 || a.Clipped != 2 {
		t.Errorf("%+v %d", s, a.Clipped)
	}
	_, a = read(t, "V,I\n0.5,5e-6\n1,1e-5\n1.1,1e-5\n1.2,1e-5\n1.3,1e-5\n1.4,1e-5\n", Options{})
	if len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0], "the current stays at 1e-05 A over 5 points while the voltage changes: a compliance? give --compliance") {
		t.Errorf("%q", a.Warnings)
	}
}

// Cycles begin where SET follows RESET, or as a column says; a second --points way is by rows.
func TestCyclesOfPulses(t *testing.T) {
	text := "device,V,width (us),G (uS)\na,1,1,2\na,1,1,3\na,-1,1,2\na,1,1,3\nb,1,1,5\na,-1,1,1\n"
	m, a := read(t, text, Options{})
	if len(m.Pulses) != 3 || m.Pulses[1].Cycle != 2 || m.Pulses[2].Device != "b" || a.Cycles != 2 || !assumed(a, "a new one begins where SET follows RESET") {
		t.Fatalf("%+v", m.Pulses)
	}
	if p := m.Pulses[0]; !near(p.Number, []float64{1, 2, 3}) || !near(p.Width, []float64{1e-6, 1e-6, 1e-6}) || !near(p.Conductance, []float64{2e-6, 3e-6, 2e-6}) {
		t.Errorf("%+v", p)
	}
	if m, _ = read(t, text, Options{Points: 5}); len(m.Pulses) != 2 || len(m.Pulses[0].Number) != 5 {
		t.Errorf("%+v", m.Pulses)
	}
	if m, a = read(t, text, Options{Reverse: true, Points: 5}); m.Pulses[0].Voltage[0] != -1 || len(a.Warnings) == 0 || !strings.Contains(a.Warnings[0], "polarity") {
		t.Errorf("%v %v", m.Pulses[0], a.Warnings)
	}
	m, _ = read(t, "cycle,pulse,V,G (uS)\n1,1,1,2\n1,2,1,3\n1,1,-1,2\n2,1,1,2\n", Options{})
	if len(m.Pulses) != 2 || !near(m.Pulses[0].Number, []float64{1, 2, 3}) {
		t.Errorf("numbers that start again for depression: %+v", m.Pulses)
	}
}

func TestOtherKinds(t *testing.T) {
	m, _ := read(t, "device,T (°C),t (h),R (kΩ)\na,25,1,10\na,85,1,20\n", Options{})
	if r := m.Retentions; len(r) != 2 || r[1].Temperature != 358.15 || r[1].Time[0] != 3600 || !near(r[1].Conductance, []float64{5e-5}) {
		t.Errorf("%+v", r)
	}
	m, _ = read(t, "cycle,HRS (kΩ),LRS (kΩ)\n1,100,10\n?,50,10\n10,50,10\n100,5,10\n", Options{})
	if e := m.Endurances[0]; !near(e.Count, []float64{1, 10, 100}) || !near(e.HRS, []float64{1e-5, 2e-5, 2e-4}) {
		t.Errorf("%+v", e)
	}
	m, _ = read(t, "t,I,V\n0,1e-6,0.1\n1e-3,1.1e-6,0.1\n2e-3,1e-6,0.1\n", Options{})
	if tr := m.Traces[0]; tr.Voltage != 0.1 || !near(tr.Time, []float64{0, 1e-3, 2e-3}) {
		t.Errorf("%+v", tr)
	}
	m, _ = read(t, "V,t_sw (ns),censored\n1,100,0\n0.5,10000,1\n", Options{})
	if k := m.Kinetics[0]; !near(k.Time, []float64{1e-7, 1e-5}) || !slices.Equal(k.Censored, []bool{false, true}) {
		t.Errorf("%+v", k)
	}
	m, _ = read(t, "Δt (ms),ΔG/G (%)\n10,50\n-10,-30\n", Options{})
	if s := m.STDPs[0]; !near(s.Delay, []float64{0.01, -0.01}) || !near(s.Change, []float64{0.5, -0.3}) {
		t.Errorf("%+v", s)
	}
	m, _ = read(t, "x,y,v_form (V)\n0,0,2.5\n1,0,2.6\n", Options{})
	if p := m.Maps[0]; p.Quantity != "v_form" || p.Unit != "V" || !near(p.Value, []float64{2.5, 2.6}) || p.Metric {
		t.Errorf("%+v", p)
	}
}

// Every mistake is one line that says where it is and what would be right.
func TestMistakes(t *testing.T) {
	for want, tt := range map[string]struct {
		text string
		o    Options
	}{
		"f.csv: the file is empty":                                                                                                   {text: " \n\n"},
		"f.csv: is a workbook, not text: save the sheet":                                                                             {text: "PK\x03\x04abc"},
		"f.csv: is not text":                                                                                                         {text: "V,I\x00"},
		"f.csv: cannot be unpacked":                                                                                                  {text: "\x1f\x8b\x08broken"},
		"f.csv: more than 10 bytes: split the file":                                                                                  {text: strings.Repeat("1\n", 20), o: Options{Limit: 10}},
		`f.csv:1: "hello" begins no file that is known`:                                                                              {text: "hello\nworld\n"},
		`f.csv:2: 4 cells under 2 names`:                                                                                             {text: "V,I\n0,5,1,5\n"},
		`f.csv:1: "1,5" may be two numbers or one: give --decimal`:                                                                   {text: "1,5\n2,6\n"},
		`f.csv:3: some numbers have a point and some a comma: give --decimal`:                                                        {text: "V;I\n0.5;1\n0,5;1\n"},
		`f.csv:2: "1.000,5" has a point and a comma`:                                                                                 {text: "V;I\n1.000,5;1\n"},
		`f.csv:1: columns "V" and "Bias" are both voltage: give --column voltage=NAME`:                                               {text: "V,Bias,I\n1,1,1\n"},
		`f.csv:1: column "I (furlong)": "furlong" is no unit of A: give --unit current=UNIT`:                                         {text: "V,I (furlong)\n1,1\n"},
		`f.csv: column "G" names no unit, and 35 S is no conductance of a device: give --unit conductance=µS`:                        {text: "pulse,G\n1,34\n2,35\n"},
		`f.csv:1: what was measured does not follow from the columns V, t: give --as`:                                                {text: "V,t\n1,1\n"},
		`f.csv:2: no row of data is left: no number in I`:                                                                            {text: "V,I\n1,x\n"},
		`f.csv: a current without the voltage that it was read at: give --read-voltage`:                                              {text: "pulse,I\n1,1e-6\n"},
		`f.csv:1: 5 columns without names: give --layout, one of values, long`:                                                       {text: "1\t2\t3\t4\t5\n"},
		`f.csv:1: reads of a device one after another: give --as pulses`:                                                             {text: "1\t2\t3\t4\t5\n", o: Options{Layout: "row-per-device"}},
		`f.csv:1: a trace wants the time between its reads: give --interval`:                                                         {text: "1\t2\t3\t4\t5\n", o: Options{Layout: "row-per-device", Kind: "trace"}},
		`f.csv:2: 2 cells, want one value a line`:                                                                                    {text: "1e4\n1e4\t2\n", o: Options{Layout: "values"}},
		`f.csv: the time of f falls from 10 s to 1 s: which column tells devices, levels or cycles apart? give --column device=NAME`: {text: "chip,t,R,T (K)\n1,1,1e4,300\n1,10,1e4,300\n2,1,1e4,300\n"},
		`f.csv: the cycles of f fall from 10 to 1: which column tells devices apart? give --column device=NAME`:                      {text: "chip,cycle,HRS (kΩ),LRS (kΩ)\n1,1,100,10\n1,10,100,10\n2,1,100,10\n"},
		`f.csv:2: DataValue before any DataName`:                                                                                     {text: "SetupTitle, x\nDataValue, 1, 2\n"},
		`f.csv:2: compliance "-1": want a current in A`:                                                                              {text: "SetupTitle, x\nTestParameter, Measurement.Primary.Compliance, -1\n"},
		`f.csv:1: no column tag: want Wordline`:                                                                                      {text: "Wordline,Bitline,Resistance,Amplitude (V),Pulse width (s)\n"},
		`f.csv:3: width_s = "x": want a number`:                                                                                      {text: "device,cycle,pulse,voltage_V,width_s,conductance_S,read_voltage_V\na,1,1,1,1,1,1\na,1,1,1,x,1,1\n"},
		`f.csv:2: change = "": want a number`:                                                                                        {text: "device,delay_s,change\na,1,\n"},
		`f.csv:2: wrong number of fields`:                                                                                            {text: "device,delay_s,change\na,1\n"},
		`--format = "arcone": want one of xbar, easyexpert, arc-one, smu-script, keithley, table, array, curve (did you mean "arc-one"?)`: {text: "1", o: Options{Format: "arcone"}},
		`--unit current = "V": want a unit of A`:                          {text: "1", o: Options{Units: map[string]string{"current": "V"}}},
		`--separator comma: one comma cannot be the decimal mark too`:     {text: "1", o: Options{Separator: "comma", Decimal: "comma"}},
		`f.csv:1: --column voltage=U: there is no such column, only V, I`: {text: "V,I\n1,1\n", o: Options{Columns: map[string]string{"voltage": "U"}}},
	} {
		_, _, err := Read(strings.NewReader(tt.text), "f.csv", tt.o)
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestMistakesCanBeToldApart(t *testing.T) {
	_, _, err := Read(strings.NewReader("V,I\n0,5,1,5\n"), "f.csv", Options{})
	var e *Error
	if !errors.As(err, &e) || e.File != "f.csv" || e.Line != 2 {
		t.Errorf("%#v", err)
	}
}

func TestReadError(t *testing.T) {
	if _, _, err := Read(broken{}, "f.csv", Options{}); err == nil || err.Error() != "f.csv: cable pulled" {
		t.Error(err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, fmt.Errorf("cable pulled") }
