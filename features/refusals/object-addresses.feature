Feature: Requests for object addresses that a station does not have (101:7.2.5)
  Cause 47 names an object address that is unknown, or that the type may not have.

  Rule: NEG-023 The controlled station refuses a command for an object address that it does not have with cause 47

    @id:refuses-command-for-unknown-object @NEG-023 @wait:5t1
    Scenario: A command for nothing
      Given a connection with data transfer started
      And a single command that the controlled station serves
      When it comes for an object address that nobody has
      Then it is refused with cause 47

  Rule: NEG-024 The controlled station refuses a read of an object address that it does not have with cause 47

    @id:refuses-read-of-unknown-object @NEG-024 @wait:5t1
    Scenario: A read of nothing
      Given a connection with data transfer started
      And a read that the controlled station serves
      When it comes for an object address that nobody has
      Then it is refused with cause 47

  Rule: NEG-025 The controlled station refuses a command whose type is not that of the object with cause 47

    @id:refuses-command-of-another-type @NEG-025 @wait:5t1
    Scenario: A command of another type for the object of a single command
      Given a connection with data transfer started
      And a single command that the controlled station serves
      When it comes as a command of another type that the controlled station declares
      Then it is refused with cause 47, or in other words

  Rule: NEG-026 The controlled station refuses a station interrogation with an object address other than 0 with cause 47

    @id:refuses-interrogation-with-object @NEG-026 @wait:5t1
    Scenario: An interrogation with an object address
      Given a connection with data transfer started
      And a station interrogation that the controlled station serves
      When it comes with object address 1
      Then it is refused with cause 47

  Rule: NEG-028 The controlled station refuses a clock synchronisation with an object address other than 0 with cause 47

    @id:refuses-clock-with-object @NEG-028 @wait:5t1
    Scenario: A clock synchronisation with an object address
      Given a connection with data transfer started
      And a clock synchronisation that the controlled station serves
      When it comes with object address 1
      Then it is refused with cause 47

  Rule: NEG-029 The controlled station refuses a test command with an object address other than 0 with cause 47

    @id:refuses-test-with-object @NEG-029 @RDT-011 @wait:5t1
    Scenario: A test command with an object address
      Given a connection with data transfer started
      And a test command that the controlled station serves
      When it comes with object address 1
      Then it is refused with cause 47

  Rule: NEG-030 The controlled station refuses a reset with an object address other than 0 with cause 47, and is not reset

    @id:refuses-reset-with-object @NEG-030 @wait:5t1
    Scenario: A reset with an object address
      Given a connection with data transfer started
      And a reset of waiting events that the controlled station serves
      When it comes with object address 1
      Then it is refused with cause 47
      And the connection stays open

  Rule: NEG-031 The controlled station refuses a command for object address 0 with cause 47

    @id:refuses-command-for-object-0 @NEG-031 @wait:5t1
    Scenario: A command for object address 0
      Given a connection with data transfer started
      And a single command that the controlled station serves
      When it comes with object address 0
      Then it is refused with cause 47

  Rule: NEG-032 The controlled station refuses a command for the object address of a point with cause 47

    @id:refuses-command-for-point @NEG-032 @wait:5t1
    Scenario: A command for a point
      Given a connection with data transfer started
      And a single command that the controlled station serves
      When it comes for the object address of a point
      Then it is refused with cause 47

  Rule: NEG-034 The controlled station refuses 100 requests in a row, each of them, and keeps the connection

    @id:refuses-a-hundred-times @NEG-034 @wait:6t1
    Scenario: A hundred reads of nothing
      Given a connection with data transfer started
      And a read that the controlled station serves
      When it comes 100 times for an object address that nobody has
      Then it is refused with cause 47
