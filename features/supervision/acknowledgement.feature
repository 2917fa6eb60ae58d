Feature: Acknowledgement by t2 (104:5.2)
  A station that cannot answer an I format with one of its own acknowledges it with an S format, at latest after t2.

  Rule: TMR-013 The controlled station acknowledges an I format that it cannot answer with an I format by an S format at latest after t2

    @id:s-at-latest-after-t2 @TMR-013 @wait:t2+t1
    Scenario: An I format while its own send window is full
      Given a connection with data transfer started
      And the send window of the controlled station is full
      When the controlling station sends an I format that acknowledges nothing
      Then an S format acknowledges it at latest after t2
