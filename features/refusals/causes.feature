Feature: Requests with causes that are none of theirs (101:7.2.3)
  Cause 45 names a cause that the station does not know for the type.

  Rule: NEG-007 The controlled station refuses a command with cause 0 with cause 45

    @id:refuses-command-with-cause-0 @NEG-007 @wait:5t1
    Scenario: A command without cause
      Given a connection with data transfer started
      And a single command that the controlled station serves
      When it comes with cause of transmission 0
      Then it is refused with cause 45

  Rule: NEG-008 The controlled station refuses a command with cause 3, 5, 7, 10 or 20 with cause 45

    @id:refuses-command-with-wrong-cause @NEG-008 @wait:13t1
    Scenario: Commands with causes that are none of theirs
      Given a connection with data transfer started
      And a single command that the controlled station serves
      When it comes with cause of transmission 3, 5, 7, 10 and 20
      Then it is refused with cause 45

  Rule: NEG-009 The controlled station refuses a station interrogation with cause 5 or 20 with cause 45

    @id:refuses-interrogation-with-wrong-cause @NEG-009 @wait:7t1
    Scenario: Interrogations with causes that are none of theirs
      Given a connection with data transfer started
      And a station interrogation that the controlled station serves
      When it comes with cause of transmission 5 and 20
      Then it is refused with cause 45

  Rule: NEG-011 The controlled station refuses a read with cause 6 with cause 45

    @id:refuses-read-with-wrong-cause @NEG-011 @wait:5t1
    Scenario: A read that is an activation
      Given a connection with data transfer started
      And a read that the controlled station serves
      When it comes with cause of transmission 6
      Then it is refused with cause 45

  Rule: NEG-012 The controlled station refuses a clock synchronisation with cause 5 or 8 with cause 45

    @id:refuses-clock-with-wrong-cause @NEG-012 @wait:7t1
    Scenario: Clock synchronisations with causes that are none of theirs
      Given a connection with data transfer started
      And a clock synchronisation that the controlled station serves
      When it comes with cause of transmission 5 and 8
      Then it is refused with cause 45

  Rule: NEG-013 The controlled station refuses a test command with cause 5 or 8 with cause 45

    @id:refuses-test-with-wrong-cause @NEG-013 @wait:7t1
    Scenario: Test commands with causes that are none of theirs
      Given a connection with data transfer started
      And a test command that the controlled station serves
      When it comes with cause of transmission 5 and 8
      Then it is refused with cause 45

  Rule: NEG-014 The controlled station refuses a reset with cause 8 with cause 45

    @id:refuses-reset-with-wrong-cause @NEG-014 @RDT-020 @wait:5t1
    Scenario: The deactivation of a reset
      Given a connection with data transfer started
      And a reset of waiting events that the controlled station serves
      When it comes with cause of transmission 8
      Then it is refused with cause 45
