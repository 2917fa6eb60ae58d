// go-iecp5 in the codec bench: codec CORPUS APDUS, then one line "decode" or "encode" a round, one line of JSON back.
package main

import (
	"bufio"
	"fmt"
	"math"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/wendy512/go-iecp5/asdu"
)

const block = 500

// wire takes what the library sends; sequence numbers and start octet are added as its cs104 package does.
type wire struct {
	out    []byte
	ns, nr uint16
}

func (w *wire) Params() *asdu.Params     { return asdu.ParamsWide }
func (w *wire) UnderlyingConn() net.Conn { return nil }
func (w *wire) Send(a *asdu.ASDU) error {
	data, err := a.MarshalBinary()
	if err != nil {
		return err
	}
	w.out = append(w.out, 0x68, byte(len(data)+4), byte(w.ns<<1), byte(w.ns>>7), byte(w.nr<<1), byte(w.nr>>7))
	w.out = append(w.out, data...)
	return nil
}

func ms(t time.Time) uint32 {
	if t.IsZero() {
		return 0
	}
	return uint32(t.Minute()*60000 + t.Second()*1000 + t.Nanosecond()/1000000)
}

func flag(on bool, value uint32) uint32 {
	if on {
		return value
	}
	return 0
}

func point(ioa asdu.InfoObjAddr, value, quality uint32, t time.Time) uint32 {
	return uint32(ioa) + 31*value + 7*quality + 3*ms(t)
}

type values struct {
	apdu    []byte
	id      asdu.Identifier
	content any
}

// decode gives the values of one APDU, how many objects and their digest.
func decode(apdu []byte) (v values, objects int, sum uint32) {
	v.apdu = apdu
	if apdu[2]&1 != 0 {
		return
	}
	a := asdu.NewEmptyASDU(asdu.ParamsWide)
	// The library's table of sizes lacks the commands with time, which its readers know.
	if err := a.UnmarshalBinary(apdu[6:]); err != nil && err != asdu.ErrTypeIdentifier {
		panic(err)
	}
	v.id = a.Identifier
	objects = 1
	switch a.Type {
	case asdu.M_SP_NA_1, asdu.M_SP_TB_1:
		list := a.GetSinglePoint()
		for _, i := range list {
			sum += point(i.Ioa, flag(i.Value, 1), uint32(i.Qds), i.Time)
		}
		objects, v.content = len(list), list
	case asdu.M_DP_NA_1, asdu.M_DP_TB_1:
		list := a.GetDoublePoint()
		for _, i := range list {
			sum += point(i.Ioa, uint32(i.Value), uint32(i.Qds), i.Time)
		}
		objects, v.content = len(list), list
	case asdu.M_ST_NA_1, asdu.M_ST_TB_1:
		list := a.GetStepPosition()
		for _, i := range list {
			sum += point(i.Ioa, uint32(i.Value.Val)+flag(i.Value.HasTransient, 256), uint32(i.Qds), i.Time)
		}
		objects, v.content = len(list), list
	case asdu.M_BO_NA_1, asdu.M_BO_TB_1:
		list := a.GetBitString32()
		for _, i := range list {
			sum += point(i.Ioa, i.Value, uint32(i.Qds), i.Time)
		}
		objects, v.content = len(list), list
	case asdu.M_ME_NA_1, asdu.M_ME_TD_1, asdu.M_ME_ND_1:
		list := a.GetMeasuredValueNormal()
		for _, i := range list {
			sum += point(i.Ioa, uint32(int32(i.Value)), uint32(i.Qds), i.Time)
		}
		objects, v.content = len(list), list
	case asdu.M_ME_NB_1, asdu.M_ME_TE_1:
		list := a.GetMeasuredValueScaled()
		for _, i := range list {
			sum += point(i.Ioa, uint32(int32(i.Value)), uint32(i.Qds), i.Time)
		}
		objects, v.content = len(list), list
	case asdu.M_ME_NC_1, asdu.M_ME_TF_1:
		list := a.GetMeasuredValueFloat()
		for _, i := range list {
			sum += point(i.Ioa, math.Float32bits(i.Value), uint32(i.Qds), i.Time)
		}
		objects, v.content = len(list), list
	case asdu.M_IT_NA_1, asdu.M_IT_TB_1:
		list := a.GetIntegratedTotals()
		for _, i := range list {
			sum += point(i.Ioa, uint32(i.Value.CounterReading), uint32(i.Value.SeqNumber), i.Time)
		}
		objects, v.content = len(list), list
	case asdu.M_PS_NA_1:
		list := a.GetPackedSinglePointWithSCD()
		for _, i := range list {
			sum += point(i.Ioa, uint32(i.Scd), uint32(i.Qds), time.Time{})
		}
		objects, v.content = len(list), list
	case asdu.M_EP_TD_1:
		list := a.GetEventOfProtectionEquipment()
		for _, i := range list {
			sum += point(i.Ioa, uint32(i.Event)&3+4*uint32(i.Msec), uint32(i.Qdp)&0xf8, i.Time)
		}
		objects, v.content = len(list), list
	case asdu.M_EP_TE_1:
		i := a.GetPackedStartEventsOfProtectionEquipment()
		sum, v.content = point(i.Ioa, uint32(i.Event)+256*uint32(i.Msec), uint32(i.Qdp), i.Time), i
	case asdu.M_EP_TF_1:
		i := a.GetPackedOutputCircuitInfo()
		sum, v.content = point(i.Ioa, uint32(i.Oci)+256*uint32(i.Msec), uint32(i.Qdp), i.Time), i
	case asdu.C_SC_NA_1, asdu.C_SC_TA_1:
		i := a.GetSingleCmd()
		sum, v.content = point(i.Ioa, flag(i.Value, 1), uint32(i.Qoc.Qual)+flag(i.Qoc.InSelect, 128), i.Time), i
	case asdu.C_DC_NA_1, asdu.C_DC_TA_1:
		i := a.GetDoubleCmd()
		sum, v.content = point(i.Ioa, uint32(i.Value), uint32(i.Qoc.Qual)+flag(i.Qoc.InSelect, 128), i.Time), i
	case asdu.C_RC_NA_1, asdu.C_RC_TA_1:
		i := a.GetStepCmd()
		sum, v.content = point(i.Ioa, uint32(i.Value), uint32(i.Qoc.Qual)+flag(i.Qoc.InSelect, 128), i.Time), i
	case asdu.C_SE_NA_1, asdu.C_SE_TA_1:
		i := a.GetSetpointNormalCmd()
		sum, v.content = point(i.Ioa, uint32(int32(i.Value)), uint32(i.Qos.Qual)+flag(i.Qos.InSelect, 128), i.Time), i
	case asdu.C_SE_NB_1, asdu.C_SE_TB_1:
		i := a.GetSetpointCmdScaled()
		sum, v.content = point(i.Ioa, uint32(int32(i.Value)), uint32(i.Qos.Qual)+flag(i.Qos.InSelect, 128), i.Time), i
	case asdu.C_SE_NC_1, asdu.C_SE_TC_1:
		i := a.GetSetpointFloatCmd()
		sum, v.content = point(i.Ioa, math.Float32bits(i.Value), uint32(i.Qos.Qual)+flag(i.Qos.InSelect, 128), i.Time), i
	case asdu.C_BO_NA_1, asdu.C_BO_TA_1:
		i := a.GetBitsString32Cmd()
		sum, v.content = point(i.Ioa, i.Value, 0, i.Time), i
	case asdu.M_EI_NA_1:
		ioa, coi := a.GetEndOfInitialization()
		sum, v.content = point(ioa, uint32(coi.Cause), 0, time.Time{}), coi
	case asdu.C_IC_NA_1:
		ioa, qoi := a.GetInterrogationCmd()
		sum, v.content = point(ioa, uint32(qoi), 0, time.Time{}), qoi
	case asdu.C_CI_NA_1:
		ioa, qcc := a.GetCounterInterrogationCmd()
		sum, v.content = point(ioa, uint32(qcc.Value()), 0, time.Time{}), qcc
	case asdu.C_CS_NA_1:
		ioa, t := a.GetClockSynchronizationCmd()
		sum, v.content = point(ioa, 0, 0, t), t
	default:
		panic(fmt.Sprintf("no reader for type %d", a.Type))
	}
	return
}

