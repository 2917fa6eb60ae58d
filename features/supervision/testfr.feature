Feature: Supervision of the connection by TESTFR (104:5.2)
  Each side tests a connection from which it has received nothing for t3, and gives it up t1 after an unanswered test.

  Rule: SST-030 The controlled station sends TESTFR act at latest after t3 on a new connection that never saw STARTDT act

    @id:testfr-before-startdt @SST-030 @wait:t3
    Scenario: A connection that never sees STARTDT act
      Given a connection to the controlled station
      When the controlling station falls silent
      Then TESTFR act comes at latest after t3

  Rule: TMR-017 The controlled station sends TESTFR act at latest after t3 in STOPPED when it receives nothing

    @id:testfr-by-t3-in-stopped @TMR-017 @wait:t1+t3
    Scenario: Nothing is received after STOPDT
      Given a connection with data transfer started and stopped again
      When the controlling station falls silent
      Then TESTFR act comes at latest after t3

  Rule: TMR-018 The controlled station sends TESTFR act at latest after t3 in STARTED when the connection is idle

    @id:testfr-by-t3-in-started @TMR-018 @TMR-001 @wait:t1+t3
    Scenario: Nothing is received in STARTED
      Given a connection with data transfer started
      When the controlling station falls silent
      Then TESTFR act comes at latest after t3

  Rule: TMR-009 The controlled station closes the connection t1 after a TESTFR act of its own that nothing answered

    @id:unanswered-testfr-closes @TMR-009 @wait:2t1+t3
    Scenario: TESTFR act of the controlled station is never answered
      Given a connection to the controlled station
      When the controlling station answers no TESTFR act
      Then the controlled station closes the connection after t1
      And a new connection with data transfer works

  Rule: TMR-025 The controlled station answers TESTFR act with TESTFR con at once, in STOPPED, in STARTED and during a station interrogation

    @id:testfr-in-started @TMR-025 @wait:t1
    Scenario: TESTFR act in STARTED
      Given a connection with data transfer started
      When the controlling station sends TESTFR act
      Then the controlled station confirms TESTFR act within t1

    @id:testfr-during-interrogation @TMR-025 @wait:3t1
    Scenario: TESTFR act while an interrogation runs
      Given a connection with data transfer started
      When the controlling station interrogates the station and sends TESTFR act at once
      Then TESTFR act is confirmed within t1 although the interrogation runs

  Rule: TMR-026 The controlled station answers a row of TESTFR act with one TESTFR con for each

    @id:testfr-five-in-a-row @TMR-026 @wait:t1
    Scenario: Five TESTFR act in a row
      Given a connection with data transfer started
      When the controlling station sends TESTFR act 5 times in a row
      Then the controlled station confirms each TESTFR act

  Rule: SST-031 The controlled station keeps a connection in STOPPED open without limit while TESTFR is exchanged

    @id:stopped-without-limit @SST-031 @wait:11t3
    Scenario: Ten cycles of t3 in STOPPED
      Given a connection to the controlled station
      Then the connection stays open through 10 exchanges of TESTFR
