package lab

// A quantity is what a column holds.
type quantity string

// The quantities that columns may hold.
const (
	qDevice      quantity = "device"
	qCycle       quantity = "cycle"
	qPulse       quantity = "pulse"
	qVoltage     quantity = "voltage"
	qWidth       quantity = "width"
	qConductance quantity = "conductance"
	qResistance  quantity = "resistance"
	qCurrent     quantity = "current"
	qRead        quantity = "read_voltage"
	qTime        quantity = "time"
	qTemperature quantity = "temperature"
	qLevel       quantity = "level"
	qCount       quantity = "count"
	qHRS         quantity = "hrs"
	qLRS         quantity = "lrs"
	qSwitch      quantity = "switching_time"
	qCensored    quantity = "censored"
	qDelay       quantity = "delay"
	qChange      quantity = "change"
	qX           quantity = "x"
	qY           quantity = "y"
	qValue       quantity = "value"
	qIgnored     quantity = ""
)

// A known quantity has base units, of which the first is taken where a file names none, and the
// names that columns of it have, in lower case with letters and digits only.
type known struct {
	q     quantity
	units []string
	names string
}

func dictionary() []known {
	ohms := []string{"Ω", "S", "A"}
	return []known{
		{qDevice, nil, "device dev deviceid cell addr address id"},
		{qCycle, []string{""}, "cycle cycles loop iteration sweep run repeat"},
		{qPulse, []string{""}, "pulse pulses pulseno pulsenumber pulseindex pulsen npulse n"},
		{qVoltage, []string{"V"}, "v u voltage volt bias av bv v1 v2 v3 v4 drainv anodev smu1v11 vmeasch1 vforce vapplied appliedvoltage amplitude pulseamplitude pulsevoltage vpulse vp programvoltage"},
		{qWidth, []string{"s"}, "width pulsewidth duration pw twidth tpulse"},
		{qConductance, []string{"S"}, "g conductance cond gread"},
		{qResistance, []string{"Ω"}, "r res resistance rread smu1r11"},
		{qCurrent, []string{"A"}, "i current iread ai bi i1 i2 i3 i4 draini anodei smu1i11 imeasch1 imeas id"},
		{qRead, []string{"V"}, "readvoltage vread readv"},
		{qTime, []string{"s"}, "t time timeoutput timestamp elapsedtime smu1time11 seconds"},
		{qTemperature, []string{"K"}, "temperature temp tk chucktemperature"},
		{qLevel, []string{""}, "level state"},
		{qCount, []string{""}, "count cyclecount ncycle ncycles"},
		{qHRS, ohms, "hrs rhrs roff ghrs goff"},
		{qLRS, ohms, "lrs rlrs ron glrs gon"},
		{qSwitch, []string{"s"}, "switchingtime tsw tswitch tset treset"},
		{qCensored, []string{""}, "censored"},
		{qDelay, []string{"s"}, "delay dt deltat delt spiketiming"},
		{qChange, []string{""}, "change dgg deltagg dg deltaw dw weightchange relativechange"},
		{qX, []string{"", "m"}, "x col column diex"},
		{qY, []string{"", "m"}, "y row diey"},
		{qValue, []string{"", "S", "Ω", "V", "A"}, "value vform formingvoltage vset vreset"},
	}
}

// columnNames lists the quantities as --column and --unit take them.
func columnNames() []string {
	var out []string
	for _, k := range dictionary() {
		out = append(out, string(k.q))
	}
	return out
}

// dimensions returns the base units that a quantity may have.
func dimensions(q quantity) []string {
	for _, k := range dictionary() {
		if k.q == q {
			return k.units
		}
	}
	return nil
}
