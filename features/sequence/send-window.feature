Feature: The send window of k I formats (104:5.5)
  The controlled station sends at most k I formats that nobody has acknowledged. What is acknowledged sets as many free.

  Rule: SEQ-007 The controlled station sends exactly k I formats and then pauses when more events wait and nothing is acknowledged

    @id:exactly-k @SEQ-007 @wait:2t1
    Scenario: More events than the window holds
      Given a connection with data transfer started
      When more data wait than the window holds and nothing is acknowledged
      Then exactly k I formats come, and no more

    @id:exactly-k-after-restart @SEQ-007 @wait:4t1
    Scenario: More events than the window holds, after data transfer was stopped and started again
      Given a connection with data transfer started, stopped and started again
      When more data wait than the window holds and nothing is acknowledged
      Then exactly k I formats come, and no more

  Rule: SEQ-012 The controlled station leaves at most k I formats unacknowledged during a station interrogation, confirmation and events included

    @id:gi-within-k @SEQ-012 @wait:2t1
    Scenario: An interrogation that nobody acknowledges
      Given a connection with data transfer started
      And all but two places of the send window are taken
      When the controlling station interrogates the station and acknowledges nothing
      Then never more than k I formats are unacknowledged

  Rule: SEQ-008 The controlled station sends k further I formats after an S format that acknowledges all of k

    @id:all-of-k-acknowledged @SEQ-008 @wait:2t1
    Scenario: All of a full window is acknowledged
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When an S format acknowledges all of them
      Then k further I formats come

  Rule: SEQ-005 The controlled station takes an S format as the acknowledgement of every I format before its N(R)

    @id:five-of-k-acknowledged @SEQ-005 @wait:2t1
    Scenario: One S format for five I formats
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When an S format acknowledges 5 of them
      Then exactly 5 further I formats come

  Rule: SEQ-006 The controlled station takes the N(R) of a received I format as an acknowledgement, as that of an S format

    @id:i-acknowledges @SEQ-006 @wait:2t1
    Scenario: An I format that acknowledges two
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When an I format acknowledges 2 of them
      Then exactly 2 further I formats come

  Rule: SEQ-009 The controlled station sends exactly two further I formats after an S format that acknowledges two of k

    @id:two-of-k-acknowledged @SEQ-009 @wait:2t1
    Scenario: Two of a full window are acknowledged
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When an S format acknowledges 2 of them
      Then exactly 2 further I formats come

  Rule: SEQ-010 The controlled station sends nothing further and keeps the connection after an S format that repeats the last acknowledgement

    @id:acknowledgement-repeated @SEQ-010 @wait:2t1
    Scenario: An S format that acknowledges nothing new
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When an S format repeats the last acknowledgement
      Then exactly 0 further I formats come
      And the connection stays open

  Rule: SEQ-011 The controlled station sends three further I formats after an I format that acknowledges three of k, of which its answer may be one

    @id:i-acknowledges-three @SEQ-011 @wait:2t1
    Scenario: An I format that acknowledges three
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When an I format acknowledges 3 of them
      Then 3 further I formats come, of which the answer may be one

  Rule: SEQ-013 The controlled station answers TESTFR act with TESTFR con while its send window is full

    @id:testfr-with-full-window @SEQ-013 @wait:2t1
    Scenario: TESTFR act while the window is full
      Given a connection with data transfer started
      And the send window of the controlled station is full
      Then TESTFR act is confirmed although the window is full

  Rule: SEQ-015 The controlled station sends no I format after STOPDT act with a full window and withholds STOPDT con until all are acknowledged

    @id:stopdt-with-full-window @SEQ-015 @wait:3t1
    Scenario: STOPDT act while the window is full
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends STOPDT act and acknowledges nothing
      Then STOPDT con is withheld and no I format comes
      When the controlling station acknowledges all
      Then STOPDT con follows the acknowledgement

  Rule: SEQ-016 The controlled station closes the connection t1 after the oldest I format of a full window that nobody acknowledges

    @id:full-window-closes-at-t1 @SEQ-016 @wait:2t1
    Scenario: A full window that nobody acknowledges
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station leaves it unacknowledged and sends nothing
      Then the controlled station closes the connection t1 after the oldest unacknowledged I format
      And a new connection with data transfer works
