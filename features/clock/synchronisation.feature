Feature: Clock synchronisation (104:7.6, 101:7.4.6)
  C_CS_NA_1 is confirmed and has no termination. The profile has to permit it; where another time than the true one was set, the true one follows.

  Rule: CLK-001 The controlled station confirms a clock synchronisation, with the same type and object address 0

    @id:clock-confirmed @CLK-001 @wait:3t1
    Scenario: The clock is set
      Given a connection with data transfer started
      When the controlling station sets the clock to the time that it is
      Then the clock synchronisation is confirmed

  Rule: CLK-002 The controlled station confirms a clock synchronisation with the time that it had, or with the time that came

    @id:clock-confirmation-content @CLK-002 @wait:3t1
    Scenario: What the confirmation carries
      Given a connection with data transfer started
      When the controlling station sets the clock to the time that it is
      Then it is recorded which time the confirmation carries

  Rule: CLK-004 The controlled station ends a clock synchronisation with its confirmation, without a termination

    @id:clock-not-terminated @CLK-004 @wait:3t1
    Scenario: What follows the confirmation
      Given a connection with data transfer started
      When the controlling station sets the clock to the time that it is
      Then no termination follows the confirmation

  Rule: CLK-005 The controlled station refuses a clock synchronisation that it does not have, with cause 44 or by a negative confirmation

    @id:clock-not-there @CLK-005 @wait:3t1
    Scenario: A device without clock synchronisation
      Given a connection with data transfer started
      And a device that has no clock synchronisation
      When the controlling station asks for it
      Then it is refused with cause 44, or by a negative confirmation
      And the connection stays open

  Rule: CLK-006 The controlled station refuses a clock synchronisation where its clock is set from elsewhere, or confirms it and does not use it

    @id:clock-from-elsewhere @CLK-006 @wait:8t1
    Scenario: A clock that is set by GPS or NTP
      Given a connection with data transfer started
      When a declared other source has the clock, which is set an hour ahead between two events
      Then it is recorded what became of the clock

  Rule: CLK-007 The controlled station confirms a clock synchronisation for the broadcast address for each of its common addresses

    @id:clock-for-everybody @CLK-007 @wait:3t1
    Scenario: The clock of all common addresses is set
      Given a connection with data transfer started
      When the controlling station sets the clock for the broadcast address
      Then it is confirmed for each common address, or once for all

  Rule: CLK-014 The controlled station takes a time with day of week 0, which is not used

    @id:clock-without-day-of-week @CLK-014 @wait:3t1
    Scenario: A time without a day of week
      Given a connection with data transfer started
      When the controlling station sets the clock with day of week 0
      Then the clock synchronisation is confirmed

  Rule: CLK-019 The controlled station lets no timer follow a clock synchronisation, with an I format unacknowledged or a TESTFR act unanswered

    @id:clock-with-i-unacknowledged @CLK-019 @wait:5t1
    Scenario: The clock is set while an I format is unacknowledged
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the clock is set a day ahead while it waits, and it is acknowledged before t1
      Then the connection stays open, for t1 counts as before

    @id:clock-with-testfr-unanswered @CLK-019 @wait:5t1+t3
    Scenario: The clock is set while a TESTFR act is unanswered
      Given a connection with data transfer started
      When the clock is set a day ahead while a TESTFR act of the controlled station waits, and that is answered before t1
      Then the connection stays open, for t1 counts as before

  Rule: CLK-024 The controlled station closes a connection on which a clock synchronisation comes while data transfer is stopped

    @id:clock-while-stopped @CLK-024 @wait:close+4t1
    Scenario: The clock is set while data transfer is stopped
      Given a connection with data transfer started and stopped again
      When a clock synchronisation comes in this state
      Then the controlled station closes the connection
      And a new connection with data transfer works