func encode(w *wire, v values) error {
	a := v.apdu
	if a[2]&1 != 0 {
		w.out = append(w.out, a[:6]...)
		return nil
	}
	w.ns, w.nr = uint16(a[2])>>1|uint16(a[3])<<7, uint16(a[4])>>1|uint16(a[5])<<7
	sq, coa, ca := v.id.Variable.IsSequence, v.id.Coa, v.id.CommonAddr
	timed := v.id.Type >= asdu.M_SP_TB_1
	switch c := v.content.(type) {
	case []asdu.SinglePointInfo:
		if timed {
			return asdu.SingleCP56Time2a(w, coa, ca, c...)
		}
		return asdu.Single(w, sq, coa, ca, c...)
	case []asdu.DoublePointInfo:
		if timed {
			return asdu.DoubleCP56Time2a(w, coa, ca, c...)
		}
		return asdu.Double(w, sq, coa, ca, c...)
	case []asdu.StepPositionInfo:
		if timed {
			return asdu.StepCP56Time2a(w, coa, ca, c...)
		}
		return asdu.Step(w, sq, coa, ca, c...)
	case []asdu.BitString32Info:
		if timed {
			return asdu.BitString32CP56Time2a(w, coa, ca, c...)
		}
		return asdu.BitString32(w, sq, coa, ca, c...)
	case []asdu.MeasuredValueNormalInfo:
		if v.id.Type == asdu.M_ME_ND_1 {
			return asdu.MeasuredValueNormalNoQuality(w, sq, coa, ca, c...)
		}
		if timed {
			return asdu.MeasuredValueNormalCP56Time2a(w, coa, ca, c...)
		}
		return asdu.MeasuredValueNormal(w, sq, coa, ca, c...)
	case []asdu.MeasuredValueScaledInfo:
		if timed {
			return asdu.MeasuredValueScaledCP56Time2a(w, coa, ca, c...)
		}
		return asdu.MeasuredValueScaled(w, sq, coa, ca, c...)
	case []asdu.MeasuredValueFloatInfo:
		if timed {
			return asdu.MeasuredValueFloatCP56Time2a(w, coa, ca, c...)
		}
		return asdu.MeasuredValueFloat(w, sq, coa, ca, c...)
	case []asdu.BinaryCounterReadingInfo:
		if timed {
			return asdu.IntegratedTotalsCP56Time2a(w, coa, ca, c...)
		}
		return asdu.IntegratedTotals(w, sq, coa, ca, c...)
	case []asdu.PackedSinglePointWithSCDInfo:
		return asdu.PackedSinglePointWithSCD(w, sq, coa, ca, c...)
	case []asdu.EventOfProtectionEquipmentInfo:
		return asdu.EventOfProtectionEquipmentCP56Time2a(w, coa, ca, c...)
	case asdu.PackedStartEventsOfProtectionEquipmentInfo:
		return asdu.PackedStartEventsOfProtectionEquipmentCP56Time2a(w, coa, ca, c)
	case asdu.PackedOutputCircuitInfoInfo:
		return asdu.PackedOutputCircuitInfoCP56Time2a(w, coa, ca, c)
	case asdu.SingleCommandInfo:
		return asdu.SingleCmd(w, v.id.Type, coa, ca, c)
	case asdu.DoubleCommandInfo:
		return asdu.DoubleCmd(w, v.id.Type, coa, ca, c)
	case asdu.StepCommandInfo:
		return asdu.StepCmd(w, v.id.Type, coa, ca, c)
	case asdu.SetpointCommandNormalInfo:
		return asdu.SetpointCmdNormal(w, v.id.Type, coa, ca, c)
	case asdu.SetpointCommandScaledInfo:
		return asdu.SetpointCmdScaled(w, v.id.Type, coa, ca, c)
	case asdu.SetpointCommandFloatInfo:
		return asdu.SetpointCmdFloat(w, v.id.Type, coa, ca, c)
	case asdu.BitsString32CommandInfo:
		return asdu.BitsString32Cmd(w, v.id.Type, coa, ca, c)
	case asdu.CauseOfInitial:
		return asdu.EndOfInitialization(w, coa, ca, 0, c)
	case asdu.QualifierOfInterrogation:
		return asdu.InterrogationCmd(w, coa, ca, c)
	case asdu.QualifierCountCall:
		return asdu.CounterInterrogationCmd(w, coa, ca, c)
	case time.Time:
		return asdu.ClockSynchronizationCmd(w, coa, ca, c)
	}
	return fmt.Errorf("no writer for type %d", v.id.Type)
}

