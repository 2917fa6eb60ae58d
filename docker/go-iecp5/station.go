// SPDX-License-Identifier: LGPL-3.0-only

// A controlled station on go-iecp5: a handful of objects, the handlers the library asks for, and the control channel that
// docker/README.md describes. Everything the library decides for itself (start and stop, timers, sequence numbers,
// windows, queues, unknown causes) is left as it comes.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/wendy512/go-iecp5/asdu"
	"github.com/wendy512/go-iecp5/cs104"
)

const (
	version   = "1.2.5"
	single    = 100
	cyclic    = 710
	command   = 5000
	maxEvents = 10000
)

// ---- events for the reader of stdout: one JSON object a line

var output sync.Mutex

type fields map[string]any

func report(event string, more fields) {
	line, _ := json.Marshal(more)
	output.Lock()
	defer output.Unlock()
	// "event" comes first.
	if len(more) == 0 {
		fmt.Printf("{\"event\":%q}\n", event)
		return
	}
	fmt.Printf("{\"event\":%q,%s\n", event, line[1:])
}

func fail(what string, err error, more fields) {
	all := fields{"what": what, "error": err.Error()}
	for key, value := range more {
		all[key] = value
	}
	report("failed", all)
	os.Exit(1)
}

// ---- configuration

func text(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func number(name string, otherwise, lowest, highest int) int {
	value, err := strconv.Atoi(text(name, strconv.Itoa(otherwise)))
	if err != nil || value < lowest || value > highest {
		fail(name, fmt.Errorf("expected a whole number from %d to %d", lowest, highest), nil)
	}
	return value
}

func seconds(name string, otherwise, highest int) time.Duration {
	return time.Duration(number(name, otherwise, 1, highest)) * time.Second
}

// ---- objects

type station struct {
	mutex       sync.Mutex
	address     asdu.CommonAddr
	singles     [4]bool
	cyclicMs    int
	cyclicCount int
	cyclicSet   chan struct{}
	connections int
	server      *cs104.Server
}

func (s *station) singlePoints() []asdu.SinglePointInfo {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	points := make([]asdu.SinglePointInfo, len(s.singles))
	for nth, on := range s.singles {
		points[nth] = asdu.SinglePointInfo{Ioa: asdu.InfoObjAddr(single + nth), Value: on}
	}
	return points
}

func (s *station) cyclicValue() asdu.MeasuredValueFloatInfo {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return asdu.MeasuredValueFloatInfo{Ioa: cyclic, Value: float32(s.cyclicCount)}
}

// For each kind of object: its first address, how many there are, and how `count` of them from the `nth` on are sent.
type block struct {
	first, count int
	send         func(c asdu.Connect, cause asdu.CauseOfTransmission, nth, count int) error
}

func (s *station) blocks() []block {
	ca := s.address
	points := s.singlePoints()
	doubles := []asdu.DoublePointInfo{{Ioa: 200, Value: asdu.DPIDeterminedOff}, {Ioa: 201, Value: asdu.DPIDeterminedOn}}
	steps := []asdu.StepPositionInfo{{Ioa: 300, Value: asdu.StepPosition{Val: -7}}, {Ioa: 301, Value: asdu.StepPosition{Val: 7}}}
	bits := []asdu.BitString32Info{{Ioa: 400, Value: 0x00000001}, {Ioa: 401, Value: 0xaa55aa55}}
	normals := []asdu.MeasuredValueNormalInfo{{Ioa: 500, Value: 16384}, {Ioa: 501, Value: -8192}}
	scaled := []asdu.MeasuredValueScaledInfo{{Ioa: 600, Value: 1234}, {Ioa: 601, Value: -1234}}
	floats := []asdu.MeasuredValueFloatInfo{{Ioa: 700, Value: 50.02}, {Ioa: 701, Value: -1.5}}
	type connect = asdu.Connect
	type cause = asdu.CauseOfTransmission
	return []block{
		// Single points go out as one sequence (SQ 1), all others as separate objects, so that both forms are seen.
		{single, 4, func(c connect, why cause, n, m int) error { return asdu.Single(c, m > 1, why, ca, points[n:n+m]...) }},
		{200, 2, func(c connect, why cause, n, m int) error { return asdu.Double(c, false, why, ca, doubles[n:n+m]...) }},
		{300, 2, func(c connect, why cause, n, m int) error { return asdu.Step(c, false, why, ca, steps[n:n+m]...) }},
		{400, 2, func(c connect, why cause, n, m int) error { return asdu.BitString32(c, false, why, ca, bits[n:n+m]...) }},
		{500, 2, func(c connect, why cause, n, m int) error {
			return asdu.MeasuredValueNormal(c, false, why, ca, normals[n:n+m]...)
		}},
		{600, 2, func(c connect, why cause, n, m int) error {
			return asdu.MeasuredValueScaled(c, false, why, ca, scaled[n:n+m]...)
		}},
		{700, 2, func(c connect, why cause, n, m int) error {
			return asdu.MeasuredValueFloat(c, false, why, ca, floats[n:n+m]...)
		}},
	}
}

// ---- handlers

func because(cause asdu.Cause) asdu.CauseOfTransmission {
	return asdu.CauseOfTransmission{Cause: cause}
}

func refuse(c asdu.Connect, request *asdu.ASDU, cause asdu.Cause) error {
	request.Coa.IsNegative = true
	return request.SendReplyMirror(c, cause)
}

// A broadcast is answered with the station's own address.
func (s *station) addressed(request *asdu.ASDU, broadcastAllowed bool) bool {
	if broadcastAllowed && request.CommonAddr == asdu.GlobalCommonAddr {
		request.CommonAddr = s.address
	}
	return request.CommonAddr == s.address
}

func (s *station) InterrogationHandler(c asdu.Connect, request *asdu.ASDU, qoi asdu.QualifierOfInterrogation) error {
	if !s.addressed(request, true) {
		return refuse(c, request, asdu.UnknownCA)
	}
	if request.Coa.Cause == asdu.Deactivation { // never still running when this arrives
		return refuse(c, request, asdu.DeactivationCon)
	}
	if qoi != asdu.QOIStation {
		return refuse(c, request, asdu.ActivationCon)
	}
	if err := request.SendReplyMirror(c, asdu.ActivationCon); err != nil {
		return err
	}
	for _, one := range s.blocks() {
		if err := one.send(c, because(asdu.InterrogatedByStation), 0, one.count); err != nil {
			return err
		}
	}
	return request.SendReplyMirror(c, asdu.ActivationTerm)
}

func (s *station) ReadHandler(c asdu.Connect, request *asdu.ASDU, ioa asdu.InfoObjAddr) error {
	if !s.addressed(request, false) {
		return refuse(c, request, asdu.UnknownCA)
	}
	if ioa == cyclic {
		return asdu.MeasuredValueFloat(c, false, because(asdu.Request), s.address, s.cyclicValue())
	}
	for _, one := range s.blocks() {
		if nth := int(ioa) - one.first; nth >= 0 && nth < one.count {
			return one.send(c, because(asdu.Request), nth, 1)
		}
	}
	// The library has taken the object address out of the request, so it cannot be mirrored any more.
	reply := asdu.NewASDU(c.Params(), request.Identifier)
	reply.Coa = asdu.CauseOfTransmission{Cause: asdu.UnknownIOA, IsNegative: true, IsTest: request.Coa.IsTest}
	if err := reply.AppendInfoObjAddr(ioa); err != nil {
		return err
	}
	return c.Send(reply)
}

func (s *station) ClockSyncHandler(c asdu.Connect, request *asdu.ASDU, _ time.Time) error {
	if !s.addressed(request, true) {
		return refuse(c, request, asdu.UnknownCA)
	}
	report("clock", fields{"ca": request.CommonAddr})
	return request.SendReplyMirror(c, asdu.ActivationCon)
}

// What the profile does not declare is answered as an unknown type.
func (s *station) CounterInterrogationHandler(c asdu.Connect, request *asdu.ASDU, _ asdu.QualifierCountCall) error {
	return refuse(c, request, asdu.UnknownTypeID)
}

func (s *station) ResetProcessHandler(c asdu.Connect, request *asdu.ASDU, _ asdu.QualifierOfResetProcessCmd) error {
	return refuse(c, request, asdu.UnknownTypeID)
}

func (s *station) DelayAcquisitionHandler(c asdu.Connect, request *asdu.ASDU, _ uint16) error {
	return refuse(c, request, asdu.UnknownTypeID)
}

func (s *station) ASDUHandler(c asdu.Connect, request *asdu.ASDU) error {
	switch request.Type {
	case asdu.C_SC_NA_1:
		return s.singleCommand(c, request)
	case asdu.C_TS_TA_1:
		if !s.addressed(request, false) {
			return refuse(c, request, asdu.UnknownCA)
		}
		if request.Coa.Cause != asdu.Activation {
			return refuse(c, request, asdu.UnknownCOT)
		}
		return request.SendReplyMirror(c, asdu.ActivationCon)
	}
	return errors.New("the library answers with an unknown type")
}

func (s *station) singleCommand(c asdu.Connect, request *asdu.ASDU) error {
	if !s.addressed(request, false) {
		return refuse(c, request, asdu.UnknownCA)
	}
	if request.Coa.Cause != asdu.Activation {
		return refuse(c, request, asdu.UnknownCOT)
	}
	// Reading the object takes it out of the ASDU.
	details := request.Clone().GetSingleCmd()
	if details.Ioa != command {
		return refuse(c, request, asdu.UnknownIOA)
	}
	if details.Qoc.InSelect { // direct commands only
		return refuse(c, request, asdu.ActivationCon)
	}
	s.mutex.Lock()
	s.singles[0] = details.Value
	s.mutex.Unlock()
	value := 0
	if details.Value {
		value = 1
	}
	report("command", fields{"ioa": command, "value": value})
	if err := request.SendReplyMirror(c, asdu.ActivationCon); err != nil {
		return err
	}
	feedback := asdu.SinglePointInfo{Ioa: single, Value: details.Value}
	if err := asdu.Single(c, false, because(asdu.ReturnInfoRemote), s.address, feedback); err != nil {
		return err
	}
	return request.SendReplyMirror(c, asdu.ActivationTerm)
}

// ---- process side

func (s *station) makeEvents(count int) {
	for ; count > 0; count-- {
		s.mutex.Lock()
		s.singles[0] = !s.singles[0]
		event := asdu.SinglePointInfo{Ioa: single, Value: s.singles[0], Time: time.Now()}
		s.mutex.Unlock()
		// To the queue of every connection; the library says nothing where one is full.
		_ = asdu.SingleCP56Time2a(s.server, because(asdu.Spontaneous), s.address, event)
	}
}

func (s *station) cycle() {
	for {
		s.mutex.Lock()
		period := time.Duration(s.cyclicMs) * time.Millisecond
		s.mutex.Unlock()
		if period == 0 {
			period = math.MaxInt64
		}
		select {
		case <-s.cyclicSet:
		case <-time.After(period):
			s.mutex.Lock()
			s.cyclicCount = (s.cyclicCount + 1) % 1000
			s.mutex.Unlock()
			_ = asdu.MeasuredValueFloat(s.server, false, because(asdu.Periodic), s.address, s.cyclicValue())
		}
	}
}

// ---- start

func main() {
	if mode := text("MODE", "connection-is-group"); mode != "connection-is-group" {
		fail("MODE", errors.New("expected connection-is-group: go-iecp5 has no redundancy groups"), nil)
	}
	s := &station{
		address:   asdu.CommonAddr(number("COMMON_ADDRESS", 1, 1, 65534)),
		singles:   [4]bool{true, false, true, false},
		cyclicMs:  number("CYCLIC_MS", 0, 0, 3_600_000),
		cyclicSet: make(chan struct{}, 1),
	}
	s.server = cs104.NewServer(s)
	s.server.SetConfig(cs104.Config{
		ConnectTimeout0:   seconds("T0", 10, 255),
		SendUnAckTimeout1: seconds("T1", 5, 255),
		RecvUnAckTimeout2: seconds("T2", 3, 255),
		IdleTimeout3:      seconds("T3", 7, 172800),
		SendUnAckLimitK:   uint16(number("K", 12, 1, 32767)),
		RecvUnAckLimitW:   uint16(number("W", 8, 1, 32767)),
	})
	told := func(what string, change int) func(asdu.Connect) {
		return func(c asdu.Connect) {
			s.mutex.Lock()
			s.connections += change
			s.mutex.Unlock()
			report("connection", fields{"what": what, "peer": c.UnderlyingConn().RemoteAddr().String()})
		}
	}
	s.server.SetOnConnectionHandler(told("opened", 1))
	s.server.SetConnectionLostHandler(told("closed", -1))

	host, port := text("HOST", "0.0.0.0"), number("PORT", 2404, 1, 65535)
	at := net.JoinHostPort(host, strconv.Itoa(port))
	if err := isFree(at); err != nil {
		fail("port", err, fields{"port": port})
	}
	go s.server.ListenAndServer(at)
	if err := waitUntilOpen(at); err != nil {
		fail("port", err, fields{"port": port})
	}
	controlPort := number("CONTROL_PORT", 0, 0, 65535)
	if controlPort > 0 {
		if err := s.listenForControl(net.JoinHostPort(text("CONTROL_HOST", "127.0.0.1"), strconv.Itoa(controlPort))); err != nil {
			fail("control port", err, fields{"port": controlPort})
		}
	}
	report("ready", fields{"station": "go-iecp5", "version": version, "port": port, "controlPort": controlPort})
	s.cycle()
}

// The library only logs that it could not open its port.
func isFree(at string) error {
	listener, err := net.Listen("tcp", at)
	if err != nil {
		return err
	}
	return listener.Close()
}

// The library opens its port in its own time and does not say when it has.
func waitUntilOpen(at string) error {
	var err error
	for range 200 {
		var probe net.Conn
		if probe, err = net.DialTimeout("tcp", at, time.Second); err == nil {
			return probe.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
	return err
}
