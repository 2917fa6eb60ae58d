Feature: t3 and what begins it anew (104:5.2)
  t3 counts from the last received frame. It has an upper bound only: testing earlier is allowed.

  Rule: TMR-010 The controlled station closes the connection t1 after its TESTFR act when I formats, S formats and TESTFR act arrive but no TESTFR con

    @id:only-con-ends-test @TMR-010 @wait:2t1+t3
    Scenario: I formats, S formats and TESTFR act in place of TESTFR con
      Given a connection with data transfer started
      When I formats, S formats and TESTFR act follow the TESTFR act of the controlled station
      Then the controlled station closes the connection t1 after its TESTFR act

  Rule: TMR-011 The controlled station keeps the connection open when TESTFR con arrives shortly before t1, and begins t3 anew

    @id:con-shortly-before-t1 @TMR-011 @wait:t1+3t3
    Scenario: TESTFR con shortly before t1
      Given a connection to the controlled station
      When TESTFR con answers the TESTFR act of the controlled station shortly before t1
      Then the connection is open and TESTFR act comes again at latest after t3

  Rule: TMR-012 The controlled station ignores a TESTFR con that nobody asked for, and counts it as a received frame for t3

    @id:unsolicited-testfr-con @TMR-012 @wait:3t3
    Scenario: A TESTFR con that nobody asked for
      Given a connection to the controlled station
      When an unsolicited TESTFR con restarts t3
      Then the connection is not closed over it, and TESTFR act comes at latest after t3
      And the connection stays open

  Rule: TMR-019 The controlled station begins t3 anew with a received TESTFR act and tests at latest t3 after it

    @id:t3-after-testfr-act @TMR-019 @wait:3t3
    Scenario: A TESTFR act halfway
      Given a connection to the controlled station
      When half of t3 passes
      And the controlling station sends TESTFR act
      Then TESTFR act comes at latest after t3

  Rule: TMR-020 The controlled station begins t3 anew with a received S format and tests at latest t3 after it

    @id:t3-after-s @TMR-020 @wait:3t3+t1
    Scenario: An S format halfway
      Given a connection with data transfer started
      When half of t3 passes
      And the controlling station sends an S format
      Then TESTFR act comes at latest after t3

  Rule: TMR-021 The controlled station begins t3 anew with a received I format and tests at latest t3 after it

    @id:t3-after-i @TMR-021 @wait:5t3+t1
    Scenario: An I format halfway
      Given a connection with data transfer started
      When half of t3 passes
      And the controlling station sends an I format and falls silent
      Then TESTFR act comes at latest after t3

  Rule: TMR-022 The controlled station begins t3 anew with a received STARTDT act or STOPDT act and tests at latest t3 after it

    @id:t3-after-startdt-act @TMR-022 @wait:3t3
    Scenario: A STARTDT act halfway
      Given a connection to the controlled station
      When half of t3 passes
      And the controlling station sends STARTDT act
      Then TESTFR act comes at latest after t3

    @id:t3-after-stopdt-act @TMR-022 @wait:3t3+t1
    Scenario: A STOPDT act halfway
      Given a connection with data transfer started
      When half of t3 passes
      And the controlling station sends STOPDT act
      Then TESTFR act comes at latest after t3

  Rule: TMR-024 The controlled station keeps the connection open while TESTFR act keeps arriving more often than t3

    @id:testfr-more-often-than-t3 @TMR-024 @wait:5t3+t1
    Scenario: TESTFR act five times, each before t3
      Given a connection with data transfer started
      Then the connection stays open while TESTFR act is sent more often than t3

  Rule: TMR-027 The controlled station answers a TESTFR act that crosses its own, and keeps the connection

    @id:testfr-crossing @TMR-027 @FRM-013 @wait:2t3+t1
    Scenario: TESTFR act of both stations at once
      Given a connection to the controlled station
      When both stations send TESTFR act at the same time
      Then the controlled station confirms TESTFR act within t1
      And the connection stays open

  Rule: TMR-033 The controlled station lets no timer expire when its clock is set a day ahead or back

    @id:clock-a-day-ahead @TMR-033 @wait:2t1+2t3
    Scenario: The clock is set a day ahead
      Given a connection with data transfer started
      When the clock of the controlled station is set 1 day ahead
      Then no timer expires and the connection stays open for t3
      And the clock is set right again

    @id:clock-a-day-back @TMR-033 @wait:2t1+2t3
    Scenario: The clock is set a day back
      Given a connection with data transfer started
      When the clock of the controlled station is set 1 day back
      Then no timer expires and the connection stays open for t3
      And the clock is set right again

  Rule: TMR-023 The controlled station lets t3 run from the last frame that it received, whatever it has sent since

    @id:t3-after-own-frames @TMR-023 @wait:2t1+3t3
    Scenario: An event while nothing is sent to it
      Given a connection with data transfer started
      When an event comes in the second half of t3, and nothing is sent to the controlled station
      Then it is recorded from which frame t3 counts
