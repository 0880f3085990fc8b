package results

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"github.com/xbar-sim/xbar/experiments"
)

// CostsName is the file of the bills of a study without axes: one row per device, repeat, workload and
// kind of event.
const CostsName = "costs.csv"

// WriteCosts writes costs.csv where a study without axes has bills.
func (f *Folder) WriteCosts(r *experiments.Result) error {
	if len(r.Axes) > 0 || len(r.Costs) == 0 {
		return nil
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"device", "repeat", "workload", "event", "count", "energy_J", "time_s", "price_J", "source"}) // a bytes.Buffer takes all
	for _, c := range r.Costs {
		for _, load := range experiments.Workloads() {
			items, _, _ := c.Of(load)
			for _, i := range items {
				w.Write([]string{
					clean(c.Device), strconv.Itoa(c.Repeat), load, i.Event,
					formatFloat(i.Count), formatFloat(i.Energy), formatFloat(i.Time), formatFloat(i.Price), clean(i.Source),
				})
			}
		}
	}
	w.Flush()
	return f.WriteFile(CostsName, b.Bytes())
}
