package main

import (
	"math"
	"strconv"

	"github.com/xbar-sim/xbar/device/fit"
	"github.com/xbar-sim/xbar/internal/si"
)

// tellFinding prints audits, estimates, goodness of fit, doubts and refusals.
func (a *app) tellFinding(files []labFile, found *finding, o *fitting) {
	for _, f := range files {
		a.printf("%s", auditText(f))
	}
	for _, n := range found.notes {
		a.warn(n)
	}
	for _, r := range found.reports {
		a.printf("\n%s\n", r.Title)
		t := grid("estimate", "value", "95 % interval", "± se", "sd between devices", "n", "verdict")
		for _, e := range r.Estimates {
			t.Row(e.Name, amount(e.Value, e.Unit), betweenText(e), amount(e.SE, e.Unit), amount(e.SD, e.Unit), strconv.Itoa(e.N)+" "+e.Of, e.Verdict)
		}
		a.show(t)
		for _, g := range r.Goodness {
			says := ""
			if g.Verdict != "" {
				says = ": " + g.Verdict
			}
			a.printf("  %s %s%s\n", g.Name, amount(g.Value, ""), says)
		}
		for _, n := range r.Notes {
			a.printf("  note: %s\n", n)
		}
	}
	for _, r := range found.refusals {
		a.printf("%s\n", r)
	}
	if found.card != nil && o.out == "" {
		a.printf("\nthe card, which -o FOLDER writes to FOLDER/%s.toml:\n\n%s", o.name, found.card)
	}
	for _, path := range found.written {
		a.printf("%s\n", path)
	}
}

// amount prints a number with its unit, and nothing where there is none.
func amount(x float64, unit string) string {
	switch {
	case math.IsNaN(x):
		return ""
	case math.IsInf(x, 0):
		return si.Format(x, "")
	case unit == "" || x == 0:
		return short(x)
	}
	return si.Format(round3(x), unit)
}

func betweenText(e fit.Estimate) string {
	if math.IsNaN(e.Low) && math.IsNaN(e.High) {
		return ""
	}
	return amount(e.Low, e.Unit) + " to " + amount(e.High, e.Unit)
}

// estimateTable is a report as a table.
func estimateTable(r *fit.Report) [][]string {
	rows := [][]string{{"name", "value", "low", "high", "se", "sd", "n", "of", "unit", "method", "verdict"}}
	for _, e := range r.Estimates {
		rows = append(rows, []string{e.Name, decimal(e.Value), decimal(e.Low), decimal(e.High), decimal(e.SE), decimal(e.SD),
			strconv.Itoa(e.N), e.Of, e.Unit, e.Method, e.Verdict})
	}
	return rows
}

// goodnessTable is how well the model describes the data.
func goodnessTable(r *fit.Report) [][]string {
	rows := [][]string{{"name", "value", "verdict"}}
	for _, g := range r.Goodness {
		rows = append(rows, []string{g.Name, decimal(g.Value), g.Verdict})
	}
	return rows
}

// panelTable are the numbers of a figure.
func panelTable(r *fit.Report) [][]string {
	rows := [][]string{{"panel", "series", "x", "x_unit", "y", "y_unit", "low", "high"}}
	for _, p := range r.Panels {
		for _, s := range p.Series {
			for i := range s.X {
				lo, hi := "", ""
				if len(s.Lo) == len(s.X) {
					lo, hi = decimal(s.Lo[i]), decimal(s.Hi[i])
				}
				if math.IsNaN(s.X[i]) {
					continue
				}
				rows = append(rows, []string{p.Title, s.Name, decimal(s.X[i]), p.XUnit, decimal(s.Y[i]), p.YUnit, lo, hi})
			}
		}
	}
	return rows
}

// findingJSON is the same for programs.
func (a *app) findingJSON(files []labFile, found *finding) error {
	audits, reports := []record{}, []record{}
	for _, f := range files {
		audits = append(audits, auditRecord(f))
	}
	for _, r := range found.reports {
		estimates, goodness := []record{}, []record{}
		for _, e := range r.Estimates {
			estimates = append(estimates, record{{"name", e.Name}, {"value", orNull(e.Value)}, {"low", orNull(e.Low)}, {"high", orNull(e.High)},
				{"se", orNull(e.SE)}, {"sd", orNull(e.SD)}, {"n", e.N}, {"of", e.Of}, {"unit", e.Unit}, {"method", e.Method}, {"verdict", e.Verdict}})
		}
		for _, g := range r.Goodness {
			goodness = append(goodness, record{{"name", g.Name}, {"value", orNull(g.Value)}, {"verdict", g.Verdict}})
		}
		reports = append(reports, record{{"kind", r.Kind}, {"title", r.Title}, {"estimates", estimates}, {"goodness", goodness}, {"notes", list(r.Notes)}})
	}
	return a.printJSON(record{{"files", audits}, {"notes", list(found.notes)}, {"reports", reports}, {"refused", list(found.refusals)},
		{"card", string(found.card)}, {"written", list(found.written)}})
}