func decodeAll(corpus []byte, apdus int) {
	var objects, at int
	var sum uint32
	began := time.Now()
	for i := 0; i < apdus; i++ {
		end := at + 2 + int(corpus[at+1])
		_, n, s := decode(corpus[at:end])
		if corpus[at+2]&1 == 0 {
			objects += n
		}
		sum += s
		at = end
	}
	fmt.Printf("{\"seconds\":%f,\"octets\":%d,\"objects\":%d,\"sum\":%d}\n", time.Since(began).Seconds(), at, objects, sum)
}

// dayOfWeek is where a time tag holds what this library writes by itself; the corpus has none there.
const dayOfWeek = 0xe0

// same says whether all octets are those of the corpus, but for days of the week.
func same(out, corpus []byte) bool {
	if len(out) != len(corpus) {
		return false
	}
	for i := range out {
		if difference := out[i] ^ corpus[i]; difference&^dayOfWeek != 0 || difference != 0 && corpus[i]&dayOfWeek != 0 {
			return false
		}
	}
	return true
}

func encodeAll(corpus []byte, apdus int) {
	var at, length, differing int
	var spent time.Duration
	w := &wire{out: make([]byte, 0, block*255)}
	for done := 0; done < apdus; done += block {
		list := make([]values, 0, block)
		from := at
		for i := 0; i < block && done+i < apdus; i++ {
			end := at + 2 + int(corpus[at+1])
			v, _, _ := decode(corpus[at:end])
			list = append(list, v)
			at = end
		}
		w.out = w.out[:0]
		began := time.Now()
		for _, v := range list {
			if err := encode(w, v); err != nil {
				panic(fmt.Sprint(v.id, err))
			}
		}
		spent += time.Since(began)
		length += len(w.out)
		if !same(w.out, corpus[from:at]) {
			differing++
		}
	}
	fmt.Printf("{\"seconds\":%f,\"octets\":%d,\"differing\":%d}\n", spent.Seconds(), length, differing)
}

func main() {
	corpus, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	apdus, _ := strconv.Atoi(os.Args[2])
	fmt.Println("{\"ready\":true}")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if lines.Text() == "encode" {
			encodeAll(corpus, apdus)
		} else {
			decodeAll(corpus, apdus)
		}
	}
}
