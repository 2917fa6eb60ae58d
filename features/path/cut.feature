Feature: A path that is cut without a word (104:5.2)
  No FIN and no RST: a NAT that forgets, a firewall that drops, a radio link that is gone.

  Rule: TMR-028 The controlled station closes an idle connection at latest t3 and t1 after the path was cut without FIN or RST

    @id:cut-while-idle @TMR-028 @wait:t3+3t1
    Scenario: The path is cut while nothing is sent
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When the path is cut without a word while idle
      Then the controlled station closes the connection at latest after t3 and t1
      When the path is sound again
      Then a new connection with data transfer works

    @id:one-way-silence-while-idle @TMR-028 @wait:t3+3t1
    Scenario: Only what the controlled station sends still arrives
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When nothing reaches the controlled station any more while idle
      Then the controlled station closes the connection at latest after t3 and t1
      When the path is sound again
      Then a new connection with data transfer works

    @id:one-way-silence-of-the-station-while-idle @TMR-028 @wait:t3+3t1
    Scenario: Only what the controlling station sends still arrives, and it is silent, too
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When nothing of the controlled station arrives any more while idle
      Then the controlled station closes the connection at latest after t3 and t1
      When the path is sound again
      Then a new connection with data transfer works

  Rule: TMR-029 The controlled station closes the connection t1 after an unacknowledged I format when the path was cut without FIN or RST

    @id:cut-while-unacknowledged @TMR-029 @wait:4t1
    Scenario: The path is cut while an I format is unacknowledged
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When the path is cut without a word while an I format is unacknowledged
      Then the controlled station closes the cut connection t1 after the I format
      When the path is sound again
      Then a new connection with data transfer works

    @id:one-way-silence-while-unacknowledged @TMR-029 @wait:4t1
    Scenario: Only what the controlling station sends still arrives
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When nothing of the controlled station arrives any more while an I format is unacknowledged
      Then the controlled station closes the cut connection t1 after the I format
      When the path is sound again
      Then a new connection with data transfer works

  Rule: TMR-030 The controlled station takes a new connection of the same controlling station while the one before it is cut without FIN or RST

    @id:reconnect-while-cut @TMR-030 @wait:2t3+4t1
    Scenario: The same controlling station connects again
      Given a path to the controlled station that can be disturbed
      And a connection with data transfer started
      When the path of this connection is cut at the TESTFR act of the controlled station
      Then a new connection with data transfer works
