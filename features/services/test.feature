Feature: Test and transmission delay (104:7.10, 101:7.4.7, 7.4.13)
  C_TS_TA_1 comes back as it went. What 101 has besides is no part of 104.

  Rule: RDT-010 The controlled station confirms a test command with its counter and time as they came, octet by octet

    @id:test-mirrored @RDT-010 @wait:6t1
    Scenario: Test commands with several counters
      Given a connection with data transfer started
      When test commands come with counters 0, 1, 43,690 and 65,535
      Then each is confirmed as it came, octet by octet

  Rule: RDT-013 The controlled station refuses a test command with cause 44 where it has no test procedure

    @id:test-not-there @RDT-013 @wait:3t1
    Scenario: A device without test procedure
      Given a connection with data transfer started
      And a device that has no test procedure
      When the controlling station asks for it
      Then it is refused with cause 44

  Rule: RDT-014 The controlled station lives after test commands that are cut off

    @id:test-cut-off @RDT-014 @wait:20t1
    Scenario: Test commands that are cut off
      Given a connection with data transfer started
      When test commands come that are cut off after each octet of their object
      Then the controlled station closes the connection over each, or goes on
      And a new connection with data transfer works

  Rule: RDT-015 The controlled station refuses an acquisition of the transmission delay, which 104 does not have, with cause 44

    @id:delay-acquisition-refused @RDT-015 @wait:3t1
    Scenario: The transmission delay is asked for
      Given a connection with data transfer started
      When the controlling station asks for an acquisition of the transmission delay
      Then it is refused with cause 44
