Feature: Counter interrogations that have to be refused (101:7.2.3, 7.2.5)
  A read of the counters that is wrong in one respect.

  Rule: NEG-010 The controlled station refuses a counter interrogation with cause 5 with cause 45
    @id:refuses-counters-with-wrong-cause @NEG-010 @wait:7t1
    Scenario: A counter interrogation with a cause that is none of its own
      Given a connection with data transfer started
      And a counter interrogation that the controlled station serves
      When it comes with cause of transmission 5
      Then it is refused with cause 45

  Rule: NEG-027 The controlled station refuses a counter interrogation for an object address with cause 47
    @id:refuses-counters-with-object @NEG-027 @wait:7t1
    Scenario: A counter interrogation with an object address
      Given a connection with data transfer started
      And a counter interrogation that the controlled station serves
      When it comes with object address 1
      Then it is refused with cause 47
