// SPDX-License-Identifier: LGPL-3.0-only

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// ---- control channel: one request line, one JSON line back, then the connection ends

func (s *station) listenForControl(at string) error {
	listener, err := net.Listen("tcp", at)
	if err != nil {
		return err
	}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serveControl(client)
		}
	}()
	return nil
}

func (s *station) serveControl(client net.Conn) {
	defer client.Close()
	_ = client.SetDeadline(time.Now().Add(5 * time.Second))
	line, err := bufio.NewReader(client).ReadString('\n')
	if err == nil {
		reply, _ := json.Marshal(s.obey(strings.TrimSpace(line)))
		_, err = client.Write(append(reply, '\n'))
	}
	if err != nil {
		report("control", fields{"error": err.Error()})
	}
}

func (s *station) obey(line string) fields {
	word, argument, _ := strings.Cut(line, " ")
	amount, err := strconv.Atoi(argument)
	switch {
	case line == "status":
		s.mutex.Lock()
		defer s.mutex.Unlock()
		// Which connections are started, and what waits for them, the library does not tell.
		return fields{"ok": true, "connections": s.connections, "started": 0, "queued": 0, "cyclicMs": s.cyclicMs}
	case word == "events" && err == nil && amount >= 0 && amount <= maxEvents:
		s.makeEvents(amount)
		return fields{"ok": true, "events": amount}
	case word == "cyclic" && err == nil && amount >= 0:
		s.mutex.Lock()
		s.cyclicMs = amount
		s.mutex.Unlock()
		select {
		case s.cyclicSet <- struct{}{}:
		default:
		}
		return fields{"ok": true, "cyclicMs": amount}
	}
	return fields{"ok": false, "error": fmt.Sprintf("expected: status | events N (0..%d) | cyclic MS", maxEvents)}
}
