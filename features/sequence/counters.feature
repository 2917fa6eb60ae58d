Feature: Sequence numbers through starts, stops and reconnects (104:5.1)

  Rule: SEQ-032 The controlled station begins every new connection with V(S) and V(R) at 0

    @id:counters-begin-at-0 @SEQ-032 @wait:3t1
    Scenario: The counters of a new connection
      Given a connection with data transfer started
      When the controlling station interrogates the station
      And the controlling station closes the connection and connects again
      Then the sequence numbers of the new connection begin at 0

  Rule: SEQ-033 The controlled station goes on counting its sequence numbers through STOPDT and STARTDT on one connection

    @id:counters-survive-stopdt @SEQ-033 @wait:5t1
    Scenario: STOPDT and STARTDT on one connection
      Given a connection with data transfer started
      When the controlling station interrogates the station
      And data transfer is stopped and started again
      Then the sequence numbers go on
