// go-iecp5 in the master bench: master PORT K. Every ASDU is decoded to its values.
package main

import (
	"os"
	"strconv"

	"github.com/wendy512/go-iecp5/asdu"
	"github.com/wendy512/go-iecp5/cs104"
)

type taker struct{ sum float32 }

func (t *taker) InterrogationHandler(asdu.Connect, *asdu.ASDU) error        { return nil }
func (t *taker) CounterInterrogationHandler(asdu.Connect, *asdu.ASDU) error { return nil }
func (t *taker) ReadHandler(asdu.Connect, *asdu.ASDU) error                 { return nil }
func (t *taker) TestCommandHandler(asdu.Connect, *asdu.ASDU) error          { return nil }
func (t *taker) ClockSyncHandler(asdu.Connect, *asdu.ASDU) error            { return nil }
func (t *taker) ResetProcessHandler(asdu.Connect, *asdu.ASDU) error         { return nil }
func (t *taker) DelayAcquisitionHandler(asdu.Connect, *asdu.ASDU) error     { return nil }
func (t *taker) ASDUHandler(_ asdu.Connect, a *asdu.ASDU) error {
	for _, info := range a.GetMeasuredValueFloat() {
		t.sum += info.Value
	}
	return nil
}

func main() {
	k, _ := strconv.Atoi(os.Args[2])
	config := cs104.DefaultConfig()
	config.SendUnAckLimitK, config.RecvUnAckLimitW = uint16(k), 8
	option := cs104.NewOption().SetConfig(config).SetAutoReconnect(false)
	if err := option.AddRemoteServer("127.0.0.1:" + os.Args[1]); err != nil {
		panic(err)
	}
	client := cs104.NewClient(&taker{}, option)
	client.SetOnConnectHandler(func(c *cs104.Client) { c.SendStartDt() })
	if err := client.Start(); err != nil {
		panic(err)
	}
	select {}
}
