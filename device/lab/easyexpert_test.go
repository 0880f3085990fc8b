package lab

import (
	"strings"
	"testing"
)

const expertFile = `
SetupTitle, Set and reset
PrimitiveTest, I/V Sweep
TestParameter, Channel.UnitType, SMU, SMU
TestParameter, Channel.IName, SourceI, DrainI
TestParameter, Channel.VName, SourceV, DrainV
TestParameter, Channel.Func, CONST, VAR1
TestParameter, Measurement.Primary.Locus, Double
TestParameter, Measurement.Primary.Compliance, 1E-05
MetaData, TestRecord.RecordTime, 12/04/2022 08:42:23
MetaData, TestRecord.TestTarget, 00_02_00
MetaData, TestRecord.IterationIndex, 10
AnalysisSetup, Analysis.Setup.Vector.Graph.Enabled, true
Dimension1, 3, 3
Dimension2, 1, 1
DataName, DrainV, DrainI, SourceV
DataValue, -0.05, -6.737E-08, 0
DataValue, 0.5, 1E-06, 0
DataValue, 1, 1.0000E-05, 0
SetupTitle, Set and reset
PrimitiveTest, I/V Sweep
MetaData, TestRecord.TestTarget, 00_02_00
MetaData, TestRecord.IterationIndex, 10
Dimension1, 2, 2
DataName, DrainV, DrainI
DataValue, 0.5, 2E-06
`

func TestEasyExpert(t *testing.T) {
	m, a := read(t, expertFile, Options{})
	if a.Format != "easyexpert" || len(m.Sweeps) != 2 || a.Kept != 4 || a.Cycles != 11 {
		t.Fatalf("%+v\n%+v", a, m)
	}
	s := m.Sweeps[0]
	if s.Device != "00_02_00" || s.Cycle != 10 || s.Compliance != 1e-5 || s.Clipped[1] || !s.Clipped[2] ||
		!near(s.Voltage, []float64{-0.05, 0.5, 1}) || !near(s.Current, []float64{-6.737e-8, 1e-6, 1e-5}) {
		t.Errorf("%+v", s)
	}
	if m.Sweeps[1].Cycle != 11 || !assumed(a, "cycles of 00_02_00: records in their order") {
		t.Errorf("the second record of iteration 10: cycle %d, %v", m.Sweeps[1].Cycle, a.Assumed)
	}
	if !strings.Contains(strings.Join(a.Warnings, "\n"), "1 rows, of 2 that it announces") {
		t.Errorf("%q", a.Warnings)
	}
	m, _ = read(t, strings.ReplaceAll(expertFile, "\n", "\r\n"), Options{Columns: map[string]string{"voltage": "DrainV", "current": "DrainI"}})
	if len(m.Sweeps) != 2 {
		t.Errorf("%+v", m)
	}
}

func TestEasyExpertSampling(t *testing.T) {
	m, _ := read(t, "SetupTitle, rtn\nPrimitiveTest, I/V-t Sampling\nMetaData, TestRecord.TestTarget, d\nDataName, Time, DrainI, DrainV\nDataValue, 0, 1E-6, 0.1\nDataValue, 1E-3, 1.1E-6, 0.1\n", Options{})
	if len(m.Traces) != 1 || m.Traces[0].Device != "d" || m.Traces[0].Voltage != 0.1 || !near(m.Traces[0].Current, []float64{1e-6, 1.1e-6}) {
		t.Errorf("%+v", m)
	}
}

func FuzzEasyExpert(f *testing.F) { fuzz(f, "easyexpert", expertFile) }
