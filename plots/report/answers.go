package report

import (
	"fmt"
	"slices"
	"strconv"
)

// summarise says in words what a study without axes found, and keeps every device's accuracy for the card. Of a
// swept study the first point of each device is told.
func (b *book) summarise(f *folder, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	at := func(row []string, name string) (float64, bool) {
		k := slices.Index(rows[0], name)
		if k < 0 || k >= len(row) {
			return 0, false
		}
		v, err := strconv.ParseFloat(row[k], 64)
		return v, err == nil
	}
	n := slices.Index(rows[0], "n")
	if n < 1 || rows[0][0] != "device" {
		return
	}
	axes := rows[0][1:n]
	told := map[string]bool{}
	for _, row := range rows[1:] {
		mean, ok := at(row, "mean")
		if len(row) <= n || !ok || told[row[0]] {
			continue
		}
		told[row[0]] = true
		where := ""
		for k, a := range axes {
			if row[1+k] != "" {
				where += ", " + a + " = " + row[1+k]
			}
		}
		text := fmt.Sprintf("%s %%", percent(mean, 1))
		lo, okLo := at(row, "ci_lo")
		hi, okHi := at(row, "ci_hi")
		if okLo && okHi {
			text += fmt.Sprintf(" [%s, %s]", percent(lo, 1), percent(hi, 1))
		}
		if _, has := b.accuracy[row[0]]; !has {
			b.accuracy[row[0]] = text
		}
		b.others = append(b.others, row[0])
		b.Answers = append(b.Answers, prefixed(f.from, fmt.Sprintf("accuracy on %s%s: %s, n = %s%s.", row[0], where, text, row[n], lossText(row, at))))
	}
}

// lossText says what a device loses against the ideal reference, and whether that can be told from nothing.
func lossText(row []string, at func([]string, string) (float64, bool)) string {
	loss, ok := at(row, "loss_vs_ideal")
	lo, okLo := at(row, "loss_ci_lo")
	hi, okHi := at(row, "loss_ci_hi")
	switch {
	case !ok || row[0] == "ideal" || loss == 0 && lo == 0 && hi == 0:
		return ""
	case !okLo || !okHi:
		return fmt.Sprintf("; %s points below ideal, with no interval", percent(loss, 1))
	}
	text := fmt.Sprintf("; %s points below ideal [%s, %s]", percent(loss, 1), percent(lo, 1), percent(hi, 1))
	if lo <= 0 && hi >= 0 {
		text += ", not told apart from no loss"
	}
	return text
}
