Feature: Acknowledgement of what the controlled station receives (104:5.5)
  It acknowledges by the N(R) of its I formats. Where it cannot send any, because its own send window is full, it sends
  S formats: at latest after w received I formats, and at latest after t2. Earlier is always allowed.

  Rule: SEQ-017 The controlled station acknowledges w received I formats that it cannot answer by an S format at once, without waiting for t2

    @id:s-at-w @SEQ-017 @wait:2t1
    Scenario: As many I formats as w
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends w I formats
      Then an S format acknowledges them without waiting for t2

    @id:s-at-w-after-restart @SEQ-017 @wait:4t1
    Scenario: As many I formats as w, after data transfer was stopped and started again
      Given a connection with data transfer started, stopped and started again
      And the send window of the controlled station is full
      When the controlling station sends w I formats
      Then an S format acknowledges them without waiting for t2

  Rule: SEQ-018 The controlled station acknowledges w-1 received I formats that it cannot answer by an S format at latest after t2

    @id:s-below-w @SEQ-018 @wait:2t1+t2
    Scenario: One I format less than w
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends one I format less than w
      Then an S format acknowledges them at latest after t2

  Rule: SEQ-019 The controlled station leaves at no time more than w of three times w received I formats unacknowledged

    @id:s-at-every-w @SEQ-019 @wait:2t1
    Scenario: Three rows of w I formats
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends three times w I formats, row by row
      Then an S format acknowledges them without waiting for t2

  Rule: SEQ-014 The controlled station takes I formats while its send window is full and acknowledges them by S formats at latest after t2

    @id:i-with-full-window @SEQ-014 @wait:2t1+t2
    Scenario: Two I formats while the window is full
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends two I formats that acknowledge nothing
      Then an S format acknowledges the first at latest after t2

  Rule: SEQ-020 The controlled station acknowledges a received I format by the N(R) of the I format that answers it

    @id:answer-acknowledges @SEQ-020 @TMR-015 @wait:t1
    Scenario: A request and its answer
      Given a connection with data transfer started
      When the controlling station sends an I format that is answered by one
      Then the answer acknowledges it
