Feature: Acknowledgement by t2 (104:5.2)
  A station that cannot answer an I format with one of its own acknowledges it with an S format, at latest after t2.

  Rule: TMR-013 The controlled station acknowledges an I format that it cannot answer with an I format by an S format at latest after t2

    @id:s-at-latest-after-t2 @TMR-013 @TMR-001 @wait:t2+t1
    Scenario: An I format while its own send window is full
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends an I format that acknowledges nothing
      Then an S format acknowledges it at latest after t2

    @id:s-after-t2-again @TMR-013 @wait:2t2+4t1
    Scenario: An I format and later another one, each while its own send window is full
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends an I format that acknowledges nothing
      Then an S format acknowledges it at latest after t2
      Given everything that the controlled station sent is acknowledged
      And the send window of the controlled station is full
      When the controlling station sends an I format that acknowledges nothing
      Then an S format acknowledges it at latest after t2

  Rule: TMR-014 The controlled station counts t2 from the first unacknowledged I format, which a later one does not postpone

    @id:t2-from-the-first @TMR-014 @wait:2t1+t2
    Scenario: Further I formats, each half of t2 after the one before
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends an I format and further ones, each half of t2 later
      Then an S format acknowledges the first at latest after t2

  Rule: TMR-016 The controlled station acknowledges by an S format before t1 of its peer has passed

    @id:s-before-t1 @TMR-016 @wait:3t1
    Scenario: t1 of the controlling station
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends an I format that acknowledges nothing
      Then an S format acknowledges it before t1 of the controlling station
