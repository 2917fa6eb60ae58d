Feature: Start and stop of data transfer (104:5.3)
  A connection begins in STOPPED. The controlling station starts and stops data transfer with STARTDT and STOPDT.

  Rule: SST-001 The controlled station sends no user data on a new connection before STARTDT act, although events and cyclic data are due

    @id:no-user-data-before-startdt @SST-001 @wait:2t3
    Scenario: Data that are due wait for STARTDT act
      Given events that wait for data transfer
      And a connection to the controlled station that answers TESTFR act
      And further events that wait for data transfer
      Then no user data come for t3
      And user data were due

  Rule: SST-002 The controlled station answers TESTFR act in STOPPED with TESTFR con

    @id:testfr-in-stopped @SST-002 @TMR-025 @wait:t1
    Scenario: TESTFR act on a fresh connection
      Given a connection to the controlled station
      When the controlling station sends TESTFR act
      Then the controlled station confirms TESTFR act within t1

  Rule: SST-003 The controlled station answers STARTDT act in STOPPED with STARTDT con before any I format

    @id:startdt-confirmed @SST-003 @wait:t1
    Scenario: STARTDT act on a fresh connection
      Given a connection to the controlled station
      When the controlling station sends STARTDT act
      Then the controlled station confirms STARTDT act within t1
      And STARTDT con comes before any I format

  Rule: SST-004 The controlled station sends the events that waited at once after STARTDT con, and none before it

    @id:events-follow-startdt-con @SST-004 @wait:2t1
    Scenario: Events that waited for STARTDT act
      Given a connection to the controlled station that answers TESTFR act
      And events wait for data transfer
      When the controlling station sends STARTDT act
      Then the events that waited follow STARTDT con within t1

  Rule: SST-009 The controlled station accepts I formats, S formats and TESTFR act in STARTED without closing the connection

    @id:all-formats-in-started @SST-009 @wait:2t1
    Scenario: I, S and U formats after STARTDT
      Given a connection with data transfer started
      When the controlling station sends an I format, an S format and TESTFR act
      Then the controlled station confirms TESTFR act within t1
      And the connection stays open

  Rule: SST-010 The controlled station answers STOPDT act with STOPDT con, without an S format before it and without user data after it, when nothing is outstanding

    @id:stopdt-confirmed @SST-010 @wait:t1+3t3
    Scenario: STOPDT act with nothing outstanding
      Given a connection with data transfer started
      When the controlling station sends STOPDT act
      Then the controlled station confirms STOPDT act within t1
      And no S format goes before STOPDT con
      And events wait for data transfer
      And the controlled station falls silent

  Rule: SST-020 The controlled station keeps events that come about in STOPPED after STOPDT and sends them after the next STARTDT act

    @id:events-in-stopped-are-kept @SST-020 @wait:4t1+t3
    Scenario: Events while data transfer is stopped again
      Given a connection with data transfer started and stopped again
      And events wait for data transfer
      When the controlling station sends STARTDT act
      Then the events that waited come, and none is lost

  Rule: SST-021 The controlled station answers a repeated STARTDT act in STARTED with STARTDT con and keeps the connection and its sequence numbers

    @id:startdt-repeated @SST-021 @wait:2t1
    Scenario: A second STARTDT act in STARTED
      Given a connection with data transfer started
      When the controlling station sends STARTDT act
      Then the controlled station confirms STARTDT act within t1
      And the connection stays open

  Rule: SST-022 The controlled station answers STOPDT act in STOPPED with STOPDT con and keeps the connection open

    @id:stopdt-in-stopped @SST-022 @wait:2t1
    Scenario: STOPDT act before any STARTDT act
      Given a connection to the controlled station
      When the controlling station sends STOPDT act
      Then the controlled station confirms STOPDT act within t1
      And the connection stays open

  Rule: SST-023 The controlled station does not start data transfer on a STARTDT con, whether it ignores it or closes the connection

    @id:startdt-con-received @SST-023 @wait:2t1+3t3
    Scenario: A STARTDT con that nobody asked for
      Given a connection to the controlled station
      When the controlling station sends an unsolicited STARTDT con
      And events wait for data transfer
      Then data transfer does not start
      And the connection stays open or was closed
      And an interrogation is not answered

  Rule: SST-024 The controlled station does not silently stop data transfer on an unsolicited STOPDT con, whether it ignores it or closes the connection

    @id:stopdt-con-received @SST-024 @wait:2t1
    Scenario: A STOPDT con that nobody asked for
      Given a connection with data transfer started
      When the controlling station sends an unsolicited STOPDT con
      Then data transfer is still started

  Rule: SST-025 The controlled station confirms two STARTDT act in one TCP segment once or twice and then transfers data as usual

    @id:startdt-twice-in-one-segment @SST-025 @wait:2t1
    Scenario: Two STARTDT act at once
      Given a connection to the controlled station
      When the controlling station sends STARTDT act twice in one segment
      Then the controlled station confirms STARTDT act within t1
      And data transfer is still started

  Rule: SST-026 The controlled station takes an I format that comes in one segment with STARTDT act, before its con is seen

    @id:i-with-startdt-act @SST-026 @wait:3t1
    Scenario: STARTDT act and an interrogation at once
      Given a connection to the controlled station
      When the controlling station sends STARTDT act and an interrogation in one segment
      Then it is recorded whether the interrogation was taken
      And the connection stays open or was closed

  Rule: SST-028 The controlled station confirms every one of a hundred fast STARTDT and STOPDT cycles and goes on counting its sequence numbers

    @id:hundred-start-stop-cycles @SST-028 @wait:3t1+4t3
    Scenario: A hundred cycles of STARTDT and STOPDT
      Given a connection with data transfer started
      When an I format has come, and data transfer is stopped and started 100 times
      Then the sequence numbers go on

  Rule: SST-029 The controlled station begins every new connection in STOPPED, even when the connection before it ended right after STARTDT act

    @id:state-is-per-connection @SST-029 @wait:t1+2t3
    Scenario: A new connection after one that was started
      Given a connection with data transfer started
      When the controlling station closes the connection and connects again
      And events wait for data transfer
      Then no user data come for t3
      And user data were due

  Rule: SST-032 The controlled station closes the connection on a U format with two function bits or ignores it, and never acts on both functions

    @id:two-function-bits @SST-032 @wait:close+t1
    Scenario: A U format with the function bits of STARTDT act and TESTFR act
      Given a connection to the controlled station
      When the controlling station sends a U format with the function bits of STARTDT act and TESTFR act
      Then the controlled station does not take it for both functions
