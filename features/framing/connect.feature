Feature: Where the controlled station listens (104:5.4)

  Rule: FRM-022 The controlled station listens on TCP port 2404 unless its interoperability list states another

    @id:listens-at-declared-port @FRM-022 @wait:t0
    Scenario: A connection to the declared port
      When the controlling station connects
      Then the controlled station listens at the declared port

  Rule: FRM-023 The controlled station accepts a TCP connection within t0

    @id:accepts-within-t0 @FRM-023 @wait:t0
    Scenario: The time that the connect takes
      When the controlling station connects
      Then the connection is accepted within t0
