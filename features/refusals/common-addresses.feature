Feature: Requests for common addresses that a station does not have (101:7.2.4)
  Cause 46 names a common address that is none of the station, or one that may not be asked so.

  Rule: NEG-016 The controlled station refuses a request for a common address that it does not have with cause 46

    @id:refuses-test-for-unknown-address @NEG-016 @wait:5t1
    Scenario: A test command for nobody
      Given a connection with data transfer started
      And a test command that the controlled station serves
      When it comes for a common address that nobody has
      Then it is refused with cause 46

  Rule: NEG-017 The controlled station refuses a station interrogation for a common address that it does not have with cause 46, and brings no data

    @id:refuses-interrogation-for-unknown-address @NEG-017 @wait:5t1
    Scenario: An interrogation for nobody
      Given a connection with data transfer started
      And a station interrogation that the controlled station serves
      When it comes for a common address that nobody has
      Then it is refused with cause 46

  Rule: NEG-018 The controlled station refuses a clock synchronisation for a common address that it does not have with cause 46

    @id:refuses-clock-for-unknown-address @NEG-018 @wait:5t1
    Scenario: A clock synchronisation for nobody
      Given a connection with data transfer started
      And a clock synchronisation that the controlled station serves
      When it comes for a common address that nobody has
      Then it is refused with cause 46

  Rule: NEG-019 The controlled station refuses a read for a common address that it does not have with cause 46

    @id:refuses-read-for-unknown-address @NEG-019 @wait:5t1
    Scenario: A read for nobody
      Given a connection with data transfer started
      And a read that the controlled station serves
      When it comes for a common address that nobody has
      Then it is refused with cause 46

  Rule: NEG-020 The controlled station refuses a request for common address 0 with cause 46

    @id:refuses-test-for-address-0 @NEG-020 @wait:5t1
    Scenario: A test command for common address 0
      Given a connection with data transfer started
      And a test command that the controlled station serves
      When it comes for common address 0
      Then it is refused with cause 46

  Rule: NEG-021 The controlled station refuses a read or a test command for the broadcast address with cause 46

    @id:refuses-read-for-everybody @NEG-021 @wait:5t1
    Scenario: A read for everybody
      Given a connection with data transfer started
      And a read that the controlled station serves
      When it comes for the broadcast address
      Then it is refused with cause 46

    @id:refuses-test-for-everybody @NEG-021 @wait:5t1
    Scenario: A test command for everybody
      Given a connection with data transfer started
      And a test command that the controlled station serves
      When it comes for the broadcast address
      Then it is refused with cause 46

  Rule: NEG-022 The controlled station answers the interrogation of each of its common addresses with the points of that address alone

    @id:points-of-each-address @NEG-022 @wait:8t1
    Scenario: One common address after the other
      Given a connection with data transfer started
      When the controlling station interrogates each common address that the controlled station declares
      Then each brings the points of its own address alone
