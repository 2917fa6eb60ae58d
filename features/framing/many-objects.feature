Feature: Many objects in several APDUs (104:5)

  Rule: FRM-004 The controlled station spreads an interrogated image over as many APDUs as needed, with every object exactly once and none cut

    @id:each-object-once @FRM-004 @wait:3t1
    Scenario: The image of the station in as many APDUs as needed
      Given a connection with data transfer started
      When the controlling station interrogates the station
      Then each object comes once and none is cut
