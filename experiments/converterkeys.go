package experiments

import (
	"errors"

	"github.com/xbar-sim/xbar/internal/si"
	"github.com/xbar-sim/xbar/periphery"
)

// DACConfig is the word-line drivers of a study.
type DACConfig struct {
	Bits           int
	Noise          float64
	Coding         string
	Gain, INL, DNL float64
}

// ADCConfig is the column converters of a study.
type ADCConfig struct {
	Bits                             int
	Range, Noise, Quantile, Headroom float64
	Kind                             string
	Mismatch, Offset                 float64
	Share                            int
}

// SenseConfig is the sense amplifiers of a study.
type SenseConfig struct {
	Resistance, Bandwidth, Gain, Offset, Noise float64
}

func (c *Config) converterDefaults() {
	c.DAC.Coding = "amplitude"
	c.ADC.Bits, c.ADC.Quantile, c.ADC.Headroom = 8, 0.999, 3
	c.ADC.Kind, c.ADC.Share = "uniform", 1
}

func (c *Config) converterParams() []si.Param {
	const big = 1e9
	return []si.Param{
		{Name: "dac.bits", At: &c.DAC.Bits, Doc: "resolution of the word-line drivers, 0 is ideal", Min: 0, Max: 16},
		{Name: "dac.noise", At: &c.DAC.Noise, Doc: "noise of the read voltage, relative; of the width of the pulse where that is the code", Min: 0, Max: 1},
		{Name: "dac.coding", At: &c.DAC.Coding, Doc: "what of a read pulse says the amplitude: its voltage or its width", Choices: periphery.Codings()},
		{Name: "dac.gain", At: &c.DAC.Gain, Doc: "spread of the full scale between drivers, relative", Min: 0, Max: 1},
		{Name: "dac.inl", At: &c.DAC.INL, Doc: "integral nonlinearity: spread between drivers of the bow at half scale, in steps", Min: 0, Max: 100},
		{Name: "dac.dnl", At: &c.DAC.DNL, Doc: "differential nonlinearity: spread of a step, in steps", Min: 0, Max: 100},
		{Name: "sense.resistance", At: &c.Sense.Resistance, Unit: "Ω", Doc: "input resistance of the sense amplifiers; 0 is a virtual ground", Min: 0, Max: 1e9},
		{Name: "sense.bandwidth", At: &c.Sense.Bandwidth, Unit: "Hz", Doc: "bandwidth of the sense amplifiers; 0 is infinite", Min: 0, Max: 1e15},
		{Name: "sense.gain", At: &c.Sense.Gain, Doc: "spread of the gain between sense amplifiers, relative", Min: 0, Max: 1},
		{Name: "sense.offset", At: &c.Sense.Offset, Doc: "spread of the offset between sense amplifiers, in full weights", Min: 0, Max: 1e6},
		{Name: "sense.noise", At: &c.Sense.Noise, Doc: "noise of a sample, in full weights", Min: 0, Max: 1e6},
		{Name: "adc.bits", At: &c.ADC.Bits, Doc: "resolution of the column converters, 0 is ideal", Min: 0, Max: 16},
		{Name: "adc.range", At: &c.ADC.Range, Doc: "range of the column converters in full weights; 0 calibrates it on training images", Min: 0, Max: big},
		{Name: "adc.noise", At: &c.ADC.Noise, Doc: "noise of a conversion, in steps", Min: 0, Max: 100},
		{Name: "adc.quantile", At: &c.ADC.Quantile, Doc: "quantile of the training activity that the range is calibrated to", Min: 0.5, Max: 1},
		{Name: "adc.headroom", At: &c.ADC.Headroom, Doc: "range over that quantile", Min: 0.1, Max: 100},
		{Name: "adc.kind", At: &c.ADC.Kind, Doc: "how columns are converted: equidistant codes, successive approximation on capacitors, or a ramp for all", Choices: periphery.Converters()},
		{Name: "adc.mismatch", At: &c.ADC.Mismatch, Doc: "spread of a unit capacitor (sar), drawn for each converter, or of a step (ramp), relative", Min: 0, Max: 0.5},
		{Name: "adc.offset", At: &c.ADC.Offset, Doc: "spread of the offset between converters, in steps", Min: 0, Max: 1e4},
		{Name: "adc.share", At: &c.ADC.Share, Doc: "columns that share a converter, one after another", Min: 1, Max: 1 << 20},
	}
}

// dac, sense and adc are the converters of a tile.
func (c *Config) dac() periphery.DAC {
	d := c.DAC
	return periphery.DAC{Bits: d.Bits, Noise: d.Noise, Coding: d.Coding, Gain: d.Gain, INL: d.INL, DNL: d.DNL}
}

func (c *Config) sense() periphery.Sense {
	s := c.Sense
	return periphery.Sense{Resistance: s.Resistance, Bandwidth: s.Bandwidth, Gain: s.Gain, Offset: s.Offset, Noise: s.Noise}
}

func (c *Config) adc() periphery.ADC {
	a := c.ADC
	return periphery.ADC{Bits: a.Bits, Noise: a.Noise, Range: a.Range, Kind: a.Kind, Mismatch: a.Mismatch, Offset: a.Offset, Share: a.Share}
}

// readPerfectly reports whether drivers, amplifiers and converters are ideal.
func (c *Config) readPerfectly() bool {
	return c.DAC.Bits == 0 && c.DAC.Noise == 0 && c.DAC.Gain == 0 && c.ADC.Bits == 0 && c.ADC.Noise == 0 && c.Sense == (SenseConfig{})
}

// checkConverters refuses values that contradict each other; each alone is within its range, or is said
// to be wrong elsewhere.
func (c *Config) checkConverters() error {
	if c.ADC.Bits == 1 {
		return &si.ValueError{Key: "adc.bits", Value: "1", Want: "0 or 2 to 16", Doc: "resolution of the column converters, 0 is ideal"}
	}
	if si.Check(c.converterParams()) != nil {
		return nil
	}
	return errors.Join(c.dac().Check(), c.sense().Check(), c.adc().Check())
}
