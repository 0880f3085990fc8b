package lab

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/xbar-sim/xbar/internal/memory"
)

// holds checks what holds of any text read in a format: nothing panics, a mistake is one line, an
// accepted file gives measurements that are whole, every row is accounted for, and the clean layout
// gives back what was written to it.
func holds(t *testing.T, text string, o Options) {
	o.Limit = 1 << 16
	var m *Measurements
	var a *Audit
	var err error
	if n := memory.Asked(func() { m, a, err = Read(strings.NewReader(text), "f.csv", o) }); n > 64<<20 {
		t.Errorf("%d bytes of a file take %d", len(text), n)
	}
	if err != nil {
		if s := err.Error(); s == "" || strings.ContainsAny(s, "\n\r") || len(s) > 2000 {
			t.Errorf("error %q", s)
		}
		return
	}
	if err := m.Check(); err != nil || m.Empty() {
		t.Errorf("%v, %d points", err, m.Points())
	}
	if a.Rows != a.Kept+dropped(a) {
		t.Errorf("%d rows, %d kept, %v", a.Rows, a.Kept, a.Dropped)
	}
	for _, table := range m.Tables() {
		first := csvOf(t, table)
		again, _, err := Read(bytes.NewReader(first), "g.csv", Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, first)
		}
		if second := csvOf(t, again.Tables()[0]); !bytes.Equal(first, second) {
			t.Errorf("written\n%sread and written\n%s", first, second)
		}
	}
}

func csvOf(t *testing.T, table Table) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := table.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// fuzz runs one format on texts grown from seeds.
func fuzz(f *testing.F, format string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { holds(t, text, Options{Format: format}) })
}

func FuzzAnyFormat(f *testing.F) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte("V,I\n" + strings.Repeat("1,2e-6\n", 1<<14)))
	z.Close()
	f.Add(packed.String())
	fuzz(f, "", "V,I\n1,2e-6\n", "1\n2\n", "\x1f\x8b\x08", "\xff\xfeV\x00,\x00")
}

func FuzzTable(f *testing.F) {
	fuzz(f, "table", "V (V);I (µA)\n0,5;1\n-0,5;9.9E37\n", "pulse,G (uS),V,width,cycle,device\n1,2,3,4,5,a\n", "x,y,v_form\n1,2,3\n",
		"t,R,T (°C),level\n1,1e4,25,1\n", "cycle,HRS,LRS\n1,1e5,1e4\n", "dt,dG\n1,0.2\n", "V,tsw,censored\n1,1e-9,0\n", "t,I,V\n0,1,1\n1,1,1\n2,2,1\n")
}
