Feature: A slow path, and one that stops half-way (104:5.2)
  A modem, a satellite, a congested network: everything arrives, but late.

  Rule: FRM-018 The controlled station closes the connection when an APDU stops half-way, or carries the APDU out when its rest arrives

    @id:stalled-in-mid-apdu @FRM-018 @wait:2t3+5t1
    Scenario: A request stops half-way for longer than t3 and t1
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When a request stops half-way for longer than t3 and t1
      Then the controlled station has closed the connection or carried out the request
      When the path is sound again
      Then a new connection with data transfer works

  Rule: ROB-024 The controlled station takes an APDU whose rest comes shortly before t3, or closes the connection, and confuses no other APDU with it

    @id:stalled-shorter-than-t3 @ROB-024 @wait:t3+5t1
    Scenario: A request stops half-way for most of t3
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When a request stops half-way for most of t3
      Then the controlled station has closed the connection or carried out the request
      When the path is sound again
      Then a new connection with data transfer works

  Rule: ROB-029 The controlled station serves another connection while nothing that it sends on the first one is read, and closes the first one at t1

    @id:stalled-reader @ROB-029 @wait:5t1
    Scenario: A reader that reads nothing any more
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When nothing is read from the controlled station for t1 while an I format is unacknowledged
      Then it has served a second connection meanwhile and closed the first one
      When the path is sound again
      Then a new connection with data transfer works

  Rule: TMR-031 The controlled station keeps the connection when its I formats take most of t1 to arrive and are acknowledged at once

    @id:delay-below-t1 @TMR-031 @wait:8t1
    Scenario: A delay below t1
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When I formats of the controlled station arrive late but within t1 and are acknowledged at once
      Then the connection stays open

  Rule: TMR-032 The controlled station closes the connection t1 after its I format when that takes longer than t1 to arrive, and takes a new connection afterwards

    @id:delay-above-t1 @TMR-032 @wait:6t1
    Scenario: A delay above t1
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When an I format of the controlled station arrives later than t1
      Then the controlled station closes the cut connection t1 after the I format
      When the path is sound again
      Then a new connection with data transfer works

  Rule: RBL-014 The controlled station works on a path with delay, jitter, the gaps that lost segments make, small segments and little bandwidth

    @id:poor-path @RBL-014 @wait:8t1
    Scenario: A station interrogation on a poor path
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When a station interrogation runs while the path is slow, uneven and narrow
      Then the interrogation has come through completely and the connection is open
