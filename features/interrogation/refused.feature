Feature: Interrogations that are refused (104:7.5, 101:7.2.6.22)
  Each case begins with an interrogation of the station, which is answered.

  Rule: GIN-010 The controlled station refuses the interrogation of a group that its interoperability list does not have by a negative confirmation

    @id:undeclared-group-refused @GIN-010 @wait:5t1
    Scenario: A group that is not there
      Given a connection with data transfer started
      And a station interrogation that the controlled station serves
      When the controlling station interrogates a group that the controlled station does not declare
      Then it is refused by a negative confirmation

  Rule: GIN-011 The controlled station refuses an interrogation with a reserved qualifier, 1 to 19 and 37 to 63, by a negative confirmation

    @id:reserved-interrogation-refused @GIN-011 @wait:11t1
    Scenario: Reserved qualifiers of interrogation
      Given a connection with data transfer started
      And a station interrogation that the controlled station serves
      When the controlling station interrogates with qualifier 1, 19, 37 and 63
      Then it is refused by a negative confirmation

  Rule: GIN-013 The controlled station answers the deactivation of an interrogation when none runs

    @id:deactivation-of-no-interrogation @GIN-013 @wait:5t1
    Scenario: A deactivation of nothing
      Given a connection with data transfer started
      And a station interrogation that the controlled station serves
      When the controlling station deactivates the interrogation
      Then it is recorded how it was answered
