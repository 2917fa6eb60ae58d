Feature: Reset process (101:7.4.11, 7.2.6.27)
  Qualifier 1 begins the process anew, 2 forgets events with time tag that wait. The profile has to permit it.

  Rule: RDT-016 The controlled station confirms a reset of its process, ends the connection and is back within its declared time

    @id:reset-of-process @RDT-016 @wait:6t1 @exclusive
    Scenario: The process is reset
      Given a connection with data transfer started
      When the process of the controlled station is reset
      Then it is confirmed, the connection ends, and a new one works within the declared time
      And a new connection with data transfer works

  Rule: RDT-017 The controlled station confirms a reset of events that wait, sends none of them, and keeps the connection

    @id:reset-of-events @RDT-017 @wait:6t1
    Scenario: Events that wait are reset
      Given a connection with data transfer started
      And numbered events are accounted for
      When numbered events wait behind a full send window, and waiting events are reset
      Then it is confirmed, and none of the events that waited comes
      And the connection stays open

  Rule: RDT-018 The controlled station refuses a reset with qualifier 0 or a reserved one by a negative confirmation

    @id:reset-of-nothing @RDT-018 @wait:8t1
    Scenario: Qualifiers that mean nothing
      Given a connection with data transfer started
      And a station interrogation that the controlled station serves
      When resets come with qualifiers 0, 3 and 127
      Then it is refused by a negative confirmation
      And the connection stays open

  Rule: RDT-019 The controlled station refuses a reset with cause 44 where it has no reset process, and is not reset

    @id:reset-not-there @RDT-019 @wait:3t1
    Scenario: A device without reset process
      Given a connection with data transfer started
      And a device that has no reset process
      When the controlling station asks for it
      Then it is refused with cause 44
      And the connection stays open

  Rule: RDT-021 The controlled station confirms a reset of its process for the broadcast address for each of its common addresses

    @id:reset-for-everybody @RDT-021 @wait:6t1 @exclusive
    Scenario: The process is reset for all common addresses
      Given a connection with data transfer started
      When the process of the controlled station is reset for the broadcast address
      Then it is confirmed, the connection ends, and a new one works within the declared time
