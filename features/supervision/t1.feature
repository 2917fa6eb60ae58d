Feature: t1 of an I format (104:5.2)
  The controlled station closes the connection t1 after its oldest I format that nobody has acknowledged. Only an
  acknowledgement moves that moment.

  Rule: TMR-003 The controlled station closes the connection t1 after the oldest I format that nobody acknowledged

    @id:t1-of-oldest @TMR-003 @TMR-001 @wait:3t1
    Scenario: Nothing is acknowledged
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station leaves it unacknowledged and sends nothing
      Then the controlled station closes the connection t1 after the oldest unacknowledged I format
      And a new connection with data transfer works

    @id:t1-of-a-later-i @TMR-003 @wait:7t1
    Scenario: An I format that is left unacknowledged after others were acknowledged
      Given a connection with data transfer started
      And rows of I formats of the controlled station that are acknowledged
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station leaves it unacknowledged and sends nothing
      Then the controlled station closes the connection t1 after the oldest unacknowledged I format

  Rule: TMR-004 The controlled station closes the connection t1 after its oldest unacknowledged I format although it sent later ones

    @id:t1-with-later-i @TMR-004 @wait:3t1
    Scenario: Further I formats follow the oldest one
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station leaves it unacknowledged and sends further requests
      Then the controlled station closes the connection t1 after the oldest unacknowledged I format
      And a new connection with data transfer works

  Rule: TMR-006 The controlled station closes the connection t1 after its oldest unacknowledged I format although TESTFR act keeps arriving

    @id:t1-with-testfr @TMR-006 @wait:3t1
    Scenario: TESTFR act keeps arriving
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station leaves it unacknowledged and sends TESTFR act
      Then the controlled station closes the connection t1 after the oldest unacknowledged I format
      And a new connection with data transfer works

  Rule: TMR-007 The controlled station closes the connection t1 after its oldest unacknowledged I format although I and S formats with an unchanged N(R) arrive

    @id:t1-with-unchanged-nr @TMR-007 @wait:3t1
    Scenario: I and S formats keep arriving
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station leaves it unacknowledged and sends I and S formats that acknowledge nothing new
      Then the controlled station closes the connection t1 after the oldest unacknowledged I format
      And a new connection with data transfer works

  Rule: TMR-005 The controlled station closes the connection t1 after the next I format when only the oldest was acknowledged

    @id:t1-after-partial-acknowledgement @TMR-005 @wait:4t1
    Scenario: The oldest of two is acknowledged
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station acknowledges the oldest one only
      Then the controlled station closes the connection t1 after the next unacknowledged I format

  Rule: TMR-008 The controlled station keeps the connection when its oldest I format is acknowledged shortly before t1

    @id:acknowledged-before-t1 @TMR-008 @wait:3t1
    Scenario: Acknowledged shortly before t1
      Given a connection with data transfer started
      And an I format of the controlled station that nobody has acknowledged
      When the controlling station acknowledges it shortly before t1
      Then the connection stays open beyond t1
      And the connection stays open
